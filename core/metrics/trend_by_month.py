"""Trend of a segment as it was: each month-end by the segments of that day, not by those of today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics.measures import evaluate
from core.metrics.metric import LOST_SHARE
from core.metrics.month_ends import last_month_end
from core.metrics.period import month_end, months_before
from core.metrics.span import span_of
from core.metrics.trend import TREND_METRICS, framed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.metrics.scope import Scope


def trend_by_month(
    book: Book,
    as_of: date,
    *,
    scope: Scope,
    segments_on: Callable[[date], pd.DataFrame],
    months: int = 24,
    lost_share: float = LOST_SHARE,
) -> pd.DataFrame:
    """Return the metrics at the last ``months`` month ends, each of the customers who were in the segment on that day.

    A month-end's own opening balance, sales and events are those of the same customers, wherever they were before. So
    the months do not chain: the opening of one is not the closing of another, because members differ.

    Parameters
    ----------
    scope
        Names a segment; without one ``trend`` gives the same numbers in a fraction of the time.
    segments_on
        Returns ``customer_key`` and ``segment`` as the policy places every customer with what was known on that day.

    Returns
    -------
    pandas.DataFrame
        As ``trend`` returns it: one row per currency and month end at which the segment had anything.

    Notes
    -----
    Asks the book once per month end, so it takes seconds on a large book: keep the answer.

    """
    first_on = span_of(book).first_issued_on
    rows: list[dict[str, Any]] = []
    end = last_month_end(min(as_of, month_end(book.latest_on)))
    for _ in range(months):
        if first_on is None or end < first_on:
            break
        found = evaluate(book, end, scope=scope, segments=segments_on(end), lost_share=lost_share)
        for currency in found["open_balance"]:
            figures = {slug: found[slug][currency].value for slug in TREND_METRICS}
            rows.append({"month_end": end, "currency": currency, **figures, "sales": _month_sales(found, currency)})
        end = months_before(end, 1)
    return framed(sorted(rows, key=lambda row: (row["currency"], row["month_end"])))


def _month_sales(found: dict[str, dict[str, Any]], currency: str) -> int:
    """Return the sales of the last month, which the one-month DSO carries as a part."""
    return int(found["dso_1m"][currency].parts["sales_minor"])
