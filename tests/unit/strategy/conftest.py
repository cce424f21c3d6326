"""Books made once per text: a published version never changes, so tests may share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from core.book.book import Book


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, date], Book]:
    """``shelf(text, list_on)`` returns the book of that text, published the first time it is asked for."""
    known: dict[tuple[str, date], Book] = {}

    def book_of(text: str, list_on: date) -> Book:
        if (text, list_on) not in known:
            known[text, list_on] = Ledger(tmp_path_factory.mktemp("shelf") / "book")(text, list_on=list_on)
        return known[text, list_on]

    return book_of
