"""How a whole portfolio pays: on which days, at which hours, how late by group, and who is late only by the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.behaviour.banking_days import as_date, banking_days, day_in_month, day_number, weekday
from core.behaviour.patterns.pattern import PatternName

if TYPE_CHECKING:
    from datetime import date

    from core.behaviour.patterns.pattern import Flags, Ints
    from core.behaviour.patterns.records import Lateness, PayDays, Records

SPREADS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
MOSTLY: Final = 0.8
"""Of the late invoices, the share that the calendar must explain before a customer is late only by the calendar."""
FEWEST_LATE: Final = 3
_MINUTES_AN_HOUR: Final = 60
_HOURS: Final = 24
_WEEK: Final = 7


def pay_day_counts(records: Records, chosen: Flags) -> pd.DataFrame:
    """Return how many of the ``chosen`` customers paid on each day of two years.

    Returns
    -------
    DataFrame
        One row per day with a payment: day (date), customers. Days that are only known as an interval, and what we collected
        ourselves, are not in it.

    """
    days = _exact(records, chosen)
    day, customers = np.unique(days.day, return_counts=True)
    return pd.DataFrame({"day": [as_date(int(each)) for each in day], "customers": customers})


def payers_on(records: Records, chosen: Flags, day: date) -> Ints:
    """Return the keys of the ``chosen`` customers that paid on ``day``."""
    days = _exact(records, chosen)
    payers: Ints = records.keys[np.unique(days.owner[days.day == day_number(day)])]
    return payers


def hour_counts(records: Records, chosen: Flags) -> Ints:
    """Return the number of pay days of ``chosen`` customers by weekday (rows, Monday first) and hour (24 columns).

    Only payments with a time of day count: all zeros where the ledger has none.
    """
    days = _exact(records, chosen)
    days = days.where(days.minute >= 0)
    cell = weekday(days.day) * _HOURS + days.minute // _MINUTES_AN_HOUR
    return np.bincount(cell, minlength=_WEEK * _HOURS).reshape(_WEEK, _HOURS)


def payers_at(records: Records, chosen: Flags, of_weekday: int, hour: int) -> Ints:
    """Return the keys of the ``chosen`` customers that paid on that weekday within that hour."""
    days = _exact(records, chosen)
    at = (weekday(days.day) == of_weekday) & (days.minute >= 0) & (days.minute // _MINUTES_AN_HOUR == hour)
    payers: Ints = records.keys[np.unique(days.owner[at])]
    return payers


def lateness_by_group(records: Records, groups: np.ndarray, chosen: Flags) -> pd.DataFrame:
    """Return the spread of days late by group, of invoices paid in two years on a day that is known.

    Parameters
    ----------
    groups
        Of every customer of ``records`` the name of its group.

    Returns
    -------
    DataFrame
        One row per group: group, customers, invoices, and the days late below which 5, 25, 50, 75 and 95 % of the invoices were
        paid (p5, p25, p50, p75, p95).

    """
    paid = records.recent_lateness
    paid = paid.where(paid.is_exact & chosen[paid.owner])
    of_invoice = groups[paid.owner]
    rows = []
    for group in np.unique(of_invoice.astype(str)):
        here = of_invoice == group
        low, lower, middle, upper, high = np.quantile(paid.high[here], SPREADS)
        rows.append(
            {
                "group": group,
                "customers": len(np.unique(paid.owner[here])),
                "invoices": int(here.sum()),
                "p5": low,
                "p25": lower,
                "p50": middle,
                "p75": upper,
                "p95": high,
            },
        )
    return pd.DataFrame(
        rows, columns=["group", "customers", "invoices", *(f"p{round(100 * each)}" for each in SPREADS)]
    )


def latest_days(days: PayDays, owner: int, number: int) -> list[date]:
    """Return the last ``number`` of the pay days ``days`` of the customer at row ``owner``, oldest first."""
    first, last = np.searchsorted(days.owner, owner), np.searchsorted(days.owner, owner, side="right")
    return [as_date(int(day)) for day in days.day[max(first, last - number) : last]]


def late_by_calendar(records: Records, patterns: pd.DataFrame) -> pd.DataFrame:
    """Return the customers with a pay day that are late only because their pay day comes after the due date.

    Parameters
    ----------
    patterns
        What ``patterns_of`` found for these records.

    Returns
    -------
    DataFrame
        One row per customer: customer_key, pay_day (1 to 31), of (paid invoices with a known day), late, by_calendar: of the late
        ones those paid no later than one banking day after the first pay day on or after the due date. At least FEWEST_LATE
        are late, and MOSTLY of them by the calendar. Such a customer would be on time if its terms ended on its pay day.

    """
    habits = patterns[patterns["pattern"] == PatternName.PAY_DAY]
    habit = np.zeros(len(records), dtype=np.int64)
    habit[np.searchsorted(records.keys, habits["customer_key"].to_numpy())] = habits["value"].to_numpy(dtype=np.int64)
    paid = records.recent_lateness
    paid = paid.where(paid.is_exact & (habit[paid.owner] > 0))
    is_late = paid.high > 0
    waited = is_late & (paid.due + paid.high <= _next_pay_day(records, paid, habit[paid.owner]))
    count = len(records)
    of, late = np.bincount(paid.owner, minlength=count), np.bincount(paid.owner, weights=is_late, minlength=count)
    by_calendar = np.bincount(paid.owner, weights=waited, minlength=count)
    rows = np.flatnonzero((late >= FEWEST_LATE) & (by_calendar >= MOSTLY * late))
    return pd.DataFrame(
        {
            "customer_key": records.keys[rows],
            "pay_day": habit[rows],
            "of": of[rows],
            "late": late[rows].astype(np.int64),
            "by_calendar": by_calendar[rows].astype(np.int64),
        },
    )


def _next_pay_day(records: Records, paid: Lateness, habit: Ints) -> Ints:
    """Return the banking day after the first pay day on or after each due date: until then it is only the calendar."""
    month = paid.due.astype("datetime64[D]").astype("datetime64[M]")
    last = np.zeros(len(paid), dtype=np.int64)
    for day in np.unique(habit):
        rows = habit == day
        here, there = day_in_month(month[rows], int(day)), day_in_month(month[rows] + 1, int(day))
        last[rows] = np.where(here >= paid.due[rows], here, there)
    codes = records.country_codes[paid.owner]
    for place, country in enumerate(records.countries):
        rows = codes == place
        last[rows] = banking_days(country).shift(last[rows], 1)
    return last


def _exact(records: Records, chosen: Flags) -> PayDays:
    days = records.chosen_days
    return days.where((days.day - days.after == 1) & chosen[days.owner])
