"""Measures: the sums that every metric of one date starts from, per currency, and all metrics evaluated on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.metrics.buckets import BUCKETS
from core.metrics.events import NO_EVENTS, events_by_currency
from core.metrics.metric import LOST_SHARE, YEAR, Measures, MonthOfIssue, MonthOfSales, Promises, Spread, Value
from core.metrics.month_ends import last_month_end, month_positions, rolls_of, starts_of_year
from core.metrics.period import DEFAULT_MONTHS, Window, month_end, month_windows, window, window_relation
from core.metrics.position import Position, Question, positions
from core.metrics.promises import promises_kept
from core.metrics.registry import METRICS
from core.metrics.scope import Scope
from core.metrics.segment_cube import cube_of
from core.metrics.span import span_of
from core.metrics.without_vat import without_vat

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.metrics.metric import Events, Roll
    from core.metrics.segment_cube import SegmentCube

MOST_CUSTOMERS = 10
"""Customers whose share of the balance is told."""

CURRENT, *LATE = (bucket.key for bucket in BUCKETS)
RANKS = {bucket.key: place for place, bucket in enumerate(BUCKETS)}


def measures(
    book: Book,
    as_of: date,
    *,
    months: int = DEFAULT_MONTHS,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    cube: SegmentCube | None = None,
    promises: pd.DataFrame | None = None,
    lost_share: float = LOST_SHARE,
) -> dict[str, Measures]:
    """Return the measures of ``as_of`` by currency, alphabetically.

    Parameters
    ----------
    months
        Calendar months in the period: of its sales, and between the opening and the closing balance.
    segments
        As of today, for both ends of the period: who moved to another segment meanwhile is counted where it is now.
    cube
        ``segment_cube`` of these segments, kept by the caller; without it one is made for this answer when the scope
        names a segment.
    promises
        Promises of the desk, see ``promises_kept``; those of the ledger are always in.
    lost_share
        Of what is over 90 days late, the part taken to be lost, 0-1.

    Returns
    -------
    dict
        Empty without documents, and before the first. A currency is there when it has anything open, or sales, at either
        end.

    Raises
    ------
    ValueError
        A segment is asked for without ``segments``.

    """
    scope, span = scope or Scope(), span_of(book)
    first_sold_on = span.first_sold_on
    windows = () if first_sold_on is None else month_windows(as_of, since=first_sold_on)
    named = cube_of(book, scope=scope, segments=segments, cube=cube)
    asked = Question(book=book, as_of=as_of, scope=scope, segments=segments, cube=named, windows=windows)
    period, year = window(as_of, months), window(as_of, YEAR)
    closing = positions(asked)
    opening = positions(replace(asked, as_of=period.after_on))
    sales, no_vat = _sales(asked), without_vat(book, scope, windows)
    kept = promises_kept(book, as_of, period=period, scope=scope, segments=segments, desk=promises)
    happened = events_by_currency(book, (period, year), scope=scope, cube=named)
    spreads, year_ago = _spreads(asked), _gross_on(asked, year.after_on)
    rolls = _rolls(asked)
    return {
        currency: measured_from(
            closing.get(currency, Position()),
            opening.get(currency, Position()),
            Beside(
                sales=sales.get(currency, [0] * len(windows)),
                windows=windows,
                period=period,
                months=months,
                events=happened.get(currency, {}),
                rolls=rolls.get(currency, ({}, {})),
                year_ago_minor=year_ago.get(currency, 0),
                known_months=span.known_months(as_of, scope),
                book_months=len(windows),
                lost_share=lost_share,
                without_vat=no_vat.get(currency, frozenset()),
            ),
            spread=spreads.get(currency, Spread(customers=0, balance_minor=0, largest_minor=0, squares=0.0)),
            promises=kept.get(currency, Promises(due=0, kept=0, promised_minor=0, paid_minor=0)),
        )
        for currency in sorted({*closing, *opening, *sales})
    }


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What stands beside the positions of one currency, whether they come from items or from a cube."""

    sales: list[int]  # by window, newest first
    windows: tuple[Window, ...]
    period: Window
    months: int
    events: Mapping[int, Events]  # 0: of the period, 1: of the year; empty: nothing happened
    rolls: tuple[Mapping[str, Roll], Mapping[str, Roll]]  # of the last whole month, of the last twelve together
    year_ago_minor: int
    known_months: int | None
    book_months: int  # back to the first document
    lost_share: float = LOST_SHARE
    without_vat: frozenset[int] = frozenset()  # windows whose sales cannot be compared with balances


def measured_from(
    closing: Position,
    opening: Position,
    beside: Beside,
    *,
    spread: Spread | None = None,
    promises: Promises | None = None,
) -> Measures:
    """Return the measures of one currency: from items on any day, or from the cubes at a month-end."""
    as_of = beside.period.until_on
    disputed = closing.disputed
    return Measures(
        current_minor=closing.balance.get(CURRENT, 0),
        past_due_minor=sum(closing.balance.get(key, 0) for key in LATE),
        past_due_by_bucket={key: closing.balance.get(key, 0) for key in LATE},
        unallocated_minor=closing.unallocated_minor,
        opening_minor=opening.gross_minor,
        sales_minor=sum(beside.sales[: beside.months]),
        days=beside.period.days,
        month_days=window(as_of, 1).days,
        year_days=window(as_of, YEAR).days,
        months=beside.months,
        history=months_of_sales(beside.sales, beside.windows, beside.without_vat),
        disputed_current_minor=disputed.get(CURRENT, 0),
        disputed_past_due_minor=sum(disputed.get(key, 0) for key in LATE),
        opening_disputed_minor=sum(opening.disputed.values()),
        late_days_minor=closing.late_days_minor,
        issued=_months_of_issue(closing, beside),
        year_ago_minor=beside.year_ago_minor,
        known_months=beside.known_months,
        book_months=beside.book_months,
        rolls=beside.rolls[0],
        year_rolls=beside.rolls[1],
        events=beside.events.get(0, NO_EVENTS),
        year_events=beside.events.get(1, NO_EVENTS),
        promises=promises,
        spread=spread,
        lost_share=beside.lost_share,
    )


def _months_of_issue(closing: Position, beside: Beside) -> tuple[MonthOfIssue, ...]:
    """Return what is open of each window's invoices, newest first, beside that window's sales."""
    known = len(beside.windows) if beside.known_months is None else beside.known_months
    return tuple(
        MonthOfIssue(
            open_minor=minor,
            age_days_minor=aged,
            sales_minor=beside.sales[place],
            is_known=place < known,
            window_no=place,
            is_comparable=place not in beside.without_vat,
        )
        for place, (minor, aged) in sorted(closing.issued.items())
        if minor
    )


def _sales(asked: Question) -> dict[str, list[int]]:
    """Return the sales of each window by currency, newest first."""
    if not asked.windows:
        return {}
    rows = asked.book.rows(
        "sales_by_window",
        {"segments": asked.named, "windows": window_relation(asked.windows)},
        **asked.scope.parameters(),
    )
    sold: dict[str, list[int]] = {}
    for row in rows:
        sold.setdefault(row["currency"], [0] * len(asked.windows))[row["window_no"]] = row["sales_minor"]
    return sold


def _rolls(asked: Question) -> dict[str, tuple[Mapping[str, Roll], Mapping[str, Roll]]]:
    """Return by currency what became of each bucket in the last whole month, and in the last twelve together."""
    until_on = min(asked.as_of, month_end(asked.book.latest_on))  # what comes after nobody knows yet
    starts = starts_of_year(last_month_end(until_on), YEAR)
    held = month_positions(asked.book, since=starts[-1], scope=asked.scope, cube=asked.cube, ranks=RANKS)
    return {
        currency: (rolls_of([by_end.get(starts[0])]), rolls_of(by_end.get(start) for start in starts))
        for currency, by_end in held.items()
    }


def _spreads(asked: Question) -> dict[str, Spread]:
    """Return by currency how the balance is spread over customers."""
    rows = asked.book.rows(
        "concentration",
        {"segments": asked.named},
        as_of=asked.as_of,
        most=MOST_CUSTOMERS,
        **asked.scope.parameters(),
    )
    names = ("customers", "balance_minor", "largest_minor", "squares")
    return {row["currency"]: Spread(**{name: row[name] for name in names}) for row in rows}


def _gross_on(asked: Question, day: date) -> dict[str, int]:
    """Return the open balance of invoices on ``day`` by currency."""
    rows = asked.book.rows("gross_on", {"segments": asked.named}, as_of=day, **asked.scope.parameters())
    return {row["currency"]: row["balance_minor"] for row in rows}


def months_of_sales(
    sales_minor: list[int], windows: tuple[Window, ...], without_vat: frozenset[int] = frozenset()
) -> tuple[MonthOfSales, ...]:
    """Return the windows with their sales, newest first, without the empty ones before the first sale."""
    oldest = max((place for place, minor in enumerate(sales_minor) if minor), default=-1)
    return tuple(
        MonthOfSales(sales_minor=minor, days=window_.days, is_comparable=place not in without_vat)
        for place, (minor, window_) in enumerate(zip(sales_minor[: oldest + 1], windows, strict=False))
    )


def evaluate(
    book: Book,
    as_of: date,
    *,
    months: int = DEFAULT_MONTHS,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    cube: SegmentCube | None = None,
    promises: pd.DataFrame | None = None,
    lost_share: float = LOST_SHARE,
) -> dict[str, dict[str, Value]]:
    """Return every metric of ``as_of``: slug -> currency -> value; parameters as in ``measures``.

    A value that is ``None`` is undefined and says why; an amount is in minor units of its currency.
    """
    found = measures(
        book,
        as_of,
        months=months,
        scope=scope,
        segments=segments,
        cube=cube,
        promises=promises,
        lost_share=lost_share,
    )
    return {
        slug: {currency: metric.value(measured) for currency, measured in found.items()}
        for slug, metric in METRICS.items()
    }
