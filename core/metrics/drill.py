"""The items behind a cell of the aging, each with the file and line it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from core.metrics.aging import Cell
from core.metrics.buckets import UNALLOCATED, AgedBy, buckets, dates_of
from core.metrics.paging import Page, known
from core.metrics.scope import GroupBy, Scope, segment_relation

if TYPE_CHECKING:
    import pandas as pd

    from core.book.book import Book

ITEM_SORTS: Final = ("balance", "due_on", "number")


@dataclass(frozen=True, kw_only=True)
class ItemPage(Page):
    """One page of items, and the count and balance of the whole cell they belong to."""

    cell: Cell


def aging_items(
    book: Book,
    as_of: date,
    *,
    bucket: str,
    by: AgedBy | str = AgedBy.DUE,
    group: GroupBy | str | None = None,
    group_name: str = "all",
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    sort: str = "balance",
    page_size: int = 50,
    page_start: int = 0,
) -> ItemPage:
    """Return the items that one cell of ``aging`` adds up, largest first unless sorted otherwise.

    Parameters
    ----------
    bucket
        Key of a bucket, or ``unallocated``: credit notes and payments, the latter as document type ``cash``.
    group, group_name
        The aging's split, and the group of the cell; narrow ``scope`` to the cell's currency as well.
    sort
        ``balance``, ``due_on`` or ``number``.

    Returns
    -------
    ItemPage
        Columns: item_key, payment_key, customer_key, entity, customer_id, name, country, customer_type, segment,
        document_type, number, part_no, currency, issued_on, due_on, days_past_due, amount_minor, balance_minor,
        is_disputed, import_id, source_row, file_name. The balances of all pages add up to ``cell.minor``.

    Raises
    ------
    UnknownNameError
        No such bucket or sort.

    """
    by, group, scope = AgedBy(by), GroupBy(group or GroupBy.ALL), scope or Scope()
    dates = {one.key: dates_of(one, as_of) for one in buckets(by)} | {UNALLOCATED: (date.min, date.max)}
    first_on, last_on = dates[known("bucket", bucket, dates)]
    scope = scope.narrowed(group, group_name)
    frame = book.frame(
        "aging_items",
        {"segments": segment_relation(segments, scope=scope)},
        as_of=as_of,
        by=str(by),
        is_unallocated=bucket == UNALLOCATED,
        first_on=first_on,
        last_on=last_on,
        sort=known("sort order", sort, ITEM_SORTS),
        page_size=page_size,
        page_start=page_start,
        **scope.parameters(),
    )
    cell = (
        Cell(count=int(frame["cell_items"].iloc[0]), minor=int(frame["cell_minor"].iloc[0])) if len(frame) else Cell()
    )
    rows = frame.drop(columns=["cell_items", "cell_minor"]).astype({"item_key": "Int64", "payment_key": "Int64"})
    return ItemPage(rows=rows, total_rows=cell.count, cell=cell)
