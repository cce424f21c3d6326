"""Trend: every metric at month ends, from the monthly cubes alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from core.metrics.buckets import BUCKETS
from core.metrics.events import NO_EVENTS, added, events_by_currency
from core.metrics.measures import Beside, measured_from
from core.metrics.metric import LOST_SHARE, YEAR, Unit
from core.metrics.month_ends import MonthEnd, last_month_end, month_positions, rolls_of, starts_of_year
from core.metrics.period import DEFAULT_MONTHS, Window, month_end, months_before, window
from core.metrics.position import Position
from core.metrics.registry import METRICS
from core.metrics.scope import Scope
from core.metrics.segment_cube import cube_of
from core.metrics.span import span_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from core.book.book import Book
    from core.metrics.metric import Events
    from core.metrics.segment_cube import SegmentCube
    from core.metrics.span import Span

TREND_METRICS: Final = {slug: metric for slug, metric in METRICS.items() if metric.is_trended}

_RANKS: Final = {bucket.key: place for place, bucket in enumerate(BUCKETS)}
_NOTHING: Final = MonthEnd()
_WHOLE: Final = {
    "sales",
    *(slug for slug, metric in TREND_METRICS.items() if metric.unit is Unit.AMOUNT and slug != "expected_loss"),
}


@dataclass(frozen=True, kw_only=True)
class _Currency:
    """What the cubes hold of one currency: months from the first movement or sales on, oldest first."""

    first_end: date  # of the first movement; months before it have sales of a file only
    ends: list[date]
    sales: list[int]
    credit: list[int]  # what is unallocated, negative
    held: Mapping[date, MonthEnd]
    events: Mapping[date, Events]  # by month-end


def trend(
    book: Book,
    as_of: date,
    *,
    months: int = 24,
    scope: Scope | None = None,
    period_months: int = DEFAULT_MONTHS,
    segments: pd.DataFrame | None = None,
    cube: SegmentCube | None = None,
    lost_share: float = LOST_SHARE,
) -> pd.DataFrame:
    """Return the metrics at the last ``months`` month ends up to ``as_of``, and not after the month of the book's last day.

    Parameters
    ----------
    segments
        One row per customer: ``customer_key``, ``segment``. Read only when ``scope`` names a segment and no ``cube`` is
        given; the cube is then made for this one answer.
    cube
        ``segment_cube`` of this book and the segments in force, kept by the caller.
    lost_share
        Of what is over 90 days late, the part taken to be lost, 0-1.

    Returns
    -------
    pandas.DataFrame
        One row per currency and month end, from the currency's first movement on: ``month_end`` (datetime64),
        ``currency``, one column per metric of ``TREND_METRICS`` (amounts in integer minor units where they are always
        defined, the others float with NaN where undefined) and ``sales``, the month's own, in minor units. Equal to
        ``evaluate`` at each month end. Segments are those of today: see ``trend_by_month`` for those of each month.

    Raises
    ------
    ValueError
        ``scope`` names a segment, and neither ``segments`` nor ``cube`` is given.

    """
    scope, span = scope or Scope(), span_of(book)
    named = cube_of(book, scope=scope, segments=segments, cube=cube)
    last_end = last_month_end(min(as_of, month_end(book.latest_on)))
    rows = book.rows("receivable_trend", {"segment_cube": named.movements}, **scope.parameters())
    since = months_before(last_end, months + max(period_months, YEAR))
    held = month_positions(book, since=since, scope=scope, cube=named, ranks=_RANKS)
    calendar = _calendar(last_end, months + max(period_months, YEAR))
    happened = events_by_currency(book, calendar, scope=scope, cube=named)
    stated = _stated(book, scope)
    found = [
        row
        for currency, moved in groupby(rows, key=itemgetter("currency"))
        for row in _month_ends(
            currency,
            _currency(
                list(moved),
                last_end,
                held.get(currency, {}),
                {calendar[place].until_on: each for place, each in happened.get(currency, {}).items()},
                stated.get(currency, {}),
            ),
            months=months,
            period_months=period_months,
            span=span,
            scope=scope,
            lost_share=lost_share,
        )
    ]
    return framed(found)


def _calendar(last_end: date, months: int) -> tuple[Window, ...]:
    """Return whole months up to ``last_end``, newest first."""
    ends = [months_before(last_end, place) for place in range(months + 1)]
    return tuple(Window(after_on=before, until_on=end) for end, before in pairwise(ends))


def _stated(book: Book, scope: Scope) -> dict[str, dict[date, int]]:
    """Return what sales files add to the sales of documents, by currency and month-end; they know no part of an entity."""
    if scope.is_within_entity:
        return {}
    found: dict[str, dict[date, int]] = {}
    for row in book.rows("sales_file_difference", entity=scope.entity, currency=scope.currency):
        found.setdefault(row["currency"], {})[month_end(row["month"])] = row["difference_minor"]
    return found


def _currency(
    moved: list[dict[str, Any]],
    last_end: date,
    held: Mapping[date, MonthEnd],
    events: Mapping[date, Events],
    stated: Mapping[date, int],
) -> _Currency:
    """Return every month from the first movement to ``last_end``; one without movement keeps the position before it."""
    by_end = {month_end(row["month"]): row for row in moved}
    ends, sales, credit = [], [], [0]
    end = min([*by_end, *stated])
    while end <= last_end:
        row = by_end.get(end)
        ends.append(end)
        sales.append((row["sales_minor"] if row else 0) + stated.get(end, 0))
        credit.append(row["credit_minor"] if row else credit[-1])
        end = months_before(end, -1)
    return _Currency(first_end=min(by_end), ends=ends, sales=sales, credit=credit[1:], held=held, events=events)


def _month_ends(
    currency: str,
    found: _Currency,
    *,
    months: int,
    period_months: int,
    span: Span,
    scope: Scope,
    lost_share: float,
) -> Iterator[dict[str, object]]:
    """Yield one row per month end of one currency, oldest first."""
    ends = found.ends
    book_months = _months_between(span.first_sold_on, ends[-1]) if ends else 0
    for place in range(max(len(ends) - months, 0), len(ends)):
        end = ends[place]
        if end < found.first_end:
            continue
        windows = _calendar(end, max(book_months - (len(ends) - 1 - place), place + 1))
        sales = found.sales[place::-1]
        measured = measured_from(
            _position(found, place, windows),
            _opening(found, end, period_months),
            Beside(
                sales=[*sales, *([0] * (len(windows) - len(sales)))],
                windows=windows,
                period=window(end, period_months),
                months=period_months,
                events={
                    0: added(_of_last(found, end, period_months)),
                    1: added(_of_last(found, end, YEAR)),
                },
                rolls=_rolls(found, end),
                year_ago_minor=found.held.get(months_before(end, YEAR), _NOTHING).gross_minor,
                known_months=span.known_months(end, scope),
                book_months=max(book_months - (len(ends) - 1 - place), 0),
                lost_share=lost_share,
            ),
        )
        figures = {slug: metric.compute(measured).value for slug, metric in TREND_METRICS.items()}
        yield {"month_end": end, "currency": currency, **figures, "sales": found.sales[place]}


def _months_between(first_on: date | None, end: date) -> int:
    """Return how many months there are from that of ``first_on`` to that of ``end``, both included; 0 or less for none."""
    return 0 if first_on is None else (end.year - first_on.year) * 12 + end.month - first_on.month + 1


def _position(found: _Currency, place: int, windows: tuple[Window, ...]) -> Position:
    """Return what is open at the month end at ``place``."""
    held = found.held.get(found.ends[place], _NOTHING)
    numbers = {window_.until_on.replace(day=1): number for number, window_ in enumerate(windows)}
    return Position(
        balance=held.balance,
        disputed=held.disputed,
        unallocated_minor=-found.credit[place],
        late_days_minor=held.late_days_minor,
        issued={numbers[month]: sums for month, sums in held.issued.items()},
    )


def _opening(found: _Currency, end: date, period_months: int) -> Position:
    """Return what was open at the start of the period."""
    held = found.held.get(months_before(end, period_months), _NOTHING)
    return Position(balance=held.balance, disputed=held.disputed)


def _of_last(found: _Currency, end: date, months: int) -> list[Events]:
    return [found.events.get(months_before(end, place), NO_EVENTS) for place in range(months)]


def _rolls(found: _Currency, end: date) -> tuple[Any, Any]:
    starts = starts_of_year(end, YEAR)
    return rolls_of([found.held.get(starts[0])]), rolls_of(found.held.get(start) for start in starts)


def framed(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return ``rows`` as the frame ``trend`` promises: dates, whole minor units, and NaN where a metric is undefined."""
    columns: dict[str, Any] = {
        "month_end": np.array([row["month_end"] for row in rows], dtype="datetime64[s]"),
        "currency": pd.array([row["currency"] for row in rows], dtype="str"),
    }
    for name in (*TREND_METRICS, "sales"):
        kind = np.int64 if name in _WHOLE else np.float64
        columns[name] = np.array([row[name] for row in rows], dtype=kind)
    return pd.DataFrame(columns)
