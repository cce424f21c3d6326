"""What a sender with messages waits for: contact hours, the next day's capacity, a planned time, or a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.campaigns import brake, capacity
from core.campaigns.clocks import zones_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.campaigns.outlook import Outlook
    from core.campaigns.sender import Sender


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Until when, and for what in words; ``until`` is None where only a person can end it."""

    until: datetime | None
    why: str


def wait_of(sender: Sender, ahead: Outlook) -> Wait | None:
    """Return what the messages on the sender's channel wait for; None when there are none, or they may go now."""
    if not ahead.ready and not ahead.later:
        return None
    channel, now = sender.channel.name, sender.desk.now()
    stop = brake.paused(sender.desk).get(channel)
    if stop is not None:
        return Wait(until=None, why=f"the channel {channel} is paused: {stop.why}")
    if not ahead.ready:
        return None if ahead.next_at is None else Wait(until=ahead.next_at, why="")
    return min(_of_ready(sender, now), key=lambda wait: (wait.until is None, wait.until), default=None)


def _of_ready(sender: Sender, now: datetime) -> Iterator[Wait]:
    """Yield what keeps messages back that are ready and were not claimed: it is one of these."""
    channel, days = sender.channel.name, sender.days(now)
    if not days:
        yield Wait(until=None, why=f"the channel {channel} is switched off")
    if any(day.capacity is not None and capacity.taken(sender.desk, channel, day.on) >= day.capacity for day in days):
        tomorrow = _tomorrow(now)
        opening = tomorrow if sender.is_immediate else sender.hours.next_opening(tomorrow)
        yield Wait(until=opening, why=f"the day's capacity of {channel} is used: goes on at {_said(opening)}")
    if not sender.is_immediate and (opening := sender.hours.earliest(now)) > now:
        yield Wait(until=opening, why=f"contact hours: goes on at {_said(opening)}")


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _tomorrow(now: datetime) -> datetime:
    """Return when the next day begins at home."""
    home = ZoneInfo(zones_of("")[0])
    return datetime.combine(now.astimezone(home).date() + timedelta(days=1), time(), home).astimezone(now.tzinfo)
