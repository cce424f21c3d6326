"""The items behind a cell of the aging, each with the file and line it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from core.metrics.aging import Cell
from core.metrics.buckets import UNALLOCATED, AgedBy, Convention, buckets, dates_of
from core.metrics.paging import Page, known
from core.metrics.positions import positions
from core.metrics.scope import GroupBy, Scope, segment_relation
from core.metrics.traits import TRAITS, Wanted, traits_relation

if TYPE_CHECKING:
    import pandas as pd

    from core.book.book import Book

ITEM_SORTS: Final = ("balance", "due_on", "number")
OPEN: Final = "open"
"""In the place of a bucket: the invoices of every bucket."""
TOTAL: Final = "total"
"""In the place of a bucket: everything, the unallocated too."""
_EVER: Final = (date.min, date.max)


@dataclass(frozen=True, kw_only=True)
class ItemPage(Page):
    """One page of items, and the count and balance of the whole cell they belong to."""

    cell: Cell

    @classmethod
    def of(cls, frame: pd.DataFrame) -> ItemPage:
        """Return ``frame`` without the columns that repeat the cell's count and sum on every row."""
        first = frame.iloc[0] if len(frame) else {"cell_items": 0, "cell_minor": 0}
        cell = Cell(count=int(first["cell_items"]), minor=int(first["cell_minor"]))
        return cls(rows=frame.drop(columns=["cell_items", "cell_minor"]), total_rows=cell.count, cell=cell)


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
    wanted: Wanted = (),
    convention: Convention | str = Convention.HOUSE,
    sort: str = "balance",
    page_size: int = 50,
    page_start: int = 0,
) -> ItemPage:
    """Return the items that one cell of ``aging`` adds up, largest first unless sorted otherwise.

    Parameters
    ----------
    bucket
        Key of a bucket, or ``unallocated``: credit notes and payments, the latter as document type ``cash``; ``open`` for
        the invoices of every bucket, ``total`` for everything.
    group, group_name
        The aging's split, and the group of the cell; narrow ``scope`` to the cell's currency as well, and to the other
        group of an aging by two.
    wanted, convention
        As the aging was asked.
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
    by, group, convention = AgedBy(by), GroupBy(group or GroupBy.ALL), Convention(convention)
    dates = {one.key: dates_of(one, as_of) for one in buckets(by, convention)}
    dates |= dict.fromkeys((UNALLOCATED, OPEN, TOTAL), _EVER)
    first_on, last_on = dates[known("bucket", bucket, dates)]
    scope, wanted = narrowed(scope or Scope(), wanted, group, group_name)
    frame = book.frame(
        "aging_items",
        {
            "positions": positions(book, as_of),
            "segments": segment_relation(segments, scope=scope),
            "traits": traits_relation(book, wanted=wanted),
        },
        as_of=as_of,
        by=str(by),
        is_unallocated=None if bucket == TOTAL else bucket == UNALLOCATED,
        first_on=first_on,
        last_on=last_on,
        is_narrowed=bool(wanted),
        sort=known("sort order", sort, ITEM_SORTS),
        page_size=page_size,
        page_start=page_start,
        **scope.parameters(),
    )
    return ItemPage.of(frame.astype({"item_key": "Int64", "payment_key": "Int64"}))


def narrowed(scope: Scope, wanted: Wanted, group: GroupBy, name: str) -> tuple[Scope, Wanted]:
    """Return scope and traits of one group of an aging: a trait of the customer narrows the one, the rest the other."""
    if group in TRAITS:
        return scope, (*wanted, (group, name))
    return scope.narrowed(group, name), wanted
