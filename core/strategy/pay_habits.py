"""Habitual pay days of the customers that a campaign would write to, and the day until which each item waits for its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.behaviour.banking_days import banking_days, day_in_month, weekday
from core.behaviour.patterns.pay_day import found_pay_days, month_habits
from core.behaviour.patterns.pay_weekday import found_pay_weekdays, week_habits
from core.behaviour.patterns.records import HISTORY_DAYS, Lateness, PayDays, Records
from core.strategy.grace import TARGET

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

    from core.segments.features import Queries

NO_HABIT: Final = -1
_WEEK: Final = 7
_NEVER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, kw_only=True, eq=False)
class PayHabits:
    """One row per customer with a habit: key (ascending), day of the month or weekday (NO_HABIT for none), n of the pay days keep to it."""

    keys: NDArray[np.int64]
    day_of_month: NDArray[np.int64]
    weekday: NDArray[np.int64]
    n: NDArray[np.int64]
    of: NDArray[np.int64]

    def rows(self, customer_keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each of ``customer_keys`` here, NO_HABIT for one without a habit."""
        if not len(self.keys):
            return np.full(len(customer_keys), NO_HABIT)
        place = np.minimum(np.searchsorted(self.keys, customer_keys), len(self.keys) - 1)
        return np.where(self.keys[place] == customer_keys, place, NO_HABIT)

    def first_pay_day(self, rows: NDArray[np.int64], from_day: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the first habitual pay day of ``rows`` on or after ``from_day`` (days since 1970), where banks are closed the next open one."""
        found = np.full(len(rows), _NEVER)
        by_month = self.day_of_month[rows] != NO_HABIT
        by_week = ~by_month & (self.weekday[rows] != NO_HABIT)
        found[by_month] = _in_month(from_day[by_month], self.day_of_month[rows[by_month]])
        ahead = (self.weekday[rows[by_week]] - weekday(from_day[by_week])) % _WEEK
        found[by_week] = banking_days(TARGET).roll(from_day[by_week] + ahead)
        return found


NO_HABITS: Final = PayHabits(
    **dict.fromkeys(("keys", "day_of_month", "weekday", "n", "of"), np.zeros(0, dtype=np.int64))
)


def pay_habits(book: Queries, as_of: date, customer_keys: Iterable[int] | NDArray[np.int64]) -> PayHabits:
    """Return the habits of ``customer_keys`` as known on ``as_of``: the patterns pay_day and pay_weekday of those customers.

    Only what these two are read from is asked of the book, of those customers alone: it costs what they cost.
    """
    keys = np.unique(np.fromiter(customer_keys, dtype=np.int64))
    if not len(keys):
        return NO_HABITS
    records = _records(book, as_of, keys)
    if not len(records):
        return NO_HABITS
    month = month_habits(records)
    days, runs = found_pay_days(month), found_pay_weekdays(week_habits(records, month.due_share))
    told = {name: np.full(len(records), NO_HABIT) for name in ("day_of_month", "weekday", "n", "of")}
    for name, found in (("day_of_month", days), ("weekday", runs)):
        # A weekday that is kept better than the day of the month is the habit.
        better = found.n * np.maximum(told["of"][found.owner], 1) > told["n"][found.owner] * found.of
        owner = found.owner[better]
        told["day_of_month"][owner] = NO_HABIT
        told[name][owner] = found.value[better].astype(np.int64)
        told["n"][owner], told["of"][owner] = found.n[better], found.of[better]
    has = told["n"] != NO_HABIT
    return PayHabits(keys=records.keys[has], **{name: column[has] for name, column in told.items()})


def _records(book: Queries, as_of: date, keys: NDArray[np.int64]) -> Records:
    asked = {"asked": pd.DataFrame({"customer_key": keys})}
    lately = {"as_of": as_of, "since": as_of - timedelta(days=HISTORY_DAYS)}
    customers = book.frame("habit_customers", asked)
    known = customers["customer_key"].to_numpy(dtype=np.int64)
    days = _owned(book.frame("habit_days", asked, **lately), known)
    intervals = _owned(book.frame("habit_intervals", asked, **lately), known)
    late = _owned(book.frame("habit_lateness", asked, **lately), known)
    nothing = pd.DataFrame()
    owner = np.concatenate((_ints(days, "owner"), _ints(intervals, "owner")))
    day = np.concatenate((_ints(days, "day"), _ints(intervals, "day")))
    after = np.concatenate((_ints(days, "day") - 1, _ints(intervals, "after_day")))
    ours = np.concatenate((_ints(days, "is_collected"), np.zeros(len(intervals), dtype=np.int64))).astype(np.bool_)
    order = np.lexsort((day, owner))
    return Records(
        as_of=as_of,
        customers=customers,
        pay_days=PayDays(
            owner=owner[order],
            after=after[order],
            day=day[order],
            minute=np.full(len(order), -1),
            is_collected=ours[order],
        ),
        read_lateness=lambda: Lateness(
            owner=_ints(late, "owner"),
            due=_ints(late, "due_day"),
            low=_ints(late, "late_low"),
            high=_ints(late, "late_high"),
            is_open=np.zeros(len(late), dtype=np.bool_),
        ),
        methods=nothing,
        answers=nothing,
    )


def _owned(rows: pd.DataFrame, known: NDArray[np.int64]) -> pd.DataFrame:
    return rows.assign(owner=np.searchsorted(known, rows["customer_key"].to_numpy(dtype=np.int64)))


def _ints(rows: pd.DataFrame, name: str) -> NDArray[np.int64]:
    return rows[name].to_numpy(dtype=np.int64)


def _in_month(from_day: NDArray[np.int64], day_of_month: NDArray[np.int64]) -> NDArray[np.int64]:
    months = from_day.astype("datetime64[D]").astype("datetime64[M]")
    found = np.full(len(from_day), _NEVER)
    for wanted in np.unique(day_of_month).tolist():
        rows = np.flatnonzero(day_of_month == wanted)
        # The day of the month before may have moved past its end; the very next two cover everything else.
        tries = [banking_days(TARGET).roll(day_in_month(months[rows] + ahead, wanted)) for ahead in (-1, 0, 1)]
        for each in reversed(tries):
            found[rows] = np.where(each >= from_day[rows], each, found[rows])
    return found
