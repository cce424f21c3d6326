"""When a customer may be reached, by country: the law's hours and days, never wider than the house's own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from core.campaigns.clocks import zones_of
from core.law.days import ContactHours, contact_hours
from core.law.tables import countries
from core.strategy import strategy_versions
from core.strategy.contact_policy import ContactPolicy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from core.desk.engine import Desk

HOME: Final = "NL"
LONGEST_SEARCH_DAYS: Final = 370
SATURDAY: Final = 5


@dataclass(frozen=True, kw_only=True)
class Places:
    """Some countries: of those that are ``known`` the ``chosen`` ones, and all others where ``is_elsewhere``."""

    chosen: frozenset[str]
    known: frozenset[str]
    is_elsewhere: bool

    @property
    def is_anywhere(self) -> bool:
        """Return whether there is any place among them."""
        return self.is_elsewhere or bool(self.chosen)

    @property
    def left_out(self) -> frozenset[str]:
        """Return the known countries that are not chosen."""
        return self.known - self.chosen


@dataclass(frozen=True, kw_only=True)
class LocalDay:
    """A day, and the places where it is that day; ``places`` is None when it is the same day everywhere."""

    on: date
    places: Places | None


@dataclass(frozen=True)
class Moments:
    """Contact hours of every country: the law's, cut to the house's own hours, without its quiet periods.

    ``met`` are countries without a table that messages go to: each has its own clock and holidays.
    """

    policy: ContactPolicy = field(default_factory=ContactPolicy)
    met: frozenset[str] = frozenset()

    def hours(self, country: str) -> ContactHours:
        """Return the hours of ``country`` on an open day, by its westernmost clock; of the Netherlands where it is not known."""
        return self._clocks(country)[0]

    def is_open(self, at: datetime, country: str = "") -> bool:
        """Return whether a customer in ``country`` may be reached at this instant, by each of its clocks."""
        return all(self._is_open(at, hours, country) for hours in self._clocks(country))

    def next_opening(self, at: datetime, country: str = "") -> datetime:
        """Return ``at`` when customers in ``country`` may be reached then, else the next instant at which they may, in UTC.

        Where nothing opens within a year, a year later.
        """
        clocks, moment = self._clocks(country), at
        if clocks[0].opens >= clocks[0].closes:
            return at + timedelta(days=LONGEST_SEARCH_DAYS)
        while moment - at < timedelta(days=LONGEST_SEARCH_DAYS):
            closed = next((each for each in clocks if not self._is_open(moment, each, country)), None)
            if closed is None:
                return moment
            opens = closed.next_opening(moment)
            moment = opens if opens > moment else _next_midnight(moment, closed.zone)  # a quiet day of the house
        return moment

    def after(self, at: datetime, open_seconds: float, country: str = "") -> datetime:
        """Return the instant at which ``open_seconds`` of contact hours have passed since ``at``."""
        left = timedelta(seconds=open_seconds)
        while True:
            at = self.next_opening(at, country)
            closing = self.closing(at, country)
            if at + left <= closing or closing <= at:
                return at + left
            left -= closing - at
            at = closing

    def closing(self, at: datetime, country: str = "") -> datetime:
        """Return until when it stays open in ``country``, where it is open at ``at``."""
        local = [(hours, at.astimezone(ZoneInfo(hours.zone))) for hours in self._clocks(country)]
        return min(datetime.combine(day.date(), hours.closes, day.tzinfo).astimezone(UTC) for hours, day in local)

    def reachable(self, at: datetime) -> Places:
        """Return where customers may be reached at this instant."""
        return Places(
            chosen=frozenset(each for each in self.known if self.is_open(at, each)),
            known=self.known,
            is_elsewhere=self.is_open(at),
        )

    def days(self, at: datetime) -> list[LocalDay]:
        """Return the days it is somewhere at this instant, the one at home first."""
        home = self._day(at, "")
        of = {country: self._day(at, country) for country in self.known}
        days = [home, *sorted(set(of.values()) - {home})]
        if len(days) == 1:
            return [LocalDay(on=home, places=None)]
        return [LocalDay(on=day, places=self._where(of, day, is_home=day == home)) for day in days]

    def meeting(self, others: Iterable[str]) -> Moments:
        """Return the same hours, with the clocks of ``others`` as well."""
        return replace(self, met=self.met | frozenset(others))

    def earliest(self, at: datetime) -> datetime:
        """Return when the next country opens that is closed at ``at``."""
        openings = [self.next_opening(at, each) for each in ("", *self.known) if not self.is_open(at, each)]
        return min(openings, default=at)

    @cached_property
    def known(self) -> frozenset[str]:
        """The countries whose hours, days or clocks are their own; every other one goes by those of the house."""
        quiet = {country for period in self.policy.quiet for country in period.countries}
        return frozenset({*countries(), *self.policy.hours, *quiet, *self.met} - {""})

    def _where(self, of: dict[str, date], day: date, *, is_home: bool) -> Places:
        chosen = frozenset(country for country, its_day in of.items() if its_day == day)
        return Places(chosen=chosen, known=self.known, is_elsewhere=is_home)

    def _day(self, at: datetime, country: str) -> date:
        return at.astimezone(ZoneInfo(zones_of(country)[0])).date()

    def _clocks(self, country: str) -> tuple[ContactHours, ...]:
        law, own = contact_hours(country or HOME), self.policy.hours_of(country)
        opens, closes = max(law.opens, own.opens), min(law.closes, own.closes)
        return tuple(replace(law, zone=zone, opens=opens, closes=closes) for zone in zones_of(country))

    def _is_open(self, at: datetime, hours: ContactHours, country: str) -> bool:
        day = at.astimezone(ZoneInfo(hours.zone)).date()
        if day.weekday() == SATURDAY and not self.policy.hours_of(country).is_saturday_open:
            return False
        return self.policy.quiet_on(day, country) is None and hours.opens < hours.closes and hours.is_open(at)


def _next_midnight(at: datetime, zone: str) -> datetime:
    local = at.astimezone(ZoneInfo(zone)) + timedelta(days=1)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


SHIPPED: Final = Moments()


def moments_of(desk: Desk) -> Moments:
    """Return the contact hours in force on ``desk``."""
    return Moments(policy=strategy_versions.strategy_of(desk).contact)
