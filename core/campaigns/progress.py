"""How far a campaign is: counts per state, the pace of the last minute, and when it will be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.campaigns import rate
from core.campaigns.hours import SHIPPED, ContactHours
from core.campaigns.states import get
from core.desk.campaign_tables import Message
from core.desk.tables import Worker
from core.vocabulary import IN_FLIGHT, SETTLED, CampaignState, ChannelName, MessageState

if TYPE_CHECKING:
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

    @property
    def total(self) -> int:
        """Return how many messages were launched."""
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        """Return how many of them need nothing more from the worker."""
        return sum(self.counts.get(state, 0) for state in (*SETTLED, MessageState.HELD))


def progress(desk: Desk, name: str, *, hours: ContactHours | None = SHIPPED, lease_seconds: float = 30.0) -> Progress:
    """Return how far the campaign ``name`` is; ``hours`` is None where contact hours do not count."""
    now = desk.now()
    with desk.reading() as session:
        campaign = get(session, name)
        state, channel = CampaignState(campaign.state), ChannelName(campaign.channel)
        of_campaign = Message.campaign_id == campaign.id
        found = session.execute(
            select(Message.state, func.count()).where(of_campaign).group_by(Message.state),
        )
        counts = {MessageState(row[0]): int(row[1]) for row in found}
        recent = select(func.count()).where(
            of_campaign,
            Message.state == MessageState.SENT,
            Message.settled_at > now - timedelta(seconds=PACE_SECONDS),
        )
        sent_lately = session.scalar(recent) or 0
        alive = select(Worker.remark).where(
            Worker.stopped_at.is_(None),
            Worker.beat_at >= now - timedelta(seconds=lease_seconds),
        )
        workers = list(session.scalars(alive.order_by(Worker.started_at)))
    limit = rate.per_second(desk, channel)
    running_seconds = (now - (campaign.launched_at or now)).total_seconds()
    pace = sent_lately / max(1.0, min(PACE_SECONDS, running_seconds)) if sent_lately else limit
    left = sum(counts.get(each, 0) for each in WAITING) if state is CampaignState.RUNNING else 0
    return Progress(
        state=state,
        counts=counts,
        per_second=pace,
        finish_at=_finish(now, left, pace, hours),
        workers=workers,
    )


def _finish(now: datetime, messages: int, per_second: float | None, hours: ContactHours | None) -> datetime | None:
    """Return when ``messages`` will have gone at ``per_second``; None for no messages or an unknown pace."""
    if not messages or not per_second:
        return None
    seconds = messages / per_second
    return now + timedelta(seconds=seconds) if hours is None else hours.after(now, seconds)
