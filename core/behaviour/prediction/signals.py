"""Signals of a payment on each coming day: the customer's habits as hazards, the calendar, and how the account stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.prediction.axis import BINS, IS_DAY, LATE_DAYS, STARTS, WIDTHS
from core.behaviour.prediction.history import FAST_DAYS, MONTH, SLOW_DAYS, WEEK, shares, toward, weighed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from core.behaviour.prediction.backdrop import Backdrop
    from core.behaviour.prediction.history import History, Pairs
    from core.behaviour.prediction.lives import Lives

    Matrix = NDArray[np.float32]

# Weights of the priors, in payments of the customer.
CUSTOMER_WEIGHT: Final = 1.0
FAST_WEIGHT: Final = 2.0
WEEKDAY_WEIGHT: Final = 6.0
PAY_WEEKDAY_WEIGHT: Final = 5.0
PAY_DAY_WEIGHT: Final = 12.0
RATIO: Final = (0.02, 8.0)  # how far a weekday may bend a customer's habit
LEAST: Final = 1e-4
TINY: Final = 1e-9

SMOOTH_DAYS: Final = 4.0  # a habit of few payments is drawn out over days near to those that were seen
_CENTRE: Final = np.clip(STARTS + (WIDTHS - 1) / 2, -120, 400)
_NEAR: Final = (
    np.exp(-(((_CENTRE[:, None] - _CENTRE[None, :]) / SMOOTH_DAYS) ** 2) / 2) * np.minimum(WIDTHS, 30)[None, :]
)
KERNEL: Final = (_NEAR / _NEAR.sum(axis=1, keepdims=True)).astype(np.float32)

_DAYS: Final = slice(int(IS_DAY.argmax()), BINS - int(IS_DAY[::-1].argmax()))  # the bins of one day stand side by side
_FIRST: Final = int(STARTS[_DAYS][0])

LATE, LATE_5, LATE_30 = ((days < STARTS).astype(np.float32) for days in LATE_DAYS)
# Steps of lateness at which what an account looks like may weigh differently.
STEPS: Final = (np.ones(BINS, dtype=np.float32), LATE, LATE_5)
STEP_NAMES: Final = ("", " x late", " x late 5")
HABITS: Final = ("weekday habit", "habit by weekday", "recent habit", "habit", "group habit", "smooth habit")
UNPAID: Final = ("unpaid by habit", "unpaid by weekday habit")
CALENDAR: Final = ("pay weekday", "pay day of month")
ACCOUNT: Final = ("amount against own", "amount", "open", "overdue", "overdue 5", "overdue 30", "drift", "spread")
NAMES: Final = (
    *HABITS,
    "weekday habit x history", "habit by weekday x history", "recent habit x history",
    "smooth habit x history", "smooth habit x late",
    "weekday habit x late", "habit by weekday x late", "recent habit x late 5",
    *CALENDAR, "history", "history x late", "late", "late 5", "late 30",
    *UNPAID, "unpaid x late",
    *(f"weekday {day}" for day in range(1, WEEK)),
    *(f"{name}{step}" for name in ACCOUNT for step in STEP_NAMES),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Signals:
    """What the signals of asked invoices are made of: matrices by bin, numbers of an invoice, and its due weekday.

    ``hazards``, ``unpaid`` and ``calendar`` have one matrix per name of HABITS, UNPAID and CALENDAR; ``habit`` is the habit
    of the weekday itself; ``account`` has one column per name of ACCOUNT, from which the reasons are told; ``strength``
    one that grows with the number of payments; ``due_weekday`` is 0 on a Monday.
    """

    hazards: tuple[Matrix, ...]
    unpaid: tuple[Matrix, ...]
    calendar: tuple[Matrix, ...]
    habit: Matrix
    account: Matrix
    strength: Matrix
    due_weekday: NDArray[np.int64]

    @cached_property
    def matrices(self) -> tuple[Matrix, ...]:
        """One matrix per name of NAMES (asked invoices x bins): what a model is fitted on."""
        hazards, strength, account = self.hazards, self.strength, self.account
        unpaid, unpaid_weekday = self.unpaid
        days = (self.due_weekday[:, None] + STARTS[None, :]) % WEEK
        flat = [
            *hazards,
            *(each * strength for each in hazards[:3]),
            hazards[5] * strength, hazards[5] * LATE,
            hazards[0] * LATE, hazards[1] * LATE, hazards[2] * LATE_5,
            *self.calendar,
            strength, strength * LATE, LATE[None, :], LATE_5[None, :], LATE_30[None, :],
            unpaid, unpaid_weekday, unpaid_weekday * LATE,
            *(((days == day) & IS_DAY).astype(np.float32) for day in range(1, WEEK)),
            *(account[:, [column]] * step for column in range(account.shape[1]) for step in STEPS),
        ]  # fmt: skip
        return tuple(np.broadcast_to(each, self.habit.shape) for each in flat)

    def odds(self, intercept: float, weights: NDArray[np.float64]) -> Matrix:
        """Return intercept plus the weighed sum of ``matrices`` without making them: weights of one matrix are added first."""
        of = dict(zip(NAMES, weights.astype(np.float32), strict=True))
        invoice = np.column_stack([np.ones_like(self.strength), self.strength, self.account])
        late = of["late"] * LATE + of["late 5"] * LATE_5 + of["late 30"] * LATE_30
        by_bin = [
            np.float32(intercept) + late,
            of["history"] + of["history x late"] * LATE,
            *(
                sum(
                    (of[f"{name}{step}"] * steps for step, steps in zip(STEP_NAMES, STEPS, strict=True)), start=0 * LATE
                )
                for name in ACCOUNT
            ),
        ]
        odds: Matrix = invoice @ np.stack(by_bin)
        odds += _by_weekday(of)[self.due_weekday]
        learnt: Matrix = np.zeros_like(odds)
        for name, matrix in (*zip(HABITS, self.hazards, strict=True), *zip(UNPAID, self.unpaid, strict=True)):
            if f"{name} x history" in of:
                learnt += of[f"{name} x history"] * matrix
            odds += (of[name] + of.get(f"{name} x late", 0) * LATE + of.get(f"{name} x late 5", 0) * LATE_5) * matrix
        odds += of["unpaid x late"] * LATE * self.unpaid[1]
        for name, matrix in zip(CALENDAR, self.calendar, strict=True):
            odds += of[name] * matrix
        learnt *= self.strength
        odds += learnt
        return odds

    def cells(self, row: NDArray[np.int64], bin_: NDArray[np.int64]) -> Matrix:
        """Return the signals of single (invoice, bin) cells: one row per cell, one column per name."""
        return np.column_stack([each[row, bin_] for each in self.matrices])


def _by_weekday(of: Mapping[str, np.float32]) -> Matrix:
    """Return what the weekday of each bin adds to the odds, by the weekday of the due date."""
    weight = np.array([0, *(of[f"weekday {day}"] for day in range(1, WEEK))], dtype=np.float32)
    days = (np.arange(WEEK)[:, None] + STARTS[None, :]) % WEEK
    return np.where(IS_DAY, weight[days], np.float32(0))


def signals(history: History, backdrop: Backdrop, asked: Lives, pairs: Pairs | None = None) -> Signals:
    """Return the signals of ``asked`` as known before their own issue dates."""
    pairs = pairs or history.pairs(asked)
    by_weekday, over_all = backdrop.habits(asked)
    slow = pairs.halved(SLOW_DAYS)
    of_bin = history.bin[pairs.place]
    counted = weighed(pairs, of_bin, BINS, slow)
    recent = weighed(pairs, of_bin, BINS, pairs.halved(FAST_DAYS))
    same = (history.paid.due[pairs.place] - asked.due[pairs.row]) % WEEK == 0
    same_weekday = weighed(pairs, of_bin, BINS, slow * same)
    payments = counted.sum(1)
    habit = _normal(toward(counted, by_weekday, CUSTOMER_WEIGHT))
    bent = counted * np.clip(by_weekday / over_all, *RATIO) + TINY
    bent *= (payments / bent.sum(1))[:, None]
    by_due = _normal(toward(bent, by_weekday, CUSTOMER_WEIGHT))
    fast = _normal(toward(recent, by_due, FAST_WEIGHT))
    smooth = _normal(toward(counted @ KERNEL, by_weekday, CUSTOMER_WEIGHT))
    weekday_habit = _normal(toward(same_weekday, by_due, WEEKDAY_WEIGHT))
    account = _account(history, asked, pairs, slow, drift=_mean_bin(fast) - _mean_bin(habit), spread=_spread(habit))
    unpaid = [_unpaid(each) for each in (by_due, weekday_habit)]
    habits = (weekday_habit, by_due, fast, habit, by_weekday, smooth)
    hazards = [
        _hazard(each, left)
        for each, left in zip(habits, (unpaid[1], unpaid[0], *map(_unpaid, habits[2:])), strict=True)
    ]
    return Signals(
        hazards=tuple(hazards),
        unpaid=tuple(unpaid),
        calendar=_calendar(history, backdrop, asked, pairs, slow),
        habit=weekday_habit,
        account=account,
        strength=(np.log1p(payments) / 5)[:, None],
        due_weekday=(asked.due + 3) % WEEK,
    )


def _normal(values: Matrix) -> Matrix:
    return shares(values + np.float32(LEAST / BINS))


def _unpaid(habit: Matrix) -> Matrix:
    """Return the share still unpaid when a bin begins."""
    unpaid: Matrix = np.clip(np.cumsum(habit[:, ::-1], axis=1)[:, ::-1], LEAST, 1)
    return unpaid


def _hazard(habit: Matrix, unpaid: Matrix) -> Matrix:
    """Return the log odds of being paid in a bin by those unpaid when it begins."""
    risk = np.clip(habit / unpaid, LEAST, 1 - LEAST)
    odds: Matrix = np.log(risk / (1 - risk))
    return odds


def _mean_bin(habit: Matrix) -> Matrix:
    return habit @ np.clip(STARTS, -60, 60).astype(np.float32)


def _spread(habit: Matrix) -> Matrix:
    days = np.clip(STARTS, -60, 60).astype(np.float32)
    mean = habit @ days
    spread: Matrix = np.sqrt(np.maximum(habit @ (days * days) - mean * mean, 0))
    return spread


def _calendar(
    history: History, backdrop: Backdrop, asked: Lives, pairs: Pairs, slow: NDArray[np.float64]
) -> tuple[Matrix, Matrix]:
    """Return how much likelier than any day the customer pays on each weekday, and on each day of the month (in logs)."""
    dated = slow * history.is_day[pairs.place]
    by_weekday = weighed(pairs, history.weekday[pairs.place], WEEK, dated)
    weekday = np.log(toward(by_weekday, backdrop.usual_weekdays(asked.issued), PAY_WEEKDAY_WEIGHT) + np.float32(0.001))
    by_month_day = weighed(pairs, history.month_day[pairs.place], MONTH, dated)
    smooth = 0.5 * by_month_day + 0.25 * np.roll(by_month_day, 1, axis=1) + 0.25 * np.roll(by_month_day, -1, axis=1)
    month_day = np.log(toward(smooth, np.full((1, MONTH), 1 / MONTH, dtype=np.float32), PAY_DAY_WEIGHT) * MONTH)
    shape = (len(asked), BINS)
    on_weekday, on_day = np.full(shape, -1.6, dtype=np.float32), np.zeros(shape, dtype=np.float32)
    rows = np.arange(len(asked))[:, None]
    of_week = (np.arange(WEEK)[:, None] + STARTS[_DAYS]) % WEEK
    on_weekday[:, _DAYS] = weekday.take(rows * WEEK + of_week[(asked.due + 3) % WEEK])
    if len(asked):
        first = int(asked.due.min()) + _FIRST
        dates = np.arange(first, int(asked.due.max()) + int(STARTS[_DAYS][-1]) + 1).astype("datetime64[D]")
        month_days = (dates - dates.astype("datetime64[M]")).astype(np.int64)
        of_month = month_days[(asked.due - first)[:, None] + STARTS[_DAYS]]
        on_day[:, _DAYS] = month_day.take(rows * MONTH + of_month)
    return on_weekday, on_day


def _account(
    history: History,
    asked: Lives,
    pairs: Pairs,
    slow: NDArray[np.float64],
    *,
    drift: Matrix,
    spread: Matrix,
) -> Matrix:
    """Return how the account stands on each issue date: one column per name of ACCOUNT."""
    amount = np.log1p(asked.amount)
    total = np.bincount(pairs.row, weights=slow, minlength=len(asked))
    own = np.bincount(pairs.row, weights=slow * history.log_amount[pairs.place], minlength=len(asked))
    against_own = np.where(total > 0, amount - own / np.maximum(total, TINY), 0)
    columns = (
        np.clip(against_own, -3, 3),
        amount / 10 - 1,
        np.log1p(history.still_open(asked)),
        *(np.log1p(history.still_open(asked, days)) for days in LATE_DAYS),
        np.clip(drift / 10, -3, 3),
        np.clip(spread / 10, 0, 4),
    )
    return np.column_stack(columns).astype(np.float32)
