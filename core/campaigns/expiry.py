"""A message that waits too long after its approval is held: what it says may no longer be so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core.campaigns.freshness import ON_THE_WAY
from core.desk.campaign_tables import Campaign, Message
from core.desk.statements import rows_changed
from core.vocabulary import MessageState

if TYPE_CHECKING:
    from datetime import datetime

    from core.desk.engine import Desk

APPROVAL_DAYS = 7


def is_stale(campaign: Campaign, at: datetime, *, approval_days: int = APPROVAL_DAYS) -> bool:
    """Return whether ``campaign`` was approved so long ago that nothing more of it is sent at ``at``."""
    return campaign.approved_at is not None and campaign.approved_at <= at - timedelta(days=approval_days)


def hold_stale(desk: Desk, *, approval_days: int = APPROVAL_DAYS) -> int:
    """Hold the messages that were approved more than ``approval_days`` ago and did not go; return how many."""
    limit = desk.now() - timedelta(days=approval_days)
    old = select(Campaign.id).where(Campaign.state.in_(ON_THE_WAY), Campaign.approved_at <= limit)
    which = Message.campaign_id.in_(old), Message.state == MessageState.QUEUED
    with desk.reading() as session:
        if session.scalar(select(Message.id).where(*which).limit(1)) is None:
            return 0
    why = f"Approved more than {approval_days} days ago: plan and approve it anew"
    held = {"state": MessageState.HELD, "claim": None, "held_why": why, "settled_at": desk.now()}
    with desk.transaction() as connection:
        return rows_changed(connection, update(Message).where(*which).values(**held))
