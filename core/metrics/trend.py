"""Trend: every metric at month ends, from a monthly cube alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from core.metrics.measures import months_of_sales
from core.metrics.metric import Measures, Unit
from core.metrics.period import DEFAULT_MONTHS, Window, is_month_end, month_end, months_before, window
from core.metrics.registry import METRICS
from core.metrics.scope import Scope
from core.metrics.segment_cube import cube_relation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from core.book.book import Book

NEEDS_BUCKETS: Final = ("over_90_share",)
"""The cube knows past due or not, no finer bucket."""

_SUMS: Final = ("gross_minor", "credit_minor", "past_due_minor", "sales_minor")

TREND_METRICS: Final = {slug: metric for slug, metric in METRICS.items() if slug not in NEEDS_BUCKETS}


def trend(
    book: Book,
    as_of: date,
    *,
    months: int = 24,
    scope: Scope | None = None,
    period_months: int = DEFAULT_MONTHS,
    segments: pd.DataFrame | None = None,
    cube: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the metrics at the last ``months`` month ends up to ``as_of``.

    Parameters
    ----------
    segments
        One row per customer: ``customer_key``, ``segment``. Read only when ``scope`` names a segment and no ``cube`` is
        given; the cube is then made for this one answer.
    cube
        ``segment_cube`` of this book and the segments in force, kept by the caller.

    Returns
    -------
    pandas.DataFrame
        One row per currency and month end, from the currency's first movement on: ``month_end`` (datetime64),
        ``currency``, one column per metric of ``TREND_METRICS`` (amounts in integer minor units, the others float with
        NaN where undefined) and ``sales``, the month's own, in minor units. Equal to ``evaluate`` at each month end.

    Raises
    ------
    ValueError
        ``scope`` names a segment, and neither ``segments`` nor ``cube`` is given.

    """
    scope = scope or Scope()
    relation = cube_relation(book, scope=scope, segments=segments, cube=cube)
    rows = book.rows("receivable_trend", {"segment_cube": relation}, **scope.parameters())
    last_end = as_of if is_month_end(as_of) else as_of.replace(day=1) - timedelta(days=1)
    found = [
        row
        for currency, held in groupby(rows, key=itemgetter("currency"))
        for row in _month_ends(currency, list(held), last_end=last_end, months=months, period_months=period_months)
    ]
    return _typed(pd.DataFrame(found, columns=["month_end", "currency", *TREND_METRICS, "sales"]))


def _month_ends(
    currency: str, held: list[dict[str, Any]], *, last_end: date, months: int, period_months: int
) -> Iterator[dict[str, object]]:
    """Yield one row per month end of one currency, oldest first."""
    months_held = _positions(held, last_end)
    for place in range(max(len(months_held) - months, 0), len(months_held)):
        measured = _measures(months_held[: place + 1], period_months)
        figures = {slug: metric.compute(measured).value for slug, metric in TREND_METRICS.items()}
        month = months_held[place]
        yield {"month_end": month.ends_on, "currency": currency, **figures, "sales": month.sales_minor}


@dataclass(frozen=True, kw_only=True)
class _Month:
    """Position of one currency at a month end, and the month's sales."""

    ends_on: date
    gross_minor: int = 0
    credit_minor: int = 0
    past_due_minor: int = 0
    sales_minor: int = 0


def _positions(held: list[dict[str, Any]], last_end: date) -> list[_Month]:
    """Return every month from the first movement to ``last_end``; one without movement keeps the position before it."""
    by_end = {month_end(row["month"]): row for row in held}
    found: list[_Month] = []
    ends_on = min(by_end)
    while ends_on <= last_end:
        row = by_end.get(ends_on)
        if row is None:
            found.append(replace(found[-1], ends_on=ends_on, sales_minor=0))
        else:
            found.append(_Month(ends_on=ends_on, **{name: row[name] for name in _SUMS}))
        ends_on = months_before(ends_on, -1)
    return found


def _measures(held: list[_Month], period_months: int) -> Measures:
    """Return the measures at the last month of ``held``, as ``measures`` does for that date."""
    now = held[-1]
    windows = tuple(
        Window(after_on=months_before(month.ends_on, 1), until_on=month.ends_on) for month in reversed(held)
    )
    history = months_of_sales([month.sales_minor for month in reversed(held)], windows)
    return Measures(
        current_minor=now.gross_minor - now.past_due_minor,
        past_due_minor=now.past_due_minor,
        unallocated_minor=-now.credit_minor,
        opening_minor=held[-1 - period_months].gross_minor if len(held) > period_months else 0,
        sales_minor=sum(month.sales_minor for month in history[:period_months]),
        days=window(now.ends_on, period_months).days,
        months=period_months,
        history=history,
    )


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``frame`` with dates, whole minor units, and floats with NaN where a metric is undefined."""
    amounts = [slug for slug, metric in TREND_METRICS.items() if metric.unit is Unit.AMOUNT]
    ratios = [slug for slug in TREND_METRICS if slug not in amounts]
    types = {"month_end": "datetime64[s]", "currency": "str"} | dict.fromkeys([*amounts, "sales"], "int64")
    return frame.astype(types | dict.fromkeys(ratios, "float64"))
