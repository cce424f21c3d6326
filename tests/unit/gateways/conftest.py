"""A desk for gateways; most of what is tested here is the same on both databases, so it is tried on SQLite."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from core.desk.engine import Desk, open_desk
from tests.desks import _migrated_file, clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.desks import TestClock

__all__ = ["clock"]


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    """A migrated desk on SQLite."""
    shutil.copy(_migrated_file(), tmp_path / "desk.sqlite3")
    opened = open_desk(f"sqlite:///{tmp_path / 'desk.sqlite3'}", clock=clock)
    yield opened
    opened.close()
