"""The shelf of books that the tests of these queries share."""

from __future__ import annotations

import pytest

from tests.shelf import Shelf


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """``published("A INV1 issued ...")`` returns the Book of that text, the same one every time."""
    return Shelf(tmp_path_factory)
