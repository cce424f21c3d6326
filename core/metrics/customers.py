"""Customers: the list, and everything the book knows of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from core.errors import UnknownNameError
from core.metrics.paging import Page, known, page_of
from core.metrics.period import months_before
from core.metrics.scope import Scope, as_relation, segment_relation
from core.metrics.span import span_of

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.metrics.buckets import Bucket

CUSTOMER_SORTS: Final = (
    "open",
    "past_due",
    "past_due_share",
    "oldest_days",
    "mean_days_late",
    "name",
    "customer_id",
    "segment",
    "country",
)
HABIT_MONTHS: Final = 12
"""Months of settled invoices that the mean of days late speaks of."""


def customer_list(
    book: Book,
    as_of: date,
    *,
    search: str | None = None,
    only_open: bool = True,
    oldest: Bucket | None = None,
    customer_key: int | None = None,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    sort: str = "open",
    is_descending: bool = True,
    page_size: int = 50,
    page_start: int = 0,
) -> Page:
    """Return one page of the customers of ``scope`` with what they owe on ``as_of``.

    Parameters
    ----------
    search
        Part of a name or customer id, or a whole document number; upper and lower case are the same in the first two.
    only_open
        Leave out customers with nothing open.
    oldest
        Only customers whose oldest open invoice falls in this bucket by due date.
    customer_key
        Only this customer.
    sort
        One of ``CUSTOMER_SORTS``.

    Returns
    -------
    Page
        One row per customer and currency: customer_key, entity, customer_id, name, country, customer_type, label, segment
        (``unassigned`` without an assignment), currency (missing when nothing is open), open_items, open_minor (gross),
        past_due_minor, unallocated_minor (positive), oldest_days (0 when nothing is past due), past_due_share (0-1),
        mean_days_late (invoices settled in the twelve months up to ``as_of``; negative is early).

    Raises
    ------
    UnknownNameError
        No such sort order.

    """
    scope = scope or Scope()
    relation = as_relation(segments) if segments is not None else segment_relation(None, scope=scope)
    frame = book.frame(
        "customer_list",
        {"segments": relation},
        as_of=as_of,
        replay=span_of(book).is_replay_needed(as_of),
        habit_since=months_before(as_of, HABIT_MONTHS),
        search=search.strip() or None if search else None,
        only_open=only_open,
        oldest_from=oldest.first_day if oldest else None,
        oldest_to=oldest.last_day if oldest else None,
        customer_key=customer_key,
        sort=known("sort order", sort, CUSTOMER_SORTS),
        is_descending=is_descending,
        page_size=page_size,
        page_start=page_start,
        **scope.parameters(),
    )
    return page_of(frame)


def customer_header(book: Book, customer_key: int) -> dict[str, Any]:
    """Return what the source says of one customer apart from money, by column; ``UnknownNameError`` when there is none."""
    rows = book.rows("customer_header", customer_key=customer_key)
    if not rows:
        raise UnknownNameError("customer", str(customer_key), [])
    return rows[0]


def customer_items(
    book: Book,
    customer_key: int,
    as_of: date,
    *,
    is_settled: bool | None = None,
    page_size: int = 50,
    page_start: int = 0,
) -> Page:
    """Return one page of a customer's items issued by ``as_of`` with their balance that day.

    Open ones come first, oldest due first; then settled ones, newest first. ``is_settled`` keeps one kind. ``days_late`` of
    a settled item counts to the day it was last paid, of an open one to ``as_of``; negative is before the due date.
    """
    frame = book.frame(
        "customer_items",
        customer_key=customer_key,
        as_of=as_of,
        is_settled=is_settled,
        page_size=page_size,
        page_start=page_start,
    )
    return page_of(frame)


def customer_payments(book: Book, customer_key: int, as_of: date, *, page_size: int = 50, page_start: int = 0) -> Page:
    """Return one page of a customer's payments received by ``as_of``, newest first, with what was applied by then."""
    frame = book.frame(
        "customer_payments", customer_key=customer_key, as_of=as_of, page_size=page_size, page_start=page_start
    )
    return page_of(frame)


def customer_contact_points(book: Book, customer_key: int) -> pd.DataFrame:
    """Return a customer's addresses, the preferred and the allowed first."""
    return book.frame("customer_contact_points", customer_key=customer_key)


def customer_disputes(book: Book, customer_key: int, as_of: date) -> pd.DataFrame:
    """Return a customer's disputes opened by ``as_of``, the open ones first; ``closed_on`` is missing while open."""
    return book.frame("customer_disputes", customer_key=customer_key, as_of=as_of)
