"""What is still to come on a channel: what may go now, what later, what is under way; and campaigns that are done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, case, func, select

from core.campaigns.states import move
from core.desk.campaign_tables import Campaign, Message
from core.vocabulary import IN_FLIGHT, CampaignState, ChannelName, MessageState

if TYPE_CHECKING:
    from datetime import datetime

    from core.desk.engine import Desk

OPEN = (MessageState.QUEUED, *sorted(IN_FLIGHT))


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Messages of running campaigns: ``later`` wait for ``next_at``, in_flight is in the hands of some worker."""

    ready: int
    later: int
    in_flight: int
    next_at: datetime | None


def outlook(desk: Desk, channel: ChannelName, *, is_immediate: bool) -> Outlook:
    """Return what is still to come on ``channel``; ``is_immediate`` does not wait for planned times."""
    now = desk.now()
    due_at = _due_at(is_immediate=is_immediate)
    is_queued = Message.state == MessageState.QUEUED
    is_later = is_queued & due_at.is_not(None) & (due_at > now)
    statement = (
        select(
            func.count(case((is_queued, 1))),
            func.count(case((is_later, 1))),
            func.count(case((Message.state.in_(IN_FLIGHT), 1))),
            func.min(case((is_later, due_at))),
        )
        .join(Campaign, Campaign.id == Message.campaign_id)
        .where(Message.channel == channel, Message.state.in_(OPEN), Campaign.state == CampaignState.RUNNING)
    )
    with desk.reading() as session:
        queued, later, in_flight, next_at = session.execute(statement).one()
    return Outlook(ready=queued - later, later=later, in_flight=in_flight, next_at=next_at)


def channels_waiting(desk: Desk) -> frozenset[ChannelName]:
    """Return the channels that have a queued message of a running campaign, whenever it may go."""
    waiting = (
        select(Message.channel)
        .join(Campaign, Campaign.id == Message.campaign_id)
        .where(Message.state == MessageState.QUEUED, Campaign.state == CampaignState.RUNNING)
        .distinct()
    )
    with desk.reading() as session:
        return frozenset(ChannelName(each) for each in session.scalars(waiting))


def countries_waiting(desk: Desk, channel: ChannelName) -> frozenset[str]:
    """Return the countries to which a message of ``channel`` is queued; what is not known of one, '', is left out."""
    waiting = select(Message.country).where(Message.state == MessageState.QUEUED, Message.channel == channel).distinct()
    with desk.reading() as session:
        return frozenset(session.scalars(waiting)) - {""}


def finish_campaigns(desk: Desk) -> int:
    """Finish the running campaigns of which nothing is queued or under way; return how many.

    Held and uncertain messages wait for a person, not for the worker.
    """
    busy = select(Message.id).where(Message.campaign_id == Campaign.id, Message.state.in_(OPEN)).exists()
    done = select(Campaign).where(Campaign.state == CampaignState.RUNNING, ~busy)
    with desk.reading() as session:
        if session.scalar(done.limit(1)) is None:
            return 0
    with desk.session() as session:
        campaigns = list(session.scalars(done.with_for_update(skip_locked=True)))
        for campaign in campaigns:
            campaign.finished_at = desk.now()
            session.flush()
            move(session, campaign, CampaignState.FINISHED, by="worker", at=desk.now(), why="every message was settled")
        return len(campaigns)


def _due_at(*, is_immediate: bool) -> ColumnElement[datetime | None]:
    """Return the instant from which a queued message may go; NULL: at once."""
    if is_immediate:
        return Message.retry_at.expression
    later = case((Message.send_at > Message.retry_at, Message.send_at), else_=Message.retry_at)
    return func.coalesce(later, Message.send_at, Message.retry_at)
