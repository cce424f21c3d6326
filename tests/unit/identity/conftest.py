"""Fixtures of a desk, on SQLite: what differs between the databases is tried in tests/unit/desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.desk.engine import open_desk
from core.desk.migrate import migrate
from tests.desks import TestClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.desk.engine import Desk


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A desk with its tables and nothing else."""
    place = tmp_path_factory.mktemp("desk") / "desk.sqlite3"
    migrate(f"sqlite:///{place}")
    return place.read_bytes()


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock, migrated: bytes) -> Iterator[Desk]:
    place = tmp_path / "desk.sqlite3"
    place.write_bytes(migrated)
    opened = open_desk(f"sqlite:///{place}", clock=clock)
    yield opened
    opened.close()
