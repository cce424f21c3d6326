"""Exchange rates of a report: closing rates of days and average rates of months, as stored, each with its source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from core.metrics.period import Window, month_end
from core.metrics.review import finding as told
from core.metrics.review.finding import Finding
from core.money import precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from core.book.book import Book

EURO: Final = "EUR"
"""The currency that stored rates are quoted in."""

OLDEST_DAYS: Final = 31
"""A closing rate may be this much older than its day: monthly tables count, last year's do not."""

_FRIDAY: Final = 4

NO_RATE: Final = "There is no rate of {currency} for {day}: import one on Settings, Data."
NO_AVERAGE: Final = "There is no rate of {currency} in the month up to {day}: import one on Settings, Data."
ZERO_RATE: Final = "The rate of {currency} on {day} is zero: import a right one on Settings, Data."
PATTERNS: Final = (NO_RATE, NO_AVERAGE, ZERO_RATE)


class RateKind(StrEnum):
    """Which rate of a span: the last of a day, for balances; the mean of a month, for sales."""

    CLOSING = "closing"
    AVERAGE = "average"


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Euros for one unit of ``currency``: closing of the day ``on``, or average of the month that ends ``on``."""

    kind: RateKind
    currency: str
    on: date
    euros: Fraction
    last_on: date  # the last day published in it
    days: int  # days published in it
    file_name: str | None = None
    imported_at: datetime | None = None
    preset: str | None = None


class RateMissingError(Exception):
    """A rate that a conversion needs is not there; ``why`` names currency and day. Never shown: a figure becomes n/a."""

    def __init__(self, why: Finding) -> None:
        super().__init__(why.in_english())
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Rates:
    """The rates of one report; asking for one that was not stored raises ``RateMissingError``."""

    into: str
    known: Mapping[tuple[RateKind, str, date], Rate]
    zeros: Mapping[tuple[RateKind, str, date], date] = field(default_factory=dict)

    def closing(self, currency: str, on: date) -> Fraction:
        """Return units of ``into`` for one unit of ``currency`` at the close of ``on``."""
        return self._one(RateKind.CLOSING, currency, on)

    def average(self, currency: str, window: Window) -> Fraction:
        """Return units of ``into`` for one unit, over a window of days: each month's average by its days in the window.

        A calendar month has its own average; a window across two months never waits for rates of single days, so that it
        stays where it was once both months are stored.
        """
        if currency == self.into:
            return Fraction(1)
        spans = months_in(window)
        return (
            sum((self._one(RateKind.AVERAGE, currency, end) * days for end, days in spans), Fraction(0)) / window.days
        )

    def _one(self, kind: RateKind, currency: str, on: date) -> Fraction:
        if currency == self.into:
            return Fraction(1)
        return self._euros(kind, currency, on) / self._euros(kind, self.into, on)

    def _euros(self, kind: RateKind, currency: str, on: date) -> Fraction:
        if currency == EURO:
            return Fraction(1)
        key = (kind, currency, on)
        if key in self.zeros:
            slots = {"currency": told.name(currency), "day": told.day(self.zeros[key])}
            raise RateMissingError(Finding(pattern=ZERO_RATE, slots=slots))
        if key not in self.known:
            slots = {"currency": told.name(currency), "day": told.day(on)}
            pattern = NO_RATE if kind is RateKind.CLOSING else NO_AVERAGE
            raise RateMissingError(Finding(pattern=pattern, slots=slots))
        return self.known[key].euros


def months_in(window: Window) -> list[tuple[date, int]]:
    """Return the months that a window of days touches, by their last day, with its days in each, oldest first."""
    found: list[tuple[date, int]] = []
    day = window.after_on
    while day < window.until_on:
        end = month_end(day + timedelta(days=1))
        found.append((end, (min(end, window.until_on) - day).days))
        day = end
    return found


def rates(
    book: Book,
    currencies: Iterable[str],
    *,
    into: str = EURO,
    closing_on: Iterable[date] = (),
    windows: Iterable[Window] = (),
    as_known: str = "first",
) -> Rates:
    """Return the stored closing rates of days and average rates of the months that ``windows`` touch.

    A closing rate is the last one published on or before its day, at most ``OLDEST_DAYS`` old. An average is the mean of the
    rates published in the calendar month. Both are as they were known when first complete (a rate of the span's last
    weekday or later was in the book): a file that comes later fills no gap and corrects nothing of a past month-end.

    Parameters
    ----------
    as_known
        ``first`` for figures that never move; ``latest`` for what is known now, corrections included.

    """
    wanted = sorted({*currencies, into} - {EURO})
    ends = sorted({end for window in windows for end, _ in months_in(window)})
    asked = [(RateKind.CLOSING, day, day - timedelta(days=OLDEST_DAYS), day) for day in sorted(set(closing_on))]
    asked += [(RateKind.AVERAGE, end, end.replace(day=1), end) for end in ends]
    known: dict[tuple[RateKind, str, date], Rate] = {}
    zeros: dict[tuple[RateKind, str, date], date] = {}
    if not wanted or not asked:
        return Rates(into=into, known=known)
    for row in book.rows(
        "group_rates", {"wanted": pa.table({"currency": wanted}), "asked": _asked(asked)}, as_known=as_known
    ):
        kind, on, *_ = asked[row["asked_no"]]
        key = (kind, row["currency"], on)
        zero_on = _zero_on(row, kind)
        if zero_on is not None:
            zeros[key] = zero_on
        else:
            known[key] = _rate(row, kind, on)
    return Rates(into=into, known=known, zeros=zeros)


def _asked(asked: list[tuple[RateKind, date, date, date]]) -> pa.Table:
    return pa.table(
        {
            "asked_no": pa.array(range(len(asked)), pa.int32()),
            "first_on": pa.array([first for _, _, first, _ in asked], pa.date32()),
            "last_on": pa.array([last for *_, last in asked], pa.date32()),
            "enough_on": pa.array([_last_weekday(last) for *_, last in asked], pa.date32()),
        }
    )


def _last_weekday(day: date) -> date:
    """Return the last day up to ``day`` from Monday to Friday: no central bank publishes at the weekend."""
    return day - timedelta(days=max(day.weekday() - _FRIDAY, 0))


def _zero_on(row: Mapping[str, Any], kind: RateKind) -> date | None:
    """Return the day of a rate of zero that spoils this one: for a closing rate only its own day."""
    if kind is RateKind.AVERAGE:
        zero_on: date | None = row["zero_on"]
        return zero_on
    return row["last_on"] if row["last_rate"] <= 0 else None


def _rate(row: Mapping[str, Any], kind: RateKind, on: date) -> Rate:
    return Rate(
        kind=kind,
        currency=row["currency"],
        on=on,
        euros=Fraction(repr(row["last_rate"] if kind is RateKind.CLOSING else row["mean_rate"])),
        last_on=row["last_on"],
        days=row["days"],
        file_name=row["file_name"],
        imported_at=row["imported_at"],
        preset=row["preset"],
    )


def converted(minor: int, currency: str, into: str, rate: Fraction) -> int:
    """Return ``minor`` units of ``currency`` in minor units of ``into``, rounded to the nearest, halves to even."""
    return round(minor * rate * Fraction(10) ** (precision(into) - precision(currency)))
