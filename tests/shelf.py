"""Books that several tests read: each text is published once and never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ledger import Ledger

if TYPE_CHECKING:
    from datetime import date

    import pytest

    from core.book.book import Book


class Shelf:
    """Publishes a text of ``tests.ledger`` the first time it is asked for and returns the same Book afterwards."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._books: dict[tuple[str, date | None], Book] = {}

    def __call__(self, text: str, *, list_on: date | None = None) -> Book:
        if (text, list_on) not in self._books:
            self._books[text, list_on] = Ledger(self._folders.mktemp("shelf") / "book")(text, list_on=list_on)
        return self._books[text, list_on]
