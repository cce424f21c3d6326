"""Days on which banks move money, per country, for whole columns of days at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import holidays
import numpy as np

if TYPE_CHECKING:
    from datetime import date

    import numpy.typing as npt

Days: TypeAlias = "npt.NDArray[np.int64]"
"""Days since 1 January 1970."""

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2060
EPOCH: Final = np.datetime64("1970-01-01", "D")
_OWN_SYSTEM: Final = frozenset({"GB", "US", "CH", "JP", "CA", "AU", "NZ", "IN", "CN", "BR", "MX", "TR"})
"""Countries whose payments do not wait for TARGET2, the euro's own system."""
_DAYS_A_WEEK: Final = 7
_THURSDAY: Final = 3  # 1 January 1970


class Roll(StrEnum):
    """What a payment does whose day falls on a day on which banks do not work."""

    FOLLOWING = "following"  # the next banking day
    PRECEDING = "preceding"  # the one before
    MODIFIED_FOLLOWING = "modified_following"  # the next one, unless that is in another month: then the one before


@dataclass(frozen=True, kw_only=True, eq=False)
class BankingDays:
    """The banking days of one country from FIRST_YEAR to LAST_YEAR; days outside know no holiday, only weekends."""

    country: str
    closed: npt.NDArray[np.datetime64]

    def is_open(self, days: Days) -> npt.NDArray[np.bool_]:
        """Return whether banks move money on each of ``days``."""
        return np.is_busday(_dates(days), holidays=self.closed)

    def next_open(self, days: Days) -> Days:
        """Return the first banking day after each of ``days``."""
        return self._offset(days + 1, 0, "forward")

    def previous_open(self, days: Days) -> Days:
        """Return the last banking day before each of ``days``."""
        return self._offset(days - 1, 0, "backward")

    def roll(self, days: Days, convention: Roll = Roll.FOLLOWING) -> Days:
        """Return each day itself where banks work, else the day to which ``convention`` moves it."""
        if convention is Roll.PRECEDING:
            return self._offset(days, 0, "backward")
        if convention is Roll.MODIFIED_FOLLOWING:
            return self._offset(days, 0, "modifiedfollowing")
        return self._offset(days, 0, "forward")

    def shift(self, days: Days, by: int) -> Days:
        """Return the day ``by`` banking days after each of ``days``, which first roll to the following banking day."""
        return self._offset(days, by, "forward")

    def is_banking_day(self, day: date) -> bool:
        """Return whether banks move money on ``day``."""
        return bool(self.is_open(np.array([day_number(day)]))[0])

    def add(self, day: date, banking: int) -> date:
        """Return the day ``banking`` banking days after ``day``, which first rolls to the following banking day."""
        return as_date(int(self.shift(np.array([day_number(day)]), banking)[0]))

    def between(self, first: Days, last: Days) -> Days:
        """Return the banking days from ``first`` to ``last``, both rolled to the following one; negative when it is before.

        Two days between which only closed days lie are 0 apart: a Sunday and the Monday after it are the same pay day.
        """
        counted: Days = np.busday_count(_dates(self.roll(first)), _dates(self.roll(last)), holidays=self.closed).astype(
            np.int64
        )
        return counted

    def _offset(self, days: Days, by: int, roll: Any) -> Days:  # noqa: ANN401 - numpy's own word for it
        found: Days = np.busday_offset(_dates(days), by, roll=roll, holidays=self.closed).astype(np.int64)
        return found


@cache
def banking_days(country: str) -> BankingDays:
    """Return the banking days of ``country``, a two-letter code.

    Closed are weekends, the holidays of TARGET2 (the European Central Bank's own list) for every country that pays
    through it, and the country's public and bank holidays where the ``holidays`` library knows the country. A code it does
    not know has TARGET2 alone, which is right for a euro payment whoever makes it. Holidays of a region only (a German
    state, Alsace) are left out: a ledger does not say where the bank is.

    See Also
    --------
    holidays : the library that keeps the lists, https://holidays.readthedocs.io

    """
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    closed: set[date] = set()
    if country not in _OWN_SYSTEM:
        closed.update(holidays.financial_holidays("ECB", years=years))
    calendar = getattr(holidays, country, None) if len(country) == 2 and country.isupper() else None  # noqa: PLR2004 (letters of a code)
    if calendar is not None:
        categories = [each for each in ("public", "bank") if each in calendar.supported_categories]
        closed.update(calendar(years=years, categories=categories))
    return BankingDays(country=country, closed=np.array(sorted(closed), dtype="datetime64[D]"))


def day_number(day: date) -> int:
    """Return ``day`` in days since 1970."""
    return int((np.datetime64(day, "D") - EPOCH).astype(np.int64))


def as_date(day: int) -> date:
    """Return the date of a day since 1970."""
    found: date = _dates(np.array([day]))[0].item()
    return found


def weekday(days: Days) -> Days:
    """Return the weekday of each day: Monday 0 to Sunday 6."""
    return (days + _THURSDAY) % _DAYS_A_WEEK


def day_in_month(months: npt.NDArray[np.datetime64], day_of_month: int) -> Days:
    """Return ``day_of_month`` of each of ``months``, or the month's last day where it is shorter: 31 is always the last."""
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    length = (months.astype("datetime64[M]") + 1).astype("datetime64[D]").astype(np.int64) - first
    found: Days = first + np.minimum(day_of_month, length) - 1
    return found


def _dates(days: Days) -> npt.NDArray[np.datetime64]:
    return np.asarray(days, dtype=np.int64).astype("datetime64[D]")
