"""How the made-up customers pay: the truth that patterns and predictions are tested against, never imported."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from core.intake.demo.customers import BUSINESS, CONSUMER, LARGE, MEDIUM, PUBLIC, Customers

if TYPE_CHECKING:
    from core.intake.demo.calendar import Calendar
    from core.intake.demo.columns import Flags, Floats, Ints


class Habit(StrEnum):
    """What decides the day on which a customer pays."""

    PUNCTUAL = "punctual"
    FIXED_DAY = "fixed_day"
    WEEKLY_RUN = "weekly_run"
    FORGETFUL = "forgetful"
    LATE = "late"
    DRIFTING = "drifting"
    TROUBLED = "troubled"
    DIRECT_DEBIT = "direct_debit"


HABITS = tuple(Habit)
_SHARES = {  # in the order of Habit; direct debit follows from a mandate
    BUSINESS: (0.22, 0.11, 0.18, 0.15, 0.20, 0.05, 0.09, 0.0),
    CONSUMER: (0.34, 0.25, 0.00, 0.23, 0.08, 0.03, 0.07, 0.0),
    PUBLIC: (0.25, 0.10, 0.45, 0.05, 0.15, 0.00, 0.00, 0.0),
}
_OF_THE_LARGE = (0.23, 0.09, 0.25, 0.10, 0.25, 0.05, 0.03, 0.0)

METHODS = ("transfer", "ideal", "bancontact", "card", "paypal", "direct_debit")
TRANSFER, IDEAL, BANCONTACT, CARD, PAYPAL, DIRECT_DEBIT = range(6)
_INSTANT = (IDEAL, BANCONTACT, CARD, PAYPAL)
_INSTANT_OF_TONGUE = np.array([IDEAL, BANCONTACT, BANCONTACT, PAYPAL, CARD])
_PAY_DAYS = np.array([1, 3, 5, 10, 15, 20, 23, 25, 25, 25, 26, 28])
_USUAL_HOURS = np.array([8.5, 12.4, 18.5, 20.0, 20.5, 21.5])


@dataclass(frozen=True, kw_only=True)
class Habits:
    """One customer a row: what it does by habit. Days count from 1970, minutes from midnight, shares 0-1."""

    habit: Ints
    method: Ints
    pay_day: Ints  # day of the month; 0: no such habit
    run_weekday: Ints  # Monday 0; -1: no such habit
    usual_minute: Ints  # -1: no habitual time of day
    days_late: Floats  # of those who are late as a habit
    drift_from: Ints  # the day on which a drifting customer began to slip; 0: none
    drift_days: Floats  # days slipped per month since
    response_email: Floats
    response_phone: Floats
    response_letter: Floats
    part_share: Floats
    dispute_share: Floats
    label: Ints  # into core.vocabulary.Label: positive, neutral, negative

    def of(self, habit: Habit) -> Flags:
        """Return who has ``habit``."""
        found: Flags = self.habit == HABITS.index(habit)
        return found

    @property
    def is_instant(self) -> Flags:
        """Return who pays by a method that moves money on any day and tells the time."""
        return np.isin(self.method, _INSTANT)


def draw_habits(rng: np.random.Generator, customers: Customers, calendar: Calendar) -> Habits:
    """Return the habits of ``customers``."""
    count = len(customers)
    habit = _draw_kind(rng, customers)
    method = _draw_method(rng, customers)
    drifts, has_day = habit == HABITS.index(Habit.DRIFTING), habit == HABITS.index(Habit.FIXED_DAY)
    has_day |= drifts & (rng.random(count) < 0.5)  # noqa: PLR2004 (half of them slip from a fixed day)
    has_hour = np.isin(method, _INSTANT) & (rng.random(count) < 0.8)  # noqa: PLR2004 (the others pay at any hour)
    hours = rng.choice(_USUAL_HOURS, count) + rng.normal(0, 0.4, count)
    is_troubled = habit == HABITS.index(Habit.TROUBLED)
    disputes_often = (customers.type == BUSINESS) & (rng.random(count) < 0.04)  # noqa: PLR2004 (share who dispute often)
    email = rng.beta(4, 3, count)
    return Habits(
        habit=habit,
        method=method,
        pay_day=np.where(has_day, rng.choice(_PAY_DAYS, count), 0),
        run_weekday=np.where(habit == HABITS.index(Habit.WEEKLY_RUN), rng.choice([1, 3, 3, 4], count), -1),
        usual_minute=np.where(has_hour, (hours * 60).astype(np.int64), -1),
        days_late=9 + rng.gamma(1.6, 13.0, count),
        drift_from=np.where(drifts, calendar.last_day - rng.integers(60, 160, count), 0),
        drift_days=rng.uniform(5, 11, count),
        response_email=email,
        response_phone=np.clip(email + rng.normal(0.15, 0.12, count), 0.05, 0.98),
        response_letter=np.clip(email + rng.normal(-0.05, 0.12, count), 0.05, 0.98),
        part_share=np.where(is_troubled, 0.25, np.where(habit == HABITS.index(Habit.FORGETFUL), 0.03, 0.01)),
        dispute_share=np.where(disputes_often, 0.12, 0.006),
        label=_draw_label(rng, habit),
    )


def _draw_kind(rng: np.random.Generator, customers: Customers) -> Ints:
    habit = np.zeros(len(customers), dtype=np.int64)
    for kind, shares in _SHARES.items():
        rows = np.flatnonzero(customers.type == kind)
        habit[rows] = rng.choice(len(HABITS), len(rows), p=shares)
    large = np.flatnonzero((customers.type == BUSINESS) & ((customers.size == LARGE) | (customers.size == MEDIUM)))
    habit[large] = rng.choice(len(HABITS), len(large), p=_OF_THE_LARGE)
    return np.where(customers.has_mandate, HABITS.index(Habit.DIRECT_DEBIT), habit)


def _draw_method(rng: np.random.Generator, customers: Customers) -> Ints:
    instant_share = np.where(customers.type == CONSUMER, 0.75, 0.0)
    is_instant = rng.random(len(customers)) < instant_share
    method = np.where(is_instant, _INSTANT_OF_TONGUE[customers.tongue], TRANSFER)
    return np.where(customers.has_mandate, DIRECT_DEBIT, method)


def _draw_label(rng: np.random.Generator, habit: Ints) -> Ints:
    """Return the label people gave: they know the good and the bad ones, but not always."""
    good = np.isin(habit, [HABITS.index(name) for name in (Habit.PUNCTUAL, Habit.FIXED_DAY, Habit.WEEKLY_RUN)])
    bad = habit == HABITS.index(Habit.TROUBLED)
    drawn = rng.random(len(habit))
    return np.where(bad & (drawn < 0.35), 2, np.where(good & (drawn < 0.08), 0, 1))  # noqa: PLR2004 (shares labelled)
