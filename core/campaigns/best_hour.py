"""When to call a customer: the hour at which it was reached before, else at which it pays, within the hours of the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from core.campaigns.hours import moments_of
from core.desk.calls import calls_of
from core.desk.objections import objects
from core.payments.habit import NO_HABIT, habits

if TYPE_CHECKING:
    from datetime import time

    from core.book.book import Book
    from core.desk.engine import Desk

LEAST_REACHED: Final = 2
"""Once may be chance."""
SPREAD_MINUTES: Final = 90
"""Calls that reached somebody further apart than this say nothing of an hour."""


class HourFrom(StrEnum):
    """What the hour is read from."""

    CALLS = "calls"
    PAYMENTS = "payments"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class BestHour:
    """``at`` is the next moment at which to call, ``minute`` of the day by the customer's clock (None: any hour does).

    ``opens`` and ``closes`` are the hours of law and house by that clock.
    """

    source: HourFrom
    minute: int | None
    at: datetime
    is_open: bool
    next_opening: datetime
    opens: time
    closes: time
    zone: str


def best_hour(desk: Desk, book: Book, customer: tuple[str, str], key: int, country: str) -> BestHour:
    """Return when to call a customer, from now on; never outside the hours at which it may be called.

    Who objects to profiling may be called at any of those hours: no habit is looked for.
    """
    now, moments = desk.now(), moments_of(desk)
    hours = moments.hours(country)
    zone = ZoneInfo(hours.zone)
    source, minute = _habit(desk, book, customer, key, zone)
    opening = moments.next_opening(now, country)
    at = opening
    if minute is not None:
        local = opening.astimezone(zone).replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)
        wanted = local if local >= opening.astimezone(zone) else local + timedelta(days=1)
        if hours.opens <= wanted.time() < hours.closes:
            at = moments.next_opening(wanted.astimezone(UTC), country)
        else:
            source, minute = HourFrom.NOTHING, None
    return BestHour(
        source=source,
        minute=minute,
        at=at,
        is_open=moments.is_open(now, country),
        next_opening=opening,
        opens=hours.opens,
        closes=hours.closes,
        zone=hours.zone,
    )


def _habit(desk: Desk, book: Book, customer: tuple[str, str], key: int, zone: ZoneInfo) -> tuple[HourFrom, int | None]:
    if objects(desk, customer):
        return HourFrom.NOTHING, None
    known = calls_of(desk, entity=customer[0], customer_id=customer[1])
    reached = known.loc[known["is_right_party"], "called_at"].dt.tz_convert(zone)
    minutes = [each.hour * 60 + each.minute for each in reached]
    if len(minutes) >= LEAST_REACHED and max(minutes) - min(minutes) <= SPREAD_MINUTES:
        return HourFrom.CALLS, int(median(minutes))
    [pays] = habits(book, book.latest_on, [key])["pay_minute"].tolist()
    return (HourFrom.NOTHING, None) if pays == NO_HABIT else (HourFrom.PAYMENTS, int(pays))
