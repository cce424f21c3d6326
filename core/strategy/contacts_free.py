"""From which day on each open item may be reminded of again, for those that are free now or will be by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from core.strategy.audience import IN
from core.strategy.grace import last_day
from core.strategy.ladder import NO_STEP
from core.strategy.reasons import REASONS
from core.strategy.reasons.before_legal_date import first_days
from core.strategy.reasons.waits_for_pay_day import wait_until
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from core.strategy.audience import Audience
    from core.strategy.candidates import Candidates

NO_END: Final = np.datetime64("9999-12-31", "D")
LAST_YEAR: Final = 2050  # days of grace are nothing beside an end beyond it
FAR: Final = 1_000_000  # days: not within any horizon
# Reasons that time alone ends; of every other one nobody knows when, and who is out for it stays out.
ENDING: Final = frozenset(
    {
        "before_legal_date",
        "contacted_recently",
        "in_campaign",
        "not_due",
        "other_letter_first",
        "promise",
        "quiet_period",
        "step_sent",
        "stopped",
        "waits_for_pay_day",
    }
)


def first_free_days(audience: Audience) -> NDArray[np.int64]:
    """Return per candidate the days from now until nothing but its step and the contact policy keeps it; FAR for never."""
    items = audience.candidates
    ends = np.array([each.code in ENDING for each in REASONS] + [True])  # the last one is found at IN, which is -1
    free = np.where(ends[audience.ranks], 0, FAR)
    waiting = np.flatnonzero((audience.ranks != IN) & (free == 0))
    for until in (_promises(items), _stops(items), _legal(items), _pay_days(items)):
        free[waiting] = np.maximum(free[waiting], until[waiting])
    return np.where(items.is_credit | (items.next_step == 0), FAR, free)


def _promises(items: Candidates) -> NDArray[np.int64]:
    grace = items.strategy.contact.promise_grace_days
    return _days_after(_latest(items, HoldKind.PROMISE, "promised_on"), items.as_of, grace)


def _stops(items: Candidates) -> NDArray[np.int64]:
    return _days_after(_latest(items, HoldKind.STOP, "blocked_until"), items.as_of, None)


def _days_after(until: NDArray[np.datetime64], as_of: date, grace: int | None) -> NDArray[np.int64]:
    """Return the days from ``as_of`` to the day after each of ``until``, with banking days of grace if any; 0 for NaT."""
    free = np.zeros(len(until), dtype=np.int64)
    rows = np.flatnonzero(~np.isnat(until))
    ends, which = np.unique(until[rows], return_inverse=True)
    last = [each if grace is None or each.year >= LAST_YEAR else last_day(each, grace) for each in ends.tolist()]
    days = np.array([min(max((each - as_of).days + 1, 0), FAR) for each in last], dtype=np.int64)
    free[rows] = days[which]
    return free


def _legal(items: Candidates) -> NDArray[np.int64]:
    first = first_days(items)
    days = (first - np.datetime64(items.as_of, "D")).astype(np.int64)
    return np.where(np.isnat(first), 0, np.clip(days, 0, FAR))


def _pay_days(items: Candidates) -> NDArray[np.int64]:
    """Return the days until each row has waited for its customer's pay day; what comes before the due date does not wait."""
    return np.where(items.next_step > NO_STEP, _days_after(wait_until(items), items.as_of, None), 0)


def _latest(items: Candidates, kind: HoldKind, column: str) -> NDArray[np.datetime64]:
    """Return the last day of what keeps each row back, here or in the ledger; NaT where nothing does."""
    latest = items.frame[column].to_numpy(dtype="datetime64[D]", copy=True)
    held = items.holds(kind).matches
    ends = held["until_on"].to_numpy(dtype="datetime64[D]")
    np.fmax.at(latest, held["row"].to_numpy(dtype=np.int64), np.where(np.isnat(ends), NO_END, ends))
    return latest
