"""Fixtures every test may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """``ledger("A INV1 issued ...")`` publishes the rows and returns the Book; ``ledger.store`` is its folder."""
    return Ledger(tmp_path / "book")
