"""When messages will have gone: by the pace of each channel, what fits its days, and the hours of the customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from core.campaigns import brake, capacity, rate
from core.campaigns.clocks import zones_of
from core.campaigns.states import get
from core.desk.campaign_tables import Message, PreviewMessage
from core.desk.channel_terms import terms
from core.vocabulary import ChannelName, MessageState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from core.campaigns.hours import Moments
    from core.desk.channel_terms import Terms
    from core.desk.engine import Desk

LONGEST_DAYS: Final = 370
RECENT: Final = 200  # messages that tell how fast a channel went
FEWEST: Final = 10


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What still has to go by one channel: messages, most of them to ``country``, none planned later than ``last_at``."""

    messages: int
    country: str = ""
    last_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Finish:
    """When one channel is done; None where nobody can know. ``per_second`` is the pace it goes by, ``a_day`` what fits a day."""

    channel: ChannelName
    at: datetime | None
    per_second: float | None
    a_day: int | None
    is_paused: bool = False


def finishes(
    desk: Desk,
    waiting: Mapping[ChannelName, Waiting],
    *,
    hours: Moments | None,
    at_any_hour: Collection[ChannelName] = (),
    paces: Mapping[ChannelName, float] | None = None,
) -> list[Finish]:
    """Return for each channel when what waits will have gone; ``hours`` is None where contact hours do not count.

    They do not for the channels ``at_any_hour``, whose way out disturbs nobody: the built-in mailbox, an outbox, a printer.

    ``paces`` are messages a second as they go now; else the channel's limit counts, else how fast it went last.
    """
    known, stopped = terms(desk), brake.paused(desk)
    found = []
    for channel, of_channel in waiting.items():
        limit = rate.per_second(desk, channel)
        speed = (paces or {}).get(channel) or limit or last_pace(desk, channel)
        speed = speed if limit is None or speed is None else min(speed, limit)
        day = _local(desk.now(), of_channel.country).date()
        at = None
        if channel not in stopped:
            open_in = None if channel in at_any_hour else hours
            at = _done(desk, channel, of_channel, known, hours=open_in, speed=speed)
        found.append(
            Finish(
                channel=channel,
                at=at,
                per_second=speed,
                a_day=known.term(channel, day).daily_capacity,
                is_paused=channel in stopped,
            )
        )
    return found


def before_launch(
    desk: Desk, name: str, *, hours: Moments | None, at_any_hour: Collection[ChannelName] = ()
) -> list[Finish]:
    """Return when the approved messages of the campaign ``name`` would have gone, were it launched now."""
    with desk.reading() as session:
        campaign = get(session, name)
        counted = (
            select(PreviewMessage.channel, PreviewMessage.country, func.count(), func.max(PreviewMessage.send_at))
            .where(PreviewMessage.campaign_id == campaign.id, ~PreviewMessage.is_excluded)
            .group_by(PreviewMessage.channel, PreviewMessage.country)
            .order_by(func.count().desc())
        )
        rows = list(session.execute(counted))
        planned = campaign.send_at
    waiting: dict[ChannelName, Waiting] = {}
    for channel, country, messages, send_at in rows:
        before = waiting.get(ChannelName(channel))
        moments = (planned, send_at, None if before is None else before.last_at)
        last = max((each for each in moments if each is not None), default=None)
        waiting[ChannelName(channel)] = Waiting(
            messages=messages + (before.messages if before else 0),
            country=before.country if before else country,
            last_at=last,
        )
    return finishes(desk, waiting, hours=hours, at_any_hour=at_any_hour)


def last_pace(desk: Desk, channel: ChannelName) -> float | None:
    """Return how many messages a second went by ``channel`` when it went last; None when too few ever did."""
    latest = (
        select(Message.settled_at)
        .where(Message.channel == channel, Message.claimed_at.is_not(None), Message.state == MessageState.SENT)
        .order_by(Message.claimed_at.desc(), Message.id.desc())
        .limit(RECENT)
    )
    with desk.reading() as session:
        moments = [each for each in session.scalars(latest) if each is not None]
    if len(moments) < FEWEST:
        return None
    seconds = (max(moments) - min(moments)).total_seconds()
    return (len(moments) - 1) / seconds if seconds > 0 else None


def _done(
    desk: Desk, channel: ChannelName, waiting: Waiting, known: Terms, *, hours: Moments | None, speed: float | None
) -> datetime | None:
    """Return when the last message goes: day after day, as many as pace and capacity let through while customers may be reached."""
    country, left, moment = waiting.country, float(waiting.messages), desk.now()
    taken = float(capacity.taken(desk, channel, _local(moment, country).date()))
    for _day in range(LONGEST_DAYS):
        opens = moment if hours is None else hours.next_opening(moment, country)
        closes = _midnight(opens, country) if hours is None else hours.closing(opens, country)
        fits = _room(known, channel, _local(opens, country).date(), taken)
        if speed is None and fits is None:
            return None
        passes = left if speed is None else speed * (closes - opens).total_seconds()
        goes = passes if fits is None else min(passes, fits)
        if left <= goes:
            end = opens + timedelta(seconds=left / speed if speed else 0.0)
            return end if waiting.last_at is None else max(end, waiting.last_at)
        left, moment, taken = left - goes, _midnight(opens, country), 0.0
    return None


def _room(known: Terms, channel: ChannelName, on: date, taken: float) -> float | None:
    term = known.term(channel, on)
    if not term.is_on:
        return 0.0
    return None if term.daily_capacity is None else max(0.0, term.daily_capacity - taken)


def _local(at: datetime, country: str) -> datetime:
    return at.astimezone(ZoneInfo(zones_of(country)[0]))


def _midnight(at: datetime, country: str) -> datetime:
    local = _local(at, country)
    return datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo).astimezone(at.tzinfo)
