"""Days in the eyes of the law: public holidays, working days, days of delivery, and when customers may be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from core.law.tables import EVERYBODY, Kind, countries, entry_or_none

SATURDAY: Final = 5
SUNDAY: Final = 6
MONDAY: Final = 0
DAY: Final = timedelta(days=1)
HOME: Final = "NL"  # whose hours hold where a country has no table


@cache
def holidays_of(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of ``country``, days equated by decree among them.

    Which lists of the holidays library count is in the country's table; a country without one has the library's public holidays,
    and one that the library does not know has none.
    """
    last = date(year, 12, 31)
    is_known = country in countries()
    chosen = entry_or_none(country, EVERYBODY, Kind.HOLIDAYS, last) if is_known else None
    decreed = entry_or_none(country, EVERYBODY, Kind.DECREE_DAYS, last) if is_known else None
    calendar = getattr(holidays, country, None) if len(country) == 2 and country.isupper() else None  # noqa: PLR2004 (letters of a code)
    if calendar is None:
        return frozenset()
    said = {"categories": ["public"]} if chosen is None else chosen.value
    found = calendar(years=year, categories=tuple(said["categories"]), subdiv=said.get("subdivision"))
    return frozenset(found) | {day for day in (decreed.value if decreed else ()) if day.year == year}


def is_holiday(day: date, country: str) -> bool:
    """Return whether ``day`` is a public holiday of ``country``."""
    return day in holidays_of(country, day.year)


def is_working_day(day: date, country: str, *, counts_saturdays: bool = False) -> bool:
    """Return whether ``day`` is a working day: no Sunday, no holiday, and a Saturday only where one says that it counts."""
    last = SATURDAY if counts_saturdays else SATURDAY - 1
    return day.weekday() <= last and not is_holiday(day, country)


def is_delivery_day(day: date, country: str) -> bool:
    """Return whether ordinary post is delivered, by the Supreme Court's rule: no Sunday, no Monday, no public holiday."""
    return day.weekday() not in {SUNDAY, MONDAY} and not is_holiday(day, country)


def add_working_days(day: date, number: int, country: str, *, counts_saturdays: bool = False) -> date:
    """Return the day that is the ``number``-th working day after ``day``."""
    while number > 0:
        day += DAY
        number -= is_working_day(day, country, counts_saturdays=counts_saturdays)
    return day


def add_delivery_days(day: date, number: int, country: str) -> date:
    """Return the day that is the ``number``-th day of delivery after ``day``."""
    while number > 0:
        day += DAY
        number -= is_delivery_day(day, country)
    return day


def is_contact_day(day: date, country: str) -> bool:
    """Return whether customers in ``country`` may be reached on ``day``: no Sunday and no public holiday."""
    return day.weekday() != SUNDAY and not is_holiday(day, country)


@dataclass(frozen=True, kw_only=True)
class ContactHours:
    """From ``opens`` to ``closes``, local time, on every day but Sundays and the holidays of ``country``."""

    opens: time = time(8)
    closes: time = time(20)
    country: str = HOME
    zone: str = "Europe/Amsterdam"

    def is_open(self, at: datetime) -> bool:
        """Return whether a customer may be reached at this instant."""
        local = at.astimezone(ZoneInfo(self.zone))
        return is_contact_day(local.date(), self.country) and self.opens <= local.time() < self.closes

    def next_opening(self, at: datetime) -> datetime:
        """Return ``at`` when customers may be reached then, else the next instant at which they may, in UTC."""
        if self.is_open(at):
            return at
        local = at.astimezone(ZoneInfo(self.zone))
        day = local.date() if local.time() < self.opens else local.date() + DAY
        while not is_contact_day(day, self.country):
            day += DAY
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


@cache
def contact_hours(country: str) -> ContactHours:
    """Return when the law lets customers in ``country`` be reached; a house may have narrower hours of its own.

    A country without a table has the hours and the clock of the Netherlands, and its own holidays.
    """
    law = country if country in countries() else HOME
    newest = entry_or_none(law, EVERYBODY, Kind.CONTACT_HOURS, date.max)
    if newest is None:
        return ContactHours(country=country)
    return ContactHours(
        country=country,
        zone=newest.value["zone"],
        opens=time.fromisoformat(newest.value["opens"]),
        closes=time.fromisoformat(newest.value["closes"]),
    )
