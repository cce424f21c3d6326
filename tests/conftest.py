"""Fixtures every test may ask for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POSTGRES = "postgres"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to run everything on both databases."""
    parser.addoption("--every-database", action="store_true", help="run every case of every test on PostgreSQL, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run on PostgreSQL what can differ there: of a test its first case, of a module marked ``few_on_postgres(n)`` n tests.

    Statements are the same on both databases; another value of a parameter is not another statement.
    """
    if config.getoption("--every-database"):
        return
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    seen: dict[Path, set[str]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and _database(item) == POSTGRES:
            tests = seen.setdefault(item.path, set())
            mark = item.get_closest_marker("few_on_postgres")
            is_enough = mark is not None and len(tests) >= mark.args[0]
            if item.originalname in tests or is_enough:
                dropped.append(item)
                continue
            tests.add(item.originalname)
        kept.append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def _database(item: pytest.Function) -> object:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return parameters.get("desk", parameters.get("desk_url"))


@pytest.fixture(autouse=True, scope="session")
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Tests kill processes, never the machine: what was written is there without waiting for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _file: None)
        yield


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """``ledger("A INV1 issued ...")`` publishes the rows and returns the Book; ``ledger.store`` is its folder."""
    return Ledger(tmp_path / "book")
