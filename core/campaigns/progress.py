"""How far a campaign is: counts per state, the pace of the last minute, and when it will be done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from core.campaigns import rate
from core.campaigns.finish import Finish, Waiting, finishes
from core.campaigns.hours import SHIPPED, Moments
from core.campaigns.states import get
from core.desk.campaign_tables import Message
from core.desk.tables import Worker
from core.vocabulary import IN_FLIGHT, SETTLED, CampaignState, ChannelName, MessageState

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

PACE_SECONDS = 60
WAITING = (MessageState.QUEUED, *sorted(IN_FLIGHT))


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a campaign is. ``finish_at`` is None when nothing is left, or when nobody can know.

    ``workers`` are the remarks of the workers that are alive: what each is doing or waiting for.
    """

    state: CampaignState
    counts: dict[MessageState, int]
    per_second: float | None
    finish_at: datetime | None
    workers: list[str]
    finishes: list[Finish] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return how many messages were launched."""
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        """Return how many of them need nothing more from the worker."""
        return sum(self.counts.get(state, 0) for state in (*SETTLED, MessageState.HELD))


def progress(
    desk: Desk,
    name: str,
    *,
    hours: Moments | None = SHIPPED,
    at_any_hour: Collection[ChannelName] = (),
    lease_seconds: float = 30.0,
) -> Progress:
    """Return how far the campaign ``name`` is; ``hours`` is None where contact hours do not count, as they do not ``at_any_hour``."""
    now = desk.now()
    with desk.reading() as session:
        campaign = get(session, name)
        state = CampaignState(campaign.state)
        counted = _counted(session, campaign.id, sent_after=now - timedelta(seconds=PACE_SECONDS))
        alive = select(Worker.remark).where(
            Worker.stopped_at.is_(None),
            Worker.beat_at >= now - timedelta(seconds=lease_seconds),
        )
        workers = list(session.scalars(alive.order_by(Worker.started_at)))
    running_seconds = max(1.0, min(PACE_SECONDS, (now - (campaign.launched_at or now)).total_seconds()))
    counts, waiting, paces = Counter[MessageState](), {}, {}
    for channel, of_channel in counted.items():
        counts.update(of_channel.states)
        if of_channel.sent_lately:
            paces[channel] = of_channel.sent_lately / running_seconds
        left = sum(of_channel.states[each] for each in WAITING) if state is CampaignState.RUNNING else 0
        if left:
            country = max(of_channel.countries, key=lambda each: of_channel.countries[each])
            waiting[channel] = Waiting(messages=left, country=country, last_at=of_channel.last_at)
    ends = finishes(desk, waiting, hours=hours, at_any_hour=at_any_hour, paces=paces)
    is_known = bool(ends) and all(each.at is not None for each in ends)
    speeds = [paces[each] if each in paces else rate.per_second(desk, each) for each in counted]
    return Progress(
        state=state,
        counts=dict(counts),
        per_second=sum(each for each in speeds if each is not None) if any(speeds) else None,
        finish_at=max(each.at for each in ends if each.at is not None) if is_known else None,
        finishes=ends,
        workers=workers,
    )


@dataclass(kw_only=True)
class _Counted:
    """The messages of one channel by state, and how many went lately."""

    states: Counter[MessageState] = field(default_factory=Counter)
    sent_lately: int = 0
    countries: Counter[str] = field(default_factory=Counter)
    last_at: datetime | None = None


def _counted(session: Session, campaign_id: int, *, sent_after: datetime) -> dict[ChannelName, _Counted]:
    is_recent = (Message.state == MessageState.SENT) & (Message.settled_at > sent_after)
    found = session.execute(
        select(
            Message.channel,
            Message.state,
            Message.country,
            func.count(),
            func.count(case((is_recent, 1))),
            func.max(case((Message.state == MessageState.QUEUED, Message.send_at))),
        )
        .where(Message.campaign_id == campaign_id)
        .group_by(Message.channel, Message.state, Message.country),
    )
    counted: dict[ChannelName, _Counted] = {}
    for channel, state, country, messages, recent, last_at in found:
        of_channel = counted.setdefault(ChannelName(channel), _Counted())
        of_channel.states[MessageState(state)] += messages
        of_channel.sent_lately += recent
        of_channel.countries[country] += messages
        of_channel.last_at = max(filter(None, (of_channel.last_at, last_at)), default=None)
    return counted
