"""When a customer may be reached, by country: the law's hours and days, never wider than the house's own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from core.law.days import ContactHours, contact_hours
from core.law.tables import countries
from core.strategy import strategy_versions
from core.strategy.contact_policy import ContactPolicy

if TYPE_CHECKING:
    from core.desk.engine import Desk

HOME: Final = "NL"
LONGEST_SEARCH_DAYS: Final = 370
SATURDAY: Final = 5


@dataclass(frozen=True, kw_only=True)
class Reachable:
    """The countries where customers may be reached at an instant: all but ``closed``, where any may be that nobody named."""

    closed: frozenset[str]
    named: frozenset[str]
    is_open_elsewhere: bool

    @property
    def is_anywhere(self) -> bool:
        """Return whether anybody at all may be reached."""
        return self.is_open_elsewhere or bool(self.named - self.closed)


@dataclass(frozen=True)
class Moments:
    """Contact hours of every country: the law's, cut to the house's own hours, without its quiet periods."""

    policy: ContactPolicy = field(default_factory=ContactPolicy)

    def hours(self, country: str) -> ContactHours:
        """Return the hours of ``country`` on an open day; of the Netherlands where it is not known."""
        law, own = contact_hours(country or HOME), self.policy.hours_of(country)
        return replace(law, opens=max(law.opens, own.opens), closes=min(law.closes, own.closes))

    def is_open(self, at: datetime, country: str = "") -> bool:
        """Return whether a customer in ``country`` may be reached at this instant."""
        hours = self.hours(country)
        day = at.astimezone(ZoneInfo(hours.zone)).date()
        if day.weekday() == SATURDAY and not self.policy.hours_of(country).is_saturday_open:
            return False
        return self.policy.quiet_on(day, country) is None and hours.opens < hours.closes and hours.is_open(at)

    def next_opening(self, at: datetime, country: str = "") -> datetime:
        """Return ``at`` when customers in ``country`` may be reached then, else the next instant at which they may, in UTC.

        Where nothing opens within a year, a year later.
        """
        hours, moment = self.hours(country), at
        if hours.opens >= hours.closes:
            return at + timedelta(days=LONGEST_SEARCH_DAYS)
        for _day in range(LONGEST_SEARCH_DAYS):
            moment = hours.next_opening(moment)
            if self.is_open(moment, country):
                return moment
            local = moment.astimezone(ZoneInfo(hours.zone)) + timedelta(days=1)
            moment = local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        return moment

    def after(self, at: datetime, open_seconds: float, country: str = "") -> datetime:
        """Return the instant at which ``open_seconds`` of contact hours have passed since ``at``."""
        hours, left = self.hours(country), timedelta(seconds=open_seconds)
        while True:
            at = self.next_opening(at, country)
            local = at.astimezone(ZoneInfo(hours.zone))
            closing = datetime.combine(local.date(), hours.closes, local.tzinfo).astimezone(UTC)
            if at + left <= closing or closing <= at:
                return at + left
            left -= closing - at
            at = closing

    def reachable(self, at: datetime) -> Reachable:
        """Return where customers may be reached at this instant."""
        return Reachable(
            closed=frozenset(each for each in self._named if not self.is_open(at, each)),
            named=self._named,
            is_open_elsewhere=self.is_open(at),
        )

    def earliest(self, at: datetime) -> datetime:
        """Return when the next country opens that is closed at ``at``."""
        openings = [self.next_opening(at, each) for each in ("", *self._named) if not self.is_open(at, each)]
        return min(openings, default=at)

    @cached_property
    def _named(self) -> frozenset[str]:
        """The countries whose hours or days are their own; every other one goes by the clock and days of the house."""
        quiet = {country for period in self.policy.quiet for country in period.countries}
        return frozenset({*countries(), *self.policy.hours, *quiet} - {""})


SHIPPED: Final = Moments()


def moments_of(desk: Desk) -> Moments:
    """Return the contact hours in force on ``desk``."""
    return Moments(policy=strategy_versions.strategy_of(desk).contact)
