"""What changed: the recent past against the customer's own habit, and signs of trouble rather than forgetfulness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.patterns.chance import medians, quantiles, rank_sum, wilson_lower
from core.behaviour.patterns.pattern import NO_DAY, Found, PatternName

if TYPE_CHECKING:
    from core.behaviour.patterns.pattern import Flags, Floats, Ints
    from core.behaviour.patterns.pay_day import MonthHabits
    from core.behaviour.patterns.records import PayDays, Records

RECENT_DAYS: Final = 120
"""Invoices due in the last four months are the recent past."""
FEWEST_RECENT: Final = 3
FEWEST_EARLIER: Final = 8
LEAST_DRIFT_DAYS: Final = 5
DRIFT_RANKS: Final = 2.33
"""Standard deviations of ranks: one in a hundred customers who did not change shows as much, in one direction."""
LATEST_MISSES: Final = 2
"""Latest pay days away from the habit that make an alarm."""
STILL_A_HABIT: Final = 0.03
"""So seldom would a customer that keeps to its habit as before miss it so often in a row."""
FEWEST_SIGNS: Final = 2
FEWEST_PARTS: Final = 2
FEWEST_OVERDUE: Final = 3
SIGNS: Final = ("part_payments", "reversed", "broken_promises", "backlog")


def found_day_drift(habits: MonthHabits, days: PayDays, moved: LatenessDrift) -> Found:
    """Return who left its day of the month: a habit up to then, and none of the latest pay days on it.

    ``days`` are the pay days the habits were read from. ``low`` is the old day of the month, ``value`` how many days later
    invoices are paid of late (NaN where too few tell); all ``n`` of the ``of`` latest pay days are away from it, since ``since``.
    """
    run, before = habits.run, habits.of - habits.run
    share = habits.n / np.maximum(before, 1)
    surprise = (1 - share) ** run
    broke = (run >= LATEST_MISSES) & (surprise <= STILL_A_HABIT) & habits.is_habit(run)
    rows = np.flatnonzero(broke & (before > run))
    first_away = (np.cumsum(habits.of) - run)[rows]
    return Found(
        name=PatternName.DRIFT,
        owner=rows,
        value=moved.days[rows],
        low=habits.day_of_month[rows].astype(np.float64),
        text=np.full(len(rows), "pay_day", dtype=object),
        n=run[rows],
        of=run[rows],
        strength=wilson_lower(run[rows], run[rows]),
        since=days.day[first_away],
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class LatenessDrift:
    """One row per customer: median days late before and of late, and whether the change is one."""

    before: Ints
    lately: Ints
    days: Floats  # lately less before; NaN where too few tell
    n: Ints  # of the recent invoices, those paid later (or earlier) than the old median
    of: Ints
    since: Ints
    is_drift: Flags


def lateness_drift(records: Records) -> LatenessDrift:
    """Return how days late changed between the recent past and the two years before.

    Recent are RECENT_DAYS of due dates that every invoice had the time to be paid in: as many days ago as nine in ten of the
    customer's earlier invoices took. So an invoice that is open there has waited longer than usual, and counts with the days
    it has waited; nothing is judged by the early payers alone.
    """
    lateness, count, today = records.recent_lateness, len(records), records.today
    told = lateness.where((lateness.low == lateness.high) & (lateness.due <= today))
    old = told.where(~told.is_open & (told.due <= today - RECENT_DAYS))
    taken = np.clip(quantiles(old.owner, old.high, count, (0.9,))[0][0], 0, RECENT_DAYS)
    last = today - taken[told.owner]
    told, last = told.where(told.due <= last), last[told.due <= last]
    is_recent = told.due > last - RECENT_DAYS
    told_before, told_lately = told.where(~is_recent & ~told.is_open), told.where(is_recent)
    before, earlier = medians(told_before.owner, told_before.high, count)
    lately, recent = medians(told_lately.owner, told_lately.high, count)
    counted = is_recent | ~told.is_open
    ranks = rank_sum(told.owner[counted], told.high[counted], is_recent[counted], count)
    days = lately - before
    enough = (earlier >= FEWEST_EARLIER) & (recent >= FEWEST_RECENT)
    owner = told_lately.owner
    same_side = np.sign(told_lately.high - before[owner]) == np.sign(days[owner])
    since = np.full(count, NO_DAY)
    firsts = np.flatnonzero(np.diff(owner, prepend=-1))
    since[owner[firsts]] = told_lately.due[firsts]
    return LatenessDrift(
        before=before,
        lately=lately,
        days=np.where(enough, days.astype(np.float64), np.nan),
        n=np.bincount(owner, weights=same_side, minlength=count).astype(np.int64),
        of=recent,
        since=since,
        is_drift=enough & (np.abs(days) >= LEAST_DRIFT_DAYS) & (ranks * np.sign(days) >= DRIFT_RANKS),
    )


def found_lateness_drift(moved: LatenessDrift) -> Found:
    """Return whose days late changed: ``value`` days later than before (negative: earlier), from ``low`` to ``high``.

    ``n`` of the ``of`` recent invoices are on the new side of the old median; the oldest of them was due on ``since``.
    """
    rows = np.flatnonzero(moved.is_drift)
    return Found(
        name=PatternName.DRIFT,
        owner=rows,
        value=moved.days[rows],
        low=moved.before[rows].astype(np.float64),
        high=moved.lately[rows].astype(np.float64),
        text=np.full(len(rows), "days_late", dtype=object),
        n=moved.n[rows],
        of=moved.of[rows],
        strength=wilson_lower(moved.n[rows], moved.of[rows]),
        since=moved.since[rows],
    )


def found_trouble(records: Records) -> Found:
    """Return who shows signs of trouble rather than forgetfulness: ``value`` of the four SIGNS, named in ``text``.

    Two part payments within half a year; a direct debit or payment taken back; a promise broken; three invoices or more past
    due and over twice as many as 90 days ago. One sign happens to everybody, so two are needed, or one of the first three
    once more than that. ``strength`` is the share of the four signs.
    """
    now, before = records.count("overdue_now"), records.count("overdue_before")
    parts, reversals = records.count("part_paid_lately"), records.count("reversals")
    broken = records.count("broken_promises")
    signs = np.stack(
        (parts >= FEWEST_PARTS, reversals >= 1, broken >= 1, (now >= FEWEST_OVERDUE) & (now > 2 * before)), axis=1
    )
    number = signs.sum(axis=1)
    is_strong = (parts > FEWEST_PARTS) | (reversals > 1) | (broken > 1)
    rows = np.flatnonzero((number >= FEWEST_SIGNS) | is_strong)
    return Found(
        name=PatternName.TROUBLE,
        owner=rows,
        value=number[rows].astype(np.float64),
        text=np.array([",".join(np.array(SIGNS)[row]) for row in signs[rows]], dtype=object),
        n=number[rows],
        of=np.full(len(rows), len(SIGNS)),
        strength=number[rows] / len(SIGNS),
    )
