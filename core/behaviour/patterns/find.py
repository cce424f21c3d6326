"""Finding every pattern of many customers, from records that are already read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.behaviour.patterns import change, conduct, lateness, pay_day, pay_hour, pay_weekday, season
from core.behaviour.patterns.pattern import Found, PatternName

if TYPE_CHECKING:
    from core.behaviour.patterns.pattern import Flags
    from core.behaviour.patterns.records import Records


def found(records: Records) -> list[Found]:
    """Return every pattern found, each with the customers that have it; nothing where there are no customers."""
    if not len(records):
        return []
    month = pay_day.month_habits(records)
    week = pay_weekday.week_habits(records, month.due_share)
    days, runs = pay_day.found_pay_days(month), pay_weekday.found_pay_weekdays(week)
    moved = change.lateness_drift(records)
    left = change.found_day_drift(month, pay_day.telling(records), moved)
    later = change.found_lateness_drift(moved)
    return [
        lateness.found_days_late(records),
        lateness.found_on_time(records),
        _without(days, _beaten(runs, days, len(records))),
        _without(runs, ~_beaten(runs, days, len(records))),
        pay_hour.found_pay_hours(pay_hour.hour_habits(records)),
        conduct.found_methods(records),
        *conduct.found_rates(records),
        conduct.found_answers(records),
        season.found_seasons(records),
        left,
        _without(later, _has(left, len(records))),
        change.found_trouble(records),
    ]


def as_frame(patterns: list[Found], records: Records) -> pd.DataFrame:
    """Return the patterns as one frame in the order of customer, with the columns of ``pattern.COLUMNS``."""
    rows = [each.frame(records.keys) for each in patterns if len(each)]
    if not rows:
        return empty_frame()
    told = pd.concat(rows, ignore_index=True)
    return told.sort_values("customer_key", kind="stable", ignore_index=True)


def empty_frame() -> pd.DataFrame:
    """Return the frame of no patterns, with every column in its own type."""
    nothing = np.zeros(0, dtype=np.int64)
    none = Found(
        name=PatternName.ON_TIME, owner=nothing, value=nothing * 0.0, n=nothing, of=nothing, strength=nothing * 0.0
    )
    return none.frame(nothing)


def _has(found_: Found, count: int) -> Flags:
    has = np.zeros(count, dtype=np.bool_)
    has[found_.owner] = True
    return has


def _beaten(runs: Found, days: Found, count: int) -> Flags:
    """Return whose weekday is kept better than its day of the month: only one of the two is the habit."""
    weekday, day = np.zeros(count), np.zeros(count)
    weekday[runs.owner], day[days.owner] = runs.n / runs.of, days.n / days.of
    return weekday > day


def _without(found_: Found, dropped: Flags) -> Found:
    """Return the rows of ``found_`` whose customers are not ``dropped``."""
    kept = ~dropped[found_.owner]

    def some(column: np.ndarray | None) -> np.ndarray | None:
        return None if column is None else column[kept]

    return Found(
        name=found_.name,
        owner=found_.owner[kept],
        value=found_.value[kept],
        n=found_.n[kept],
        of=found_.of[kept],
        strength=found_.strength[kept],
        low=some(found_.low),
        high=some(found_.high),
        text=some(found_.text),
        since=some(found_.since),
    )
