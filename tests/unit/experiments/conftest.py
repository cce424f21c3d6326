"""A desk on SQLite, and a holdout that was launched once for all tests: what differs between databases is asked in test_both_databases.py."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from core.desk.engine import Desk, open_desk
from tests.desks import TestClock, _migrated_file, clock
from tests.ledger import Ledger
from tests.unit.experiments.portfolio import launched, ledger_of, started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["clock"]


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    """A migrated desk."""
    shutil.copy(_migrated_file(), tmp_path / "desk.sqlite3")
    yield from _opened(tmp_path, clock)


@pytest.fixture(scope="session")
def launched_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a desk and a ledger on which the holdout of the portfolio was launched."""
    folder = tmp_path_factory.mktemp("holdout")
    shutil.copy(_migrated_file(), folder / "desk.sqlite3")
    for opened in _opened(folder, TestClock()):
        started(opened)
        launched(opened, Ledger(folder / "book")(ledger_of()))
    return folder


@pytest.fixture
def held(tmp_path: Path, launched_once: Path, clock: TestClock) -> Iterator[Desk]:
    """A desk of its own on which that holdout runs; ``held_ledger`` is its ledger."""
    shutil.copy(launched_once / "desk.sqlite3", tmp_path / "held.sqlite3")
    yield from _opened(tmp_path, clock, "held.sqlite3")


@pytest.fixture
def held_ledger(tmp_path: Path, launched_once: Path) -> Ledger:
    """A ledger of its own as it was at that launch."""
    shutil.copytree(launched_once / "book", tmp_path / "held_book")
    return Ledger(tmp_path / "held_book")


def _opened(folder: Path, clock: TestClock, name: str = "desk.sqlite3") -> Iterator[Desk]:
    opened = open_desk(f"sqlite:///{folder / name}", clock=clock)
    yield opened
    opened.close()
