"""Calls that nobody answered: the message goes back to the queue for another hour, as often as the gateway's setting says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update

from core.campaigns.states import move
from core.channels.gateway_terms import NO_ANSWER
from core.desk.campaign_tables import Campaign, Message
from core.desk.delivery_tables import DeliveryEvent
from core.desk.statements import rows_changed
from core.vocabulary import CampaignState, ChannelName, DeliveryKind, MessageState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.desk.engine import Desk

WAIT: Final = timedelta(hours=3)
BY: Final = "gateway voice"


def call_again(desk: Desk, message_ids: Sequence[int], *, most: int) -> int:
    """Queue the calls among ``message_ids`` that nobody answered and that were tried fewer than ``most`` times; return how many.

    The gateway itself said that nobody was reached, so nothing is said twice. Contact hours, holds and the campaign's own state count
    for the next attempt as for the first one.
    """
    tried = (
        select(DeliveryEvent.message_id)
        .where(
            DeliveryEvent.message_id.in_(message_ids),
            DeliveryEvent.kind == DeliveryKind.BOUNCED_SOFT,
            DeliveryEvent.code == NO_ANSWER,
        )
        .group_by(DeliveryEvent.message_id)
        .having(func.count() < most)
    )
    reached = select(DeliveryEvent.message_id).where(
        DeliveryEvent.message_id.in_(message_ids),
        DeliveryEvent.kind.in_((DeliveryKind.DELIVERED, DeliveryKind.KEY_PRESSED)),
    )
    going = select(Campaign.id).where(Campaign.state != CampaignState.CANCELLED)
    queued = 0
    with desk.session() as session:
        wanted = set(session.scalars(tried)) - set(session.scalars(reached))
        for message_id in sorted(each for each in wanted if each is not None):
            again = update(Message).where(
                Message.id == message_id,
                Message.channel == ChannelName.VOICE,
                Message.state == MessageState.SENT,
                Message.campaign_id.in_(going),
            )
            values = {"state": MessageState.QUEUED, "claim": None, "settled_at": None, "retry_at": desk.now() + WAIT}
            if rows_changed(session, again.values(**values)) == 0:
                continue
            queued += 1
            campaign = session.get_one(Campaign, session.get_one(Message, message_id).campaign_id)
            if campaign.state == CampaignState.FINISHED:
                why = "a call that nobody answered is tried again"
                move(session, campaign, CampaignState.RUNNING, by=BY, at=desk.now(), why=why)
    return queued
