"""Calendar windows: the months that end on a date, in real days."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pyarrow as pa

DEFAULT_MONTHS = 3
"""Months of sales in the DSO family: a quarter, as most published figures use."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """The days after ``after_on`` up to and including ``until_on``."""

    after_on: date
    until_on: date

    @property
    def days(self) -> int:
        """Real calendar days in the window."""
        return (self.until_on - self.after_on).days


def month_end(day: date) -> date:
    """Return the last day of the month of ``day``."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def is_month_end(day: date) -> bool:
    """Return whether ``day`` closes its month."""
    return day == month_end(day)


@lru_cache(maxsize=4096)
def months_before(as_of: date, months: int) -> date:
    """Return the date ``months`` calendar months before ``as_of``.

    A month end stays a month end (31 Dec, 30 Sep, 30 Jun), so a window of a closed quarter holds exactly its days.
    Any other day keeps its number, or the last day of a shorter month.
    """
    number = as_of.year * 12 + as_of.month - 1 - months
    first = date(number // 12, number % 12 + 1, 1)
    last = month_end(first)
    return last if is_month_end(as_of) else first.replace(day=min(as_of.day, last.day))


def window(as_of: date, months: int = DEFAULT_MONTHS) -> Window:
    """Return the period (``as_of`` - ``months``, ``as_of``]: 92 days for three months to 30 September."""
    return Window(after_on=months_before(as_of, months), until_on=as_of)


def month_windows(as_of: date, *, since: date) -> tuple[Window, ...]:
    """Return month-long windows from the newest back to the one that holds ``since``; none when it is after ``as_of``."""
    found: list[Window] = []
    until_on = as_of
    while until_on >= since:
        after_on = months_before(as_of, len(found) + 1)
        found.append(Window(after_on=after_on, until_on=until_on))
        until_on = after_on
    return tuple(found)


def window_relation(windows: tuple[Window, ...]) -> pa.Table:
    """Return the relation ``windows(window_no, after_on, until_on)`` for a query, newest first from 0."""
    return pa.table(
        {
            "window_no": pa.array(range(len(windows)), pa.int32()),
            "after_on": pa.array([w.after_on for w in windows], pa.date32()),
            "until_on": pa.array([w.until_on for w in windows], pa.date32()),
        },
    )
