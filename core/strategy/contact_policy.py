"""The contact policy: how often, at what hours and on which days customers may be written to, whatever the ladder."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from core.language import Words
from core.money import precision, to_minor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LEAST: Final = Decimal(5)
ENGLISH: Final = Words()
ANYWHERE: Final = ""
LONGEST_CAP_DAYS: Final = 366
LONGEST_WAIT_DAYS: Final = 62
_SHORT_FEBRUARY: Final = 28


@dataclass(frozen=True, kw_only=True)
class Cap:
    """At most ``messages`` to one customer within any ``days`` days, whatever campaign or system sent them."""

    messages: int
    days: int


@dataclass(frozen=True, kw_only=True)
class Hours:
    """From ``opens`` to ``closes``, local time. The law of the country may be narrower: both hold."""

    opens: time = time(8)
    closes: time = time(20)
    is_saturday_open: bool = True


@dataclass(frozen=True, kw_only=True)
class QuietPeriod:
    """Days without reminders, both ends included; every year where ``is_yearly``, in ``countries`` (none named: all)."""

    label: str
    first_on: date
    last_on: date
    is_yearly: bool = False
    countries: tuple[str, ...] = ()

    def last_day(self, day: date, country: str) -> date | None:
        """Return the last quiet day when ``day`` lies in the period, else None."""
        if self.countries and country not in self.countries:
            return None
        if not self.is_yearly:
            return self.last_on if self.first_on <= day <= self.last_on else None
        first, last, this = (_of_a_year(each) for each in (self.first_on, self.last_on, day))
        if first <= last:
            return _in_year(self.last_on, day.year) if first <= this <= last else None
        if this >= first:
            return _in_year(self.last_on, day.year + 1)
        return _in_year(self.last_on, day.year) if this <= last else None


@dataclass(frozen=True, kw_only=True)
class ContactPolicy:
    """What holds for every ladder.

    ``minimum_days_between`` counts from one message to the next of the same customer: 7 allows the same weekday.
    ``minimum_amount_minor`` is the least a message asks for per currency, for others ``LEAST`` whole units.
    ``promise_grace_days`` banking days pass after a promised day before it counts as broken: money takes a day to arrive.
    ``pay_day_wait_days`` is how long, at most, a step waits for the customer's habitual pay day; 0: it does not wait.
    """

    minimum_days_between: int = 7
    caps: tuple[Cap, ...] = ()
    minimum_amount_minor: Mapping[str, int] = field(default_factory=dict)
    promise_grace_days: int = 2
    pay_day_wait_days: int = 31
    hours: Mapping[str, Hours] = field(default_factory=dict)
    quiet: tuple[QuietPeriod, ...] = ()

    def minimum_minor(self, currency: str) -> int:
        """Return the least a message asks for in ``currency``, in minor units."""
        return self.minimum_amount_minor.get(currency, whole_units(LEAST, currency))

    def hours_of(self, country: str) -> Hours:
        """Return the hours for ``country``: its own, else those named for no country, else from 8 to 20."""
        return self.hours.get(country, self.hours.get(ANYWHERE, Hours()))

    def quiet_on(self, day: date, country: str) -> tuple[QuietPeriod, date] | None:
        """Return the quiet period that ``day`` lies in and its last day, the longest of several; None when it is not quiet."""
        found = [(each, last) for each in self.quiet if (last := each.last_day(day, country)) is not None]
        return max(found, key=lambda pair: pair[1], default=None)


def whole_units(amount: Decimal, currency: str) -> int:
    """Return ``amount`` whole units of ``currency`` in its minor units."""
    return to_minor(amount.quantize(Decimal(1).scaleb(-precision(currency))), currency)


def problems(policy: ContactPolicy, words: Words = ENGLISH) -> list[str]:
    """Return one sentence per thing in ``policy`` that makes no sense."""
    return list(_problems(policy, words))


def _problems(policy: ContactPolicy, words: Words) -> Iterator[str]:
    if min(policy.minimum_days_between, policy.promise_grace_days, *policy.minimum_amount_minor.values(), 0) < 0:
        yield words("Days between messages, days of grace and minimum amounts cannot be less than 0.")
    if not 0 <= policy.pay_day_wait_days <= LONGEST_WAIT_DAYS:
        yield words("The wait for a pay day is 0 to {most} days.", most=LONGEST_WAIT_DAYS)
    for cap in policy.caps:
        if cap.messages < 1 or not 1 <= cap.days <= LONGEST_CAP_DAYS:
            yield words(
                "A cap of {messages} messages in {days} days lets nothing through or counts too long: give at least 1 message, and 1 to {most} days.",
                messages=cap.messages,
                days=cap.days,
                most=LONGEST_CAP_DAYS,
            )
    for country, hours in policy.hours.items():
        if hours.opens >= hours.closes:
            yield words(
                "The contact hours of {country} end before they begin.", country=country or words("all countries")
            )
    for period in policy.quiet:
        if not period.is_yearly and period.last_on < period.first_on:
            yield words("The quiet period “{label}” ends before it begins.", label=period.label)


def policy_body(policy: ContactPolicy) -> dict[str, Any]:
    """Return ``policy`` as plain JSON values."""
    return {
        "minimum_days_between": policy.minimum_days_between,
        "caps": [{"messages": each.messages, "days": each.days} for each in policy.caps],
        "minimum_amount_minor": dict(policy.minimum_amount_minor),
        "promise_grace_days": policy.promise_grace_days,
        "pay_day_wait_days": policy.pay_day_wait_days,
        "hours": {
            country: {
                "opens": f"{each.opens:%H:%M}",
                "closes": f"{each.closes:%H:%M}",
                "is_saturday_open": each.is_saturday_open,
            }
            for country, each in policy.hours.items()
        },
        "quiet": [
            {
                "label": each.label,
                "first_on": each.first_on.isoformat(),
                "last_on": each.last_on.isoformat(),
                "is_yearly": each.is_yearly,
                "countries": list(each.countries),
            }
            for each in policy.quiet
        ],
    }


def policy_from(body: Mapping[str, Any]) -> ContactPolicy:
    """Return the policy that ``policy_body`` wrote, or the part of an old ladder that is one; errors as ``ladder_from``."""
    return ContactPolicy(
        minimum_days_between=int(body["minimum_days_between"]),
        caps=tuple(Cap(messages=int(each["messages"]), days=int(each["days"])) for each in body.get("caps", ())),
        minimum_amount_minor={str(name): int(minor) for name, minor in body["minimum_amount_minor"].items()},
        promise_grace_days=int(body["promise_grace_days"]),
        pay_day_wait_days=int(body.get("pay_day_wait_days", ContactPolicy.pay_day_wait_days)),
        hours={str(country): _hours(each) for country, each in body.get("hours", {}).items()},
        quiet=tuple(_quiet(each) for each in body.get("quiet", ())),
    )


def _hours(body: Mapping[str, Any]) -> Hours:
    return Hours(
        opens=time.fromisoformat(body["opens"]),
        closes=time.fromisoformat(body["closes"]),
        is_saturday_open=bool(body["is_saturday_open"]),
    )


def _quiet(body: Mapping[str, Any]) -> QuietPeriod:
    return QuietPeriod(
        label=str(body["label"]),
        first_on=date.fromisoformat(body["first_on"]),
        last_on=date.fromisoformat(body["last_on"]),
        is_yearly=bool(body["is_yearly"]),
        countries=tuple(str(each) for each in body["countries"]),
    )


def _of_a_year(day: date) -> tuple[int, int]:
    return day.month, day.day


def _in_year(day: date, year: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=year, day=_SHORT_FEBRUARY) if is_leap_day and not isleap(year) else day.replace(year=year)
