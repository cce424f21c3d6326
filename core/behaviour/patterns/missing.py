"""Why a pattern is not told of a customer: too little was seen, the ledger does not say, or there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.behaviour.patterns import change, conduct, lateness, pay_day, pay_hour, pay_weekday, season
from core.behaviour.patterns.pattern import PatternName, Silence

if TYPE_CHECKING:
    from core.behaviour.patterns.records import Records


def missing(records: Records, told: set[PatternName]) -> dict[PatternName, Silence]:
    """Return, for the one customer of ``records``, every pattern that is not ``told`` and why; empty when there is no customer."""
    if len(records) != 1:
        return {}
    return {name: _why(records, name) for name in PatternName if name not in told}


def _why(records: Records, name: PatternName) -> Silence:
    if name in {PatternName.PAY_DAY, PatternName.PAY_WEEKDAY}:
        return _why_no_day(records, name)
    if name is PatternName.PAY_HOUR:
        return _why_no_hour(records)
    if name is PatternName.METHOD and not len(records.methods):
        return Silence.NO_METHOD
    if name is PatternName.SEASON and not season.has_two_years(records).any():
        return Silence.NO_TWO_YEARS
    seen, fewest = _seen(records, name)
    return Silence.TOO_FEW if seen < fewest else Silence.NO_PATTERN


def _why_no_day(records: Records, name: PatternName) -> Silence:
    days, chosen = records.pay_days, records.chosen_days
    telling = pay_day.telling(records) if name is PatternName.PAY_DAY else pay_weekday.telling(records)
    fewest = pay_day.FEWEST if name is PatternName.PAY_DAY else pay_weekday.FEWEST
    if len(telling) >= fewest:
        return Silence.NO_PATTERN
    if len(chosen) >= fewest:
        return Silence.ONLY_INTERVALS
    return Silence.COLLECTED if len(days) >= fewest else Silence.TOO_FEW


def _why_no_hour(records: Records) -> Silence:
    timed = pay_hour.timed(records)
    if len(timed) >= pay_hour.FEWEST:
        return Silence.NO_PATTERN
    if len(records.chosen_days) and not len(timed):
        return Silence.NO_TIME_OF_DAY
    return Silence.COLLECTED if len(records.pay_days) and not len(records.chosen_days) else Silence.TOO_FEW


def _seen(records: Records, name: PatternName) -> tuple[int, int]:
    """Return how many observations there are of a pattern, and how many it needs."""
    paid = int(records.count("paid")[0] + records.count("paid_in_part_and_open")[0])
    closed = int((~records.recent_lateness.is_open).sum())
    certain = int(records.count("on_time")[0] + records.count("late")[0])
    largest_channel = records.answers["channel"].value_counts().max() if len(records.answers) else 0
    counts = {
        PatternName.DAYS_LATE: (closed, lateness.FEWEST),
        PatternName.ON_TIME: (certain, lateness.FEWEST),
        PatternName.METHOD: (int(np.sum(records.methods["pay_days"].to_numpy())), conduct.FEWEST_METHODS),
        PatternName.PART_PAYMENTS: (paid, conduct.FEWEST_RATES),
        PatternName.SHORT_PAYMENTS: (paid, conduct.FEWEST_RATES),
        PatternName.DISPUTES: (int(records.count("invoices")[0]), conduct.FEWEST_RATES),
        PatternName.BROKEN_PROMISES: (int(records.count("promises")[0]), conduct.FEWEST_PROMISES),
        PatternName.ANSWERS_REMINDERS: (int(largest_channel), conduct.FEWEST_ANSWERS),
        PatternName.SEASON: (closed, season.FEWEST_OF_A_MONTH),
        PatternName.DRIFT: (closed, change.FEWEST_EARLIER + change.FEWEST_RECENT),
        PatternName.TROUBLE: (paid, 1),
    }
    return counts[name]
