"""Days on which banks move money, for whole columns of dates at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import holidays
import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.intake.demo.columns import Ints

MONTHS = 24


def day_number(day: date) -> int:
    """Return ``day`` in days since 1970."""
    return (day - date(1970, 1, 1)).days


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The months of the portfolio up to ``as_of``, and the days on which the euro payment system is closed."""

    as_of: date
    month_starts: Ints
    closed: npt.NDArray[Any]

    @property
    def last_day(self) -> int:
        """Return ``as_of`` in days since 1970."""
        return day_number(self.as_of)

    @property
    def first_day(self) -> int:
        """Return the first day of the portfolio in days since 1970."""
        return int(self.month_starts[0])

    def banking_day(self, days: Ints) -> Ints:
        """Return each day itself, or the next one on which banks work."""
        rolled: Ints = np.busday_offset(days.astype("datetime64[D]"), 0, roll="forward", holidays=self.closed).astype(
            np.int64
        )
        return rolled

    def same_day_of_month(self, days: Ints, day_of_month: Ints) -> Ints:
        """Return the first day on or after each of ``days`` that is ``day_of_month`` (the month's last, when shorter)."""
        month = days.astype("datetime64[D]").astype("datetime64[M]")
        here = self._in_month(month, day_of_month)
        return np.where(here >= days, here, self._in_month(month + 1, day_of_month))

    @staticmethod
    def _in_month(month: npt.NDArray[Any], day_of_month: Ints) -> Ints:
        start = month.astype("datetime64[D]").astype(np.int64)
        length = (month + 1).astype("datetime64[D]").astype(np.int64) - start
        found: Ints = start + np.minimum(day_of_month, length) - 1
        return found

    @staticmethod
    def weekday(days: Ints) -> Ints:
        """Return the weekday of each day: Monday 0 to Sunday 6."""
        return (days + 3) % 7  # 1 January 1970 was a Thursday


def calendar(as_of: date) -> Calendar:
    """Return the calendar of the 24 months that end with the month of ``as_of``."""
    last = np.datetime64(as_of, "M")
    months = np.arange(last - (MONTHS - 1), last + 2)
    years = range(as_of.year - MONTHS // 12 - 1, as_of.year + 3)
    closed = sorted(holidays.financial_holidays("ECB", years=years))
    return Calendar(
        as_of=as_of,
        month_starts=months.astype("datetime64[D]").astype(np.int64),
        closed=np.array(closed, dtype="datetime64[D]"),
    )
