"""The dates of a book that say whether its open items are the position of a date."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from core.metrics.period import months_before

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.book.book import Book
    from core.metrics.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Known:
    """Since when the sales of an entity are known: the day of its first list, and with its sales file if that helps."""

    listed_on: date
    known_after_on: date


@dataclass(frozen=True, kw_only=True)
class Span:
    """First issue, and the last settlement up to and the first one after the date of the book's open items."""

    first_issued_on: date | None
    last_applied_on: date | None
    next_applied_on: date | None
    sales_known_after: Mapping[str, Known] = field(default_factory=dict)  # entities that began with open items only
    first_sales_month: date | None = None  # of the sales files

    @property
    def first_sold_on(self) -> date | None:
        """The first day of which any sales are known: of a document, or of a sales file."""
        return min((day for day in (self.first_issued_on, self.first_sales_month) if day), default=None)

    def known_months(self, as_of: date, scope: Scope) -> int | None:
        """Return how many whole months up to ``as_of`` all sales of ``scope`` are known of; ``None``: nothing limits them.

        A sales file cannot be split by country, type or segment, so it helps only where none of them is asked for.
        """
        limits = [
            known.listed_on if scope.is_within_entity else known.known_after_on
            for name, known in self.sales_known_after.items()
            if scope.entity in {None, name}
        ]
        if not limits:
            return None
        months = 0
        while months_before(as_of, months + 1) >= max(limits):
            months += 1
        return months

    def is_replay_needed(self, as_of: date) -> bool:
        """Return whether anything was set against an item between ``as_of`` and the date of the open items."""
        is_before = self.last_applied_on is not None and as_of < self.last_applied_on
        return is_before or (self.next_applied_on is not None and as_of >= self.next_applied_on)


_KNOWN: Final[WeakKeyDictionary[Book, Span]] = WeakKeyDictionary()


def span_of(book: Book) -> Span:
    """Return the span of ``book``, read once: a version never changes."""
    if book not in _KNOWN:
        names = ("listed_on", "known_after_on")
        _KNOWN[book] = Span(
            **book.row("book_span"),
            sales_known_after={
                row["entity"]: Known(**{name: row[name] for name in names}) for row in book.rows("sales_known")
            },
            first_sales_month=book.row("sales_span")["first_month"],
        )
    return _KNOWN[book]
