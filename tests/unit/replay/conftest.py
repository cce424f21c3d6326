"""A desk on SQLite and PostgreSQL, and a story on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desks import TestClock, clock, desk
from tests.replays import Story

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk

__all__ = ["clock", "desk"]


@pytest.fixture
def story(tmp_path: Path, desk: Desk, clock: TestClock) -> Story:
    return Story(tmp_path, desk, clock)
