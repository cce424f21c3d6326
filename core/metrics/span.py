"""The dates of a book that say whether its open items are the position of a date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from datetime import date

    from core.book.book import Book


@dataclass(frozen=True, kw_only=True)
class Span:
    """First issue, and the last settlement up to and the first one after the date of the book's open items."""

    first_issued_on: date | None
    last_applied_on: date | None
    next_applied_on: date | None

    def is_replay_needed(self, as_of: date) -> bool:
        """Return whether anything was set against an item between ``as_of`` and the date of the open items."""
        is_before = self.last_applied_on is not None and as_of < self.last_applied_on
        return is_before or (self.next_applied_on is not None and as_of >= self.next_applied_on)


_KNOWN: Final[WeakKeyDictionary[Book, Span]] = WeakKeyDictionary()


def span_of(book: Book) -> Span:
    """Return the span of ``book``, read once: a version never changes."""
    if book not in _KNOWN:
        _KNOWN[book] = Span(**book.row("book_span"))
    return _KNOWN[book]
