"""Explains a cell or a total of an aging: one bucket, or all of them and what is unallocated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from core.language import later
from core.metrics.aging import AgedBalance, aging
from core.metrics.buckets import UNALLOCATED, AgedBy, Convention, buckets, dates_of
from core.metrics.drill import narrowed
from core.metrics.explain.asked import positions
from core.metrics.explain.explain import row_queries
from core.metrics.explain.explanation import Counts, Explanation, Input
from core.metrics.explain.recorded import RecordedBook
from core.metrics.metric import Figure, Unit
from core.metrics.paging import known
from core.metrics.scope import GroupBy, Scope

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.metrics.explain.explanation import Rows
    from core.metrics.traits import Wanted

TOTAL: Final = "total"
_DEFINITIONS: Final = {
    TOTAL: later(
        "What is open on the date: invoices of every age, less credit notes and payments not set against an invoice."
    ),
    UNALLOCATED: later("Credit notes and payments received that are not set against an invoice, as a negative amount."),
}
_BY: Final = {
    AgedBy.DUE: later(
        "Open balance of the invoices whose due date lies this many days before the date; current is not past due."
    ),
    AgedBy.ISSUE: later("Open balance of the invoices issued this many days before the date."),
}
_FORMULAS: Final = {
    TOTAL: later("all buckets + unallocated"),
    UNALLOCATED: later("open credit notes + unapplied payments, negative"),
}
_SUM: Final = later("sum of the open balances of the invoices in the bucket")


def explain_cell(
    book: Book,
    as_of: date,
    *,
    bucket: str,
    currency: str,
    by: AgedBy | str = AgedBy.DUE,
    group: GroupBy | str | None = None,
    group_name: str = "all",
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    wanted: Wanted = (),
    convention: Convention | str = Convention.HOUSE,
) -> Explanation:
    """Return what one cell of ``aging`` is made of; ``bucket`` is a bucket's key, ``unallocated`` or ``total``.

    Parameters are those of ``aging`` and ``aging_items``; ``rows_behind`` takes ``Explanation.wanted`` too. The rows of every input add up to it, and the inputs to the cell.

    Raises
    ------
    UnknownNameError
        No such bucket.
    ValueError
        A segment is asked for without ``segments``.

    """
    by, group, convention = AgedBy(by), GroupBy(group or GroupBy.ALL), Convention(convention)
    names = {each.key: each.label for each in buckets(by, convention)} | {
        UNALLOCATED: later("Unallocated"),
        TOTAL: later("Total"),
    }
    known("bucket", bucket, names)
    part, wanted = narrowed(replace(scope or Scope(), currency=currency), wanted, group, group_name)
    recorded = RecordedBook(book)
    aged = aging(
        cast("Book", recorded), as_of, by=by, scope=part, segments=segments, wanted=wanted, convention=convention
    )
    balance = aged.overall(currency) if currency in aged.currencies else AgedBalance()
    minor = {key: cell.minor for key, cell in balance.cells.items()} | {UNALLOCATED: balance.unallocated.minor}
    shown = [*minor] if bucket == TOTAL else [bucket]
    inputs = tuple(
        Input(
            name=key,
            label=names[key],
            value=minor.get(key, 0),
            counts=Counts.AMOUNT,
            rows=_rows(key, as_of, by, part, convention, is_narrowed=bool(wanted)),
        )
        for key in shown
    )
    return Explanation(
        slug="aging",
        label=names[bucket],
        definition=_DEFINITIONS.get(bucket, _BY[by]),
        formula=_FORMULAS.get(bucket, _SUM),
        warning="",
        as_of=as_of,
        currency=currency,
        unit=Unit.AMOUNT,
        figure=Figure(value=sum(minor.get(key, 0) for key in shown)),
        inputs=inputs,
        wanted=wanted,
        queries=(
            *(each for each in recorded.asked if each.name != "book_span"),
            *row_queries(book, inputs, segments, wanted),
        ),
    )


def _rows(key: str, as_of: date, by: AgedBy, scope: Scope, convention: Convention, *, is_narrowed: bool) -> Rows:
    if key == UNALLOCATED:
        return positions(scope, as_of, part="unallocated", is_narrowed=is_narrowed)
    dates = {each.key: dates_of(each, as_of) for each in buckets(by, convention)}
    return positions(scope, as_of, days=dates[key], by=by, is_narrowed=is_narrowed)
