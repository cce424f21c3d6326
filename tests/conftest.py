"""Fixtures every test may ask for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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
