"""The habitual hour: two hours of the day that hold more payments than chance would put into any two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.patterns.chance import MOST, fewest_of_a_habit, least_hits, wilson_lower
from core.behaviour.patterns.pattern import Found, PatternName

if TYPE_CHECKING:
    from core.behaviour.patterns.pattern import Flags, Ints
    from core.behaviour.patterns.records import PayDays, Records

FEWEST: Final = 6
"""Payments with a time of day needed."""
ALPHA: Final = 0.01
WINDOW_MINUTES: Final = 120
WAKING_MINUTES: Final = 16 * 60
KEPT_SHARE: Final = 0.85
MISSED: Final = 0.04
_DAY: Final = 24 * 60
_WIDE: Final = 4_096
"""More minutes than two days have, so that customers never mix in one sorted column."""


@dataclass(frozen=True, kw_only=True, eq=False)
class HourHabits:
    """One row per customer: the middle of the two hours that hold most of its payments, and how many of them."""

    minute: Ints
    n: Ints
    of: Ints
    is_habit: Flags


def hour_habits(records: Records) -> HourHabits:
    """Return the fullest two hours of every customer, whether they are a habit or not; midnight does not part them."""
    days, count = timed(records), len(records)
    of = np.bincount(days.owner, minlength=count)
    n, middle = np.zeros(count, dtype=np.int64), np.full(count, -1)
    if len(days):
        whole = np.sort(days.owner.astype(np.int64) * _WIDE + days.minute)
        twice = np.sort(np.concatenate((whole, whole + _DAY)))
        end = np.searchsorted(twice, whole + WINDOW_MINUTES, side="right")
        inside = end - np.searchsorted(twice, whole, side="left")
        owner = whole // _WIDE
        fullest = np.lexsort((-inside, owner))
        first = fullest[np.flatnonzero(np.diff(owner[fullest], prepend=-1))]
        n[owner[first]] = inside[first]
        middle[owner[first]] = (twice[end[first] - 1 - inside[first] // 2] % _WIDE) % _DAY
    known = np.minimum(of, MOST)
    proof = _proof(known)
    faithful = fewest_of_a_habit(KEPT_SHARE, MISSED)[known]
    return HourHabits(minute=middle, n=n, of=of, is_habit=(of >= FEWEST) & (n >= proof) & (n >= faithful))


def found_pay_hours(habits: HourHabits) -> Found:
    """Return who pays near an hour: value is the minute of the day; n payments fall into the two hours around it."""
    rows = np.flatnonzero(habits.is_habit)
    return Found(
        name=PatternName.PAY_HOUR,
        owner=rows,
        value=habits.minute[rows].astype(np.float64),
        n=habits.n[rows],
        of=habits.of[rows],
        strength=wilson_lower(habits.n[rows], habits.of[rows]),
    )


def timed(records: Records) -> PayDays:
    """Return the pay days with a time of day."""
    days = records.chosen_days
    return days.where(days.minute >= 0)


def _proof(of: Ints) -> Ints:
    """Return the payments that chance puts into no two hours: each may open the window, the others must fall into it."""
    share = WINDOW_MINUTES / WAKING_MINUTES
    proof = np.full(len(of), MOST + 1)
    for count in np.unique(of[of >= FEWEST]):
        proof[of == count] = 1 + least_hits(share, ALPHA / int(count))[count - 1]
    return proof
