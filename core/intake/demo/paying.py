"""On which day each due part is paid: one rule a habit, and the calendar of the banks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.intake.demo.habits import HABITS, Habit, Habits

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.intake.demo.calendar import Calendar
    from core.intake.demo.columns import Ints

NEVER = 10**6  # a day past every calendar
_STUCK_SHARE = 0.016  # lost in the post, to the wrong desk: anybody's invoice
_NEVER_SHARE = 0.09  # of a customer in trouble
_REVERSED_SHARE = 0.03  # of direct debits
_BY_ROUTINE = [HABITS.index(habit) for habit in (Habit.FIXED_DAY, Habit.WEEKLY_RUN, Habit.DIRECT_DEBIT)]
_AWAY = np.concatenate((np.arange(200, 232), np.arange(354, 366), np.arange(4)))  # days of the year
_FIRST_REMINDER, _SECOND_REMINDER, _THIRD_REMINDER = 4, 15, 29


@dataclass(frozen=True, kw_only=True)
class Due:
    """Due parts to be paid, one a row: whose, issued and due on which day."""

    owner: Ints
    issued: Ints
    due: Ints

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.owner)

    def at(self, rows: Ints) -> Due:
        """Return some of them."""
        return Due(owner=self.owner[rows], issued=self.issued[rows], due=self.due[rows])


def pay_days(rng: np.random.Generator, habits: Habits, calendar: Calendar, parts: Due) -> Ints:
    """Return the day on which the customer pays each of ``parts`` (days since 1970), :data:`NEVER` where it never does."""
    paid = np.zeros(len(parts), dtype=np.int64)
    habit = habits.habit[parts.owner]
    for code, name in enumerate(HABITS):
        rows = np.flatnonzero(habit == code)
        if len(rows):
            paid[rows] = _RULES[name](rng, habits, calendar, parts.at(rows))
    stuck = (rng.random(len(parts)) < _STUCK_SHARE) & (paid < NEVER)
    paid = np.where(stuck, parts.due + 20 + np.ceil(rng.exponential(65.0, len(parts))).astype(np.int64), paid)
    delay = np.where(np.isin(habit, _BY_ROUTINE), 0, _holiday_delay(rng, parts))
    return np.minimum(np.maximum(paid + delay, parts.issued + 1), NEVER)


def on_open_days(habits: Habits, calendar: Calendar, owner: Ints, paid: Ints) -> Ints:
    """Return the days on which the banks carry out ``paid``; instant methods know no closed day."""
    carried = paid.copy()
    waits = np.flatnonzero((paid < NEVER) & ~habits.is_instant[owner])
    carried[waits] = calendar.banking_day(paid[waits])
    return carried


def _holiday_delay(rng: np.random.Generator, parts: Due) -> Ints:
    """Return the days that a summer or Christmas absence adds to some payments."""
    day_of_year = parts.due - parts.due.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(
        np.int64
    )
    is_away = np.isin(day_of_year, _AWAY)
    return np.where(is_away & (rng.random(len(parts)) < 0.4), rng.integers(2, 10, len(parts)), 0)  # noqa: PLR2004 (share away)


def _punctual(rng: np.random.Generator, habits: Habits, calendar: Calendar, parts: Due) -> Ints:
    del habits, calendar
    return parts.due + np.round(rng.normal(-2.0, 2.6, len(parts))).astype(np.int64)


def _fixed_day(rng: np.random.Generator, habits: Habits, calendar: Calendar, parts: Due) -> Ints:
    """Return the customer's day of the month near the due date; one payment in fourteen is made on another day."""
    habitual = calendar.same_day_of_month(parts.due - 12, habits.pay_day[parts.owner])
    strays = rng.random(len(parts)) < 0.07  # noqa: PLR2004 (the one in fourteen)
    return habitual + np.where(strays, rng.integers(-6, 7, len(parts)), 0)


def _weekly_run(rng: np.random.Generator, habits: Habits, calendar: Calendar, parts: Due) -> Ints:
    """Return the weekday of the payment run on or after the day before it is due; some miss one run."""
    from_day = parts.due - 3
    wait = (habits.run_weekday[parts.owner] - calendar.weekday(from_day)) % 7
    missed = np.where(rng.random(len(parts)) < 0.12, 7, 0)  # noqa: PLR2004 (share that misses the run)
    return from_day + wait + missed


def _forgetful(rng: np.random.Generator, habits: Habits, calendar: Calendar, parts: Due) -> Ints:
    """Return the due date for half, and for the others some days after the reminder that they answer to."""
    del calendar
    count, response = len(parts), habits.response_email[parts.owner]
    remembers = rng.random(count) < 0.5  # noqa: PLR2004 (the half)
    first, second = rng.random(count) < response, rng.random(count) < response
    reminder = np.where(first, _FIRST_REMINDER, np.where(second, _SECOND_REMINDER, _THIRD_REMINDER))
    answer = reminder + np.ceil(rng.exponential(4.0, count)).astype(np.int64)
    return parts.due + np.where(remembers, np.round(rng.normal(-1.0, 2.5, count)).astype(np.int64), answer)


def _late(rng: np.random.Generator, habits: Habits, calendar: Calendar, parts: Due) -> Ints:
    del calendar
    return parts.due + np.round(rng.normal(habits.days_late[parts.owner], 6.0)).astype(np.int64)


def _drifting(rng: np.random.Generator, habits: Habits, calendar: Calendar, parts: Due) -> Ints:
    """Return the old habit until the drift begins, then more days late every month."""
    has_day = habits.pay_day[parts.owner] > 0
    settled = np.where(has_day, _fixed_day(rng, habits, calendar, parts), _punctual(rng, habits, calendar, parts))
    months = (parts.due - habits.drift_from[parts.owner]) / 30.4
    slipped = parts.due + np.round(
        habits.drift_days[parts.owner] * (months + 1) + rng.normal(0, 4.0, len(parts))
    ).astype(np.int64)
    return np.where(months < 0, settled, slipped)


def _troubled(rng: np.random.Generator, habits: Habits, calendar: Calendar, parts: Due) -> Ints:
    del habits, calendar
    paid = parts.due + 12 + np.round(rng.exponential(38.0, len(parts))).astype(np.int64)
    return np.where(rng.random(len(parts)) < _NEVER_SHARE, NEVER, paid)


def _direct_debit(rng: np.random.Generator, habits: Habits, calendar: Calendar, parts: Due) -> Ints:
    """Return the due date, on which we collect; a collection that comes back is paid after a reminder."""
    del habits, calendar
    came_back = rng.random(len(parts)) < _REVERSED_SHARE
    return parts.due + np.where(came_back, 10 + np.ceil(rng.exponential(12.0, len(parts))).astype(np.int64), 0)


_RULES: dict[Habit, Callable[[np.random.Generator, Habits, Calendar, Due], Ints]] = {
    Habit.PUNCTUAL: _punctual,
    Habit.FIXED_DAY: _fixed_day,
    Habit.WEEKLY_RUN: _weekly_run,
    Habit.FORGETFUL: _forgetful,
    Habit.LATE: _late,
    Habit.DRIFTING: _drifting,
    Habit.TROUBLED: _troubled,
    Habit.DIRECT_DEBIT: _direct_debit,
}
