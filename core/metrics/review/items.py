"""The rows behind a part of a bridge: the items that are in it at one end, each with the file and line it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.metrics.aging import Cell
from core.metrics.drill import ItemPage
from core.metrics.paging import known
from core.metrics.positions import positions
from core.metrics.review.bridge import Part
from core.metrics.scope import GroupBy, Scope, segment_relation

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.book.book import Book

WITH_ITEMS: Final = (Part.TERMS, Part.DISPUTES, Part.LATENESS, Part.CREDITS)
"""The parts that are a balance; sales and mix are sums over documents issued."""


def part_items(
    book: Book,
    as_of: date,
    part: Part | str,
    *,
    group: GroupBy = GroupBy.ALL,
    group_name: str = "all",
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    page_size: int = 50,
    page_start: int = 0,
) -> ItemPage:
    """Return the items that make ``part`` of DSO at one end of a bridge, largest first.

    Parameters
    ----------
    part
        One of ``WITH_ITEMS``. An invoice that is disputed in part is in two of them, with a balance in each.
    group, group_name
        The bridge's dimension and one of its groups; all of them when not given. Narrow ``scope`` to one currency.

    Returns
    -------
    ItemPage
        Columns as those of ``aging_items``, without segment and is_disputed; ``balance_minor`` is the balance in this part,
        and that of all pages adds up to ``cell.minor``: days x sales of the period / days in the period.

    Raises
    ------
    UnknownNameError
        The part has no items.

    """
    asked = known("part of a bridge with items", str(part), [str(each) for each in WITH_ITEMS])
    scope = (scope or Scope()).narrowed(group, group_name)
    frame = book.frame(
        "review_items",
        {"positions": positions(book, as_of), "segments": segment_relation(segments, scope=scope)},
        as_of=as_of,
        state=asked,
        page_size=page_size,
        page_start=page_start,
        **scope.parameters(),
    )
    cell = (
        Cell(count=int(frame["cell_items"].iloc[0]), minor=int(frame["cell_minor"].iloc[0])) if len(frame) else Cell()
    )
    rows = frame.drop(columns=["cell_items", "cell_minor"]).astype({"item_key": "Int64", "payment_key": "Int64"})
    return ItemPage(rows=rows, total_rows=cell.count, cell=cell)
