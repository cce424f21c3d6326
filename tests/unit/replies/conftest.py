"""Fixtures of mail that comes back: ``desk`` is on SQLite, ``both`` on each database, for what rests on its SQL."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from core.desk.engine import open_desk
from tests.desks import _migrated_file, clock
from tests.desks import desk as both

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.desk.engine import Desk
    from tests.desks import TestClock

__all__ = ["both", "clock"]


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    """A migrated desk on SQLite."""
    shutil.copy(_migrated_file(), tmp_path / "desk.sqlite3")
    opened = open_desk(f"sqlite:///{tmp_path / 'desk.sqlite3'}", clock=clock)
    yield opened
    opened.close()
