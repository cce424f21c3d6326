"""The payment run: the weekday on which a customer pays, found when neither chance nor the due date explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.banking_days import banking_days, weekday
from core.behaviour.patterns.calendars import HIT, WEEKDAYS, weekday_marks
from core.behaviour.patterns.chance import MOST, fewest_of_a_habit, least_score, wilson_lower
from core.behaviour.patterns.pattern import Found, PatternName
from core.behaviour.patterns.records import HISTORY_DAYS

if TYPE_CHECKING:
    from core.behaviour.patterns.pattern import Flags, Floats, Ints
    from core.behaviour.patterns.records import PayDays, Records

FEWEST: Final = 8
"""Pay days needed: every fifth falls on any given weekday by chance."""
ALPHA: Final = 0.07
"""The chance, at most, that the score of a customer without a payment run stands out on some weekday."""
KEPT_SHARE: Final = 0.85
MISSED: Final = 0.02
LEAST_SHARE: Final = 0.5
"""A run is kept within one banking day 85 % of the time, and on the very day at least half of the time."""
_WORKDAYS: Final = 5
_WEEK: Final = 7
_EVERY_DAY_SHARE: Final = 0.1
"""Who pays on closed days this often pays on any day of the week, and a Saturday is as good as a Monday."""


@dataclass(frozen=True, kw_only=True, eq=False)
class WeekHabits:
    """One row per customer: the weekday (Monday 0) that most pay days keep to; ``n`` on the very day, ``near`` beside it."""

    weekday: Ints
    n: Ints
    near: Ints
    of: Ints
    is_habit: Flags


def found_pay_weekdays(habits: WeekHabits) -> Found:
    """Return who has a payment run: value 0 for Monday to 6; n of the pay days are on it or moved from it by a holiday."""
    rows = np.flatnonzero(habits.is_habit)
    return Found(
        name=PatternName.PAY_WEEKDAY,
        owner=rows,
        value=habits.weekday[rows].astype(np.float64),
        n=habits.n[rows],
        of=habits.of[rows],
        strength=wilson_lower(habits.n[rows], habits.of[rows]),
    )


def telling(records: Records) -> PayDays:
    """Return the pay days that tell of a weekday: a day, or the only banking day between two lists."""
    days = records.chosen_days
    if not (days.day - days.after > 1).any():
        return days
    width = np.ones(len(days), dtype=np.int64)
    wide = days.day - days.after > 1
    countries = records.customers["country"].to_numpy()[days.owner[wide]]
    first, last = days.after[wide] + 1, days.day[wide]
    width[wide] = 2
    for country in np.unique(countries):
        rows = np.flatnonzero(countries == country)
        banks = banking_days(str(country))
        only = banks.between(first[rows], last[rows] + 1) == 1
        width[np.flatnonzero(wide)[rows[only]]] = 1
    return days.where(width == 1)


def week_habits(records: Records, due_share: Floats) -> WeekHabits:
    """Return the most faithful weekday of every customer; ``due_share`` is how faithful each is to its due dates."""
    days, count = telling(records), len(records)
    marks = weekday_marks(records.countries, records.today - HISTORY_DAYS, records.today)
    owner = days.owner
    on, beside = np.zeros((count, len(WEEKDAYS)), dtype=np.int64), np.zeros((count, len(WEEKDAYS)), dtype=np.int64)
    told = marks.of(records.country_codes[owner], days.day - 1, days.day)
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    if len(starts):
        sums = np.add.reduceat(told, starts, axis=0, dtype=np.int64)
        on[owner[starts]] = sums % HIT
        beside[owner[starts]] = sums // HIT - sums % HIT
    of = np.bincount(owner, minlength=count)
    at_weekend = np.bincount(owner, weights=weekday(days.day) >= _WORKDAYS, minlength=count)
    is_any_day = at_weekend > _EVERY_DAY_SHARE * np.maximum(of, 1)
    on[~is_any_day, _WORKDAYS:] = 0
    best = (2 * on + beside).argmax(axis=1)
    rows = np.arange(count)
    n, near = on[rows, best], beside[rows, best]
    proof = _proof(best, is_any_day, np.minimum(of, MOST))
    faithful = fewest_of_a_habit(KEPT_SHARE, MISSED)[np.minimum(of, MOST)]
    is_faithful = (n + near >= faithful) & (n >= LEAST_SHARE * of) & (n + near > due_share * of)
    is_habit = (of >= FEWEST) & (2 * n + near >= proof) & is_faithful
    return WeekHabits(weekday=best, n=n, near=near, of=of, is_habit=is_habit)


def keeps(days: PayDays, habits: WeekHabits, records: Records) -> Flags:
    """Return which of ``days`` are on the weekday of their customer."""
    marks = weekday_marks(records.countries, records.today - HISTORY_DAYS, records.today)
    told = marks.of(records.country_codes[days.owner], days.day - 1, days.day)
    kept: Flags = told[np.arange(len(days)), habits.weekday[days.owner]] > HIT
    return kept


def _proof(best: Ints, is_any_day: Flags, of: Ints) -> Ints:
    """Return the score that chance alone does not reach, per customer.

    Two chances are compared and the larger counts: payments spread over banking days, and payments spread over all days that
    wait for the next banking day, which brings three sevenths of them to Mondays.
    """
    proof = np.zeros(len(best), dtype=np.int64)
    for place in np.unique(best):
        for is_any in (False, True):
            rows = (best == place) & (is_any_day == is_any)
            if rows.any():
                proof[rows] = _least(int(place), is_any=is_any)[of[rows]]
    return proof


def _least(place: int, *, is_any: bool) -> Ints:
    if place >= _WORKDAYS:
        return least_score(4 / _WEEK, 2 / _WEEK, ALPHA / _WEEK)
    if is_any:  # the weekend is beside Friday and Monday, and counts as Monday's neighbourhood
        near = {0: 4, 1: 4, 3: 2, 4: 4}.get(place, 2)
        return least_score((_WEEK - 1 - near) / _WEEK, near / _WEEK, ALPHA / _WEEK)
    even = least_score(0.4, 0.4, ALPHA / _WORKDAYS)
    on = 3 if place == 0 else 1
    near = {0: 2, 1: 4, 4: 4}.get(place, 2)
    waiting = least_score((_WEEK - on - near) / _WEEK, near / _WEEK, ALPHA / _WORKDAYS)
    return np.maximum(even, waiting)
