"""Measures: the sums that every metric of one date starts from, per currency, and all metrics evaluated on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics.aging import AgedBalance, aging
from core.metrics.metric import Measures, MonthOfSales, Value
from core.metrics.period import DEFAULT_MONTHS, Window, month_windows, window, window_relation
from core.metrics.registry import METRICS
from core.metrics.scope import Scope, segment_relation
from core.metrics.span import span_of

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.book.book import Book

NOTHING = AgedBalance()


def measures(
    book: Book,
    as_of: date,
    *,
    months: int = DEFAULT_MONTHS,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
) -> dict[str, Measures]:
    """Return the measures of ``as_of`` by currency, alphabetically.

    Parameters
    ----------
    months
        Calendar months in the period: of its sales, and between the opening and the closing balance.
    segments
        As of today, for both ends of the period: who moved to another segment meanwhile is counted where it is now.

    Returns
    -------
    dict
        Empty without documents. A currency is there when it has anything open, or sales, at either end.

    Raises
    ------
    ValueError
        A segment is asked for without ``segments``.

    """
    scope = scope or Scope()
    period = window(as_of, months)
    closing = aging(book, as_of, scope=scope, segments=segments)
    opening = aging(book, period.after_on, scope=scope, segments=segments)
    sales = _history(book, as_of, scope=scope, segments=segments)
    found = {}
    for currency in sorted({*closing.currencies, *opening.currencies, *sales}):
        history = sales.get(currency, ())
        found[currency] = _measures(
            closing.overall(currency),
            opening_minor=opening.overall(currency).gross_minor,
            history=history,
            period=period,
            months=months,
        )
    return found


def _measures(
    closing: AgedBalance, *, opening_minor: int, history: tuple[MonthOfSales, ...], period: Window, months: int
) -> Measures:
    """Return the measures of one currency."""
    current, *late = closing.cells.items()
    return Measures(
        current_minor=current[1].minor,
        past_due_minor=sum(cell.minor for _, cell in late),
        past_due_by_bucket={key: cell.minor for key, cell in late},
        unallocated_minor=-closing.unallocated.minor,
        opening_minor=opening_minor,
        sales_minor=sum(month.sales_minor for month in history[:months]),
        days=period.days,
        months=months,
        history=history,
    )


def _history(
    book: Book, as_of: date, *, scope: Scope, segments: pd.DataFrame | None
) -> dict[str, tuple[MonthOfSales, ...]]:
    """Return month-long windows of sales by currency, newest first, back to the oldest with sales."""
    first_issued_on = span_of(book).first_issued_on
    if first_issued_on is None:
        return {}
    windows = month_windows(as_of, since=first_issued_on)
    rows = book.rows(
        "sales_by_window",
        {"segments": segment_relation(segments, scope=scope), "windows": window_relation(windows)},
        **scope.parameters(),
    )
    sold: dict[str, list[int]] = {}
    for row in rows:
        sold.setdefault(row["currency"], [0] * len(windows))[row["window_no"]] = row["sales_minor"]
    return {currency: months_of_sales(minor, windows) for currency, minor in sold.items()}


def months_of_sales(sales_minor: list[int], windows: tuple[Window, ...]) -> tuple[MonthOfSales, ...]:
    """Return the windows with their sales, newest first, without the empty ones before the first sale."""
    oldest = max((place for place, minor in enumerate(sales_minor) if minor), default=-1)
    return tuple(
        MonthOfSales(sales_minor=minor, days=window_.days)
        for minor, window_ in zip(sales_minor[: oldest + 1], windows, strict=False)
    )


def evaluate(
    book: Book,
    as_of: date,
    *,
    months: int = DEFAULT_MONTHS,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
) -> dict[str, dict[str, Value]]:
    """Return every metric of ``as_of``: slug -> currency -> value; parameters as in ``measures``.

    A value that is ``None`` is undefined and says why; an amount is in minor units of its currency.
    """
    found = measures(book, as_of, months=months, scope=scope, segments=segments)
    return {
        slug: {currency: metric.value(measured) for currency, measured in found.items()}
        for slug, metric in METRICS.items()
    }
