"""Fixtures every test may ask for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, settings

from core import hidden
from tests.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POSTGRES = "postgres"
LONGEST: Final = (
    "tests/crash/test_kill.py",
    "tests/browser/test_accessible.py",
    "tests/unit/replay/test_replay_days.py",
    "tests/browser/test_main_job.py",
    "tests/crash/test_gone.py",
    "tests/property/test_past_book.py",
    "tests/browser/test_sign_in.py",
    "tests/unit/metrics/test_explain.py",
    "tests/scenario/agreements.md",
    "tests/browser/test_starts.py",
    "tests/property/test_book_oracle.py",
    "tests/property/test_replay.py",
    "tests/browser/test_aging.py",
    "tests/unit/campaigns",
    "tests/browser/test_hostile_messages.py",
    "tests/property",
    "tests/browser/test_lab.py",
    "tests/pages",
    "tests/browser",
    "tests/unit/replay",
    "tests/unit/book",
    "tests/unit/metrics",
    "tests/unit/strategy",
    "tests/scenario",
)
"""What runs longest begins first, so that no worker is left alone with it at the end, and one browser at a time: several
between them would only wait for each other. The rest follows as it is found."""

# A busy machine is no fault: nothing fails for being slow. The same tries every time, so that a change is what breaks a
# build; SALDO_FUZZ looks for what nobody thought of (make fuzz).
settings.register_profile(
    "saldo",
    deadline=None,
    derandomize="SALDO_FUZZ" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("saldo")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to run everything on both databases."""
    parser.addoption("--every-database", action="store_true", help="run every case of every test on PostgreSQL, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run on PostgreSQL what can differ there: of a test its first case, of a module marked ``few_on_postgres(n)`` n tests.

    Statements are the same on both databases; another value of a parameter is not another statement.
    """
    _order(items)
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


def _order(items: list[pytest.Item]) -> None:
    """Put the items of a whole run in the order of LONGEST; the items of one file stay together and as they were."""
    places = {place: number for number, place in enumerate(LONGEST)}

    def rank(item: pytest.Item) -> int:
        name = item.nodeid.partition("::")[0]
        parts = name.split("/")
        known = ("/".join(parts[:depth]) for depth in range(len(parts), 0, -1))
        return next((places[each] for each in known if each in places), len(places))

    items.sort(key=rank)


def _database(item: pytest.Function) -> object:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return parameters.get("desk", parameters.get("desk_url"))


@pytest.fixture(autouse=True, scope="session")
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Tests kill processes, never the machine: what was written is there without waiting for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _file: None)
        yield


@pytest.fixture(autouse=True)
def _no_secret_of_another_test() -> Iterator[None]:
    """What one test kept out of every text is an ordinary word in the next."""
    before = dict(hidden._KNOWN)
    yield
    hidden._KNOWN.clear()
    hidden._KNOWN.update(before)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """``ledger("A INV1 issued ...")`` publishes the rows and returns the Book; ``ledger.store`` is its folder."""
    return Ledger(tmp_path / "book")
