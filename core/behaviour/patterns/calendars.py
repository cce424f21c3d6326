"""Which days of the calendar keep to a habit: the 25th that fell on a Saturday is the Monday after it, per country."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.banking_days import banking_days, day_in_month, weekday

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.behaviour.patterns.pattern import Floats, Ints

MARGIN_DAYS: Final = 70
WIDEST_DAYS: Final = 21
"""The widest interval between two lists that can still tell of a day of the month."""
DAYS_OF_MONTH: Final = np.arange(1, 32)
"""31 is the last day, also of a shorter month."""
WEEKDAYS: Final = np.arange(7)
HIT: Final = 1_000
"""A day's mark is HIT when it keeps to the habit within one banking day, and one more when it is the very day."""
_WEEK: Final = 7
_WORKDAYS: Final = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Marks:
    """The marks of every day from ``first`` for every habit of one kind, of several countries.

    ``marks`` has the shape (countries, days, habits); ``kept`` counts the days that keep to each habit up to and including
    each day, so that a difference tells of an interval.
    """

    first: int
    marks: npt.NDArray[np.int16]
    kept: npt.NDArray[np.int16]

    def of(self, country: Ints, after: Ints, day: Ints) -> npt.NDArray[np.int16]:
        """Return the marks of pay days that lie in (after, day], one row each: an interval keeps to all it contains."""
        place = day - self.first
        marks = self.marks[country, place]
        wide = np.flatnonzero(day - after > 1)
        if len(wide):
            before = self.kept[country[wide], after[wide] - self.first]
            marks[wide] = np.where(self.kept[country[wide], place[wide]] > before, np.int16(HIT), np.int16(0))
        return marks

    @cached_property
    def chances(self) -> Floats:
        """The share of all intervals that contain a day which keeps to each habit; a row per width, one day first."""
        return np.stack([self._chance(width) for width in range(1, WIDEST_DAYS + 1)])

    def _chance(self, width: int) -> Floats:
        middle = slice(MARGIN_DAYS, self.kept.shape[1] - MARGIN_DAYS)
        within = self.kept[:, width:] > self.kept[:, : self.kept.shape[1] - width]
        share: Floats = within[:, middle].mean(axis=(0, 1))
        return share


@dataclass(frozen=True, kw_only=True, eq=False)
class Order:
    """The number of every banking day from ``first``, of several countries; a closed day has that of the next open one."""

    first: int
    numbers: Ints

    def of(self, country: Ints, day: Ints) -> Ints:
        """Return the numbers of ``day``; days outside have that of the nearest end."""
        place = np.clip(day - self.first, 0, self.numbers.shape[1] - 1)
        found: Ints = self.numbers[country, place]
        return found


@cache
def banking_order(countries: tuple[str, ...], first: int, last: int) -> Order:
    """Return the order of banking days from ``first`` to ``last`` and a margin around them."""
    days = np.arange(first - MARGIN_DAYS, last + MARGIN_DAYS + 1)
    opened = np.stack([np.cumsum(banking_days(country).is_open(days - 1)) for country in countries])
    return Order(first=int(days[0]), numbers=opened.astype(np.int64))


@cache
def month_marks(countries: tuple[str, ...], first: int, last: int) -> Marks:
    """Return the marks of every day of the month, for days from ``first`` to ``last`` and a margin around them."""
    return _marks(countries, first, last, _month_marks_of, len(DAYS_OF_MONTH))


@cache
def weekday_marks(countries: tuple[str, ...], first: int, last: int) -> Marks:
    """Return the marks of every weekday, Monday first: the run of a Thursday that is a bank holiday is made on Friday."""
    return _marks(countries, first, last, _weekday_marks_of, len(WEEKDAYS))


def _marks(countries: tuple[str, ...], first: int, last: int, marks_of: object, habits: int) -> Marks:
    days = np.arange(first - MARGIN_DAYS, last + MARGIN_DAYS + 1)
    marks = np.zeros((len(countries), len(days), habits), dtype=np.int16)
    for place, country in enumerate(countries):
        marks[place] = marks_of(country, days)  # type: ignore[operator]
    kept = np.cumsum(marks >= HIT, axis=1, dtype=np.int16)
    return Marks(first=int(days[0]), marks=marks, kept=kept)


def _month_marks_of(country: str, days: Ints) -> npt.NDArray[np.int16]:
    """Return the marks per day and day of the month: within one banking day of the day itself rolled forward."""
    banks, marks = banking_days(country), np.zeros((len(days), len(DAYS_OF_MONTH)), dtype=np.int16)
    months = np.arange(days[0].astype("datetime64[D]").astype("datetime64[M]") - 1, days[-1].astype("datetime64[D]"))
    rolled = banks.roll(days)
    for habit in DAYS_OF_MONTH:
        meant = day_in_month(months.astype("datetime64[M]"), int(habit))
        carried = banks.roll(meant)
        # Days that roll to one banking day before, on or after it: those after the banking day two before it.
        from_day = np.searchsorted(rolled, banks.shift(carried, -1), side="left")
        to_day = np.searchsorted(rolled, banks.shift(carried, 1), side="right")
        for start, end in zip(from_day, to_day, strict=True):
            marks[start:end, habit - 1] = HIT
        for exact in (meant, carried, np.where(meant == carried, meant, banks.previous_open(meant))):
            place = exact - days[0]
            marks[place[(place >= 0) & (place < len(days))], habit - 1] = HIT + 1
    return marks


def _weekday_marks_of(country: str, days: Ints) -> npt.NDArray[np.int16]:
    """Return the marks per day and weekday; next to a weekday is one banking day away, next to Saturday one day."""
    banks, marks = banking_days(country), np.zeros((len(days), len(WEEKDAYS)), dtype=np.int16)
    rolled, day_of_week = banks.roll(days), weekday(days)
    for habit in WEEKDAYS:
        meant = days[day_of_week == habit]
        if habit < _WORKDAYS:
            carried = banks.roll(meant)
            near = (banks.shift(carried, -1), banks.shift(carried, 1))
            for beside in near:
                marks[np.isin(rolled, beside), habit] = HIT
            exact = np.concatenate((meant, carried))
        else:
            marks[np.isin(days, np.concatenate((meant - 1, meant + 1))), habit] = HIT
            exact = meant
        marks[np.isin(days, exact), habit] = HIT + 1
    return marks
