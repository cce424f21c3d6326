"""What was open on a day, item by item: taken from the book once, then asked in as many ways as a screen likes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.book.kept import kept
from core.metrics.span import span_of

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

    from core.book.book import Book

DAYS_KEPT: Final = 6
"""Days kept at a time for one version of the book; ten million invoices with 700,000 open are 45 MB a day."""


def positions(book: Book, as_of: date) -> pa.Table:
    """Return everything open at the end of ``as_of``; a few days are kept, so a second question of a day is free.

    Returns
    -------
    pyarrow.Table
        One row per item and per payment with a balance: ``item_key`` (missing for a payment), ``payment_key`` (missing
        for an item), ``customer_key``, ``entity``, ``country``, ``customer_type``, ``currency``, ``is_credit`` (credit
        note or payment: negative), ``issued_on``, ``due_on``, ``balance_minor`` (minor units of ``currency``, never 0).
        Its sum per currency is the ledger. Never change it: it is shared.

    """

    def take() -> pa.Table:
        return book.table("positions_replay" if span_of(book).is_replay_needed(as_of) else "positions_now", as_of=as_of)

    return kept(book, "positions", as_of, take, room=DAYS_KEPT)
