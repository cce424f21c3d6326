"""Fixtures: a migrated desk with a clock that a test moves, on SQLite and on PostgreSQL."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from core.desk.engine import Desk, open_desk
from core.desk.migrate import migrate
from tests.postgres import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@dataclass
class TestClock:
    """A clock that stands still until it is moved."""

    __test__ = False
    now: datetime = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)  # a Tuesday, eleven o'clock in Amsterdam

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture(params=BOTH)
def desk_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    return fresh_database() if request.param == "postgres" else f"sqlite:///{tmp_path / 'desk.sqlite3'}"


@pytest.fixture(params=BOTH)
def desk(request: pytest.FixtureRequest, tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    """A migrated desk."""
    is_postgres = request.param == "postgres"
    opened = (
        open_desk(fresh_database(_migrated_database()), clock=clock) if is_postgres else migrated_desk(tmp_path, clock)
    )
    yield opened
    opened.close()


def migrated_desk(folder: Path, clock: TestClock | None = None) -> Desk:
    """Return an empty desk in ``folder``, on SQLite; its tables are made once for all tests of a process."""
    shutil.copy(_migrated_file(), folder / "desk.sqlite3")
    return open_desk(f"sqlite:///{folder / 'desk.sqlite3'}", clock=clock or TestClock())


@cache
def _migrated_database() -> str:
    url = fresh_database()
    migrate(url)
    return make_url(url).database or ""


@cache
def _migrated_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="saldo-desk-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    migrate(f"sqlite:///{folder / 'desk.sqlite3'}")
    return folder / "desk.sqlite3"
