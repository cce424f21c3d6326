"""When a customer may be reached: working hours, never on Sundays and public holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

# Days equated with public holidays by decree (Algemene termijnenwet art. 3), which the holidays library does not carry.
# Source: Besluit gelijkstelling; checked 2026-11-22.
EQUATED_DAYS = frozenset(
    {date(2026, 1, 2), date(2026, 5, 15), date(2027, 5, 7), date(2028, 4, 28), date(2028, 5, 26)},
)
SUNDAY = 6


@dataclass(frozen=True, kw_only=True)
class ContactHours:
    """From ``opens`` to ``closes``, local time, on every day but Sundays and the holidays of ``country``."""

    opens: time = time(8)
    closes: time = time(20)
    country: str = "NL"
    zone: str = "Europe/Amsterdam"

    def is_open(self, at: datetime) -> bool:
        """Return whether a customer may be reached at this instant."""
        local = at.astimezone(ZoneInfo(self.zone))
        return self._is_contact_day(local.date()) and self.opens <= local.time() < self.closes

    def next_opening(self, at: datetime) -> datetime:
        """Return ``at`` when customers may be reached then, else the next instant at which they may, in UTC."""
        if self.is_open(at):
            return at
        local = at.astimezone(ZoneInfo(self.zone))
        day = local.date() if local.time() < self.opens else local.date() + timedelta(days=1)
        while not self._is_contact_day(day):
            day += timedelta(days=1)
        return self._local(day, self.opens)

    def after(self, at: datetime, open_seconds: float) -> datetime:
        """Return the instant at which ``open_seconds`` of contact hours have passed since ``at``."""
        left = timedelta(seconds=open_seconds)
        while True:
            at = self.next_opening(at)
            closing = self._local(at.astimezone(ZoneInfo(self.zone)).date(), self.closes)
            if at + left <= closing:
                return at + left
            left -= closing - at
            at = closing

    def _local(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, ZoneInfo(self.zone)).astimezone(UTC)

    def _is_contact_day(self, day: date) -> bool:
        return day.weekday() != SUNDAY and day not in _holidays(self.country, day.year)


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    """Return the public holidays; for NL also 5 May in years without a lustrum and Good Friday, which it calls optional."""
    if country == "NL":
        known = holidays.country_holidays("NL", years=year, categories=("public", "optional"))
        return frozenset(known) | EQUATED_DAYS
    return frozenset(holidays.country_holidays(country, years=year))


SHIPPED = ContactHours()
