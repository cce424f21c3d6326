"""A message that waits too long after its approval is held: what it says may no longer be so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from core.acting import permitted
from core.actions import Action
from core.campaigns.freshness import ON_THE_WAY
from core.desk import settings
from core.desk.campaign_tables import Campaign, Message
from core.desk.statements import rows_changed
from core.errors import SaldoError
from core.vocabulary import MessageState

if TYPE_CHECKING:
    from datetime import datetime

    from core.desk.engine import Desk

SETTING = "approval"
APPROVAL_DAYS, MOST_APPROVAL_DAYS = 7, 60


class ApprovalDaysError(SaldoError):
    """A number of days for which no approval can count."""

    def __init__(self, days: int) -> None:
        super().__init__(
            "An approval cannot count for {days} days: choose 1 to {most_approval_days}.",
            days=days,
            most_approval_days=MOST_APPROVAL_DAYS,
        )


def approval_days(desk: Desk) -> int:
    """Return for how many days an approval counts: the setting, else a week."""
    kept = settings.get(desk, SETTING)
    return APPROVAL_DAYS if kept is None else int(kept.body["days"])


@permitted(Action.SETTING)
def save_approval_days(desk: Desk, days: int, *, by: str) -> None:
    """Keep for how many days an approval counts; raise ``ApprovalDaysError`` for none, or for too many."""
    if not 1 <= days <= MOST_APPROVAL_DAYS:
        raise ApprovalDaysError(days)
    settings.save(desk, SETTING, {"days": days}, by=by)


def is_stale(campaign: Campaign, at: datetime, *, days: int) -> bool:
    """Return whether ``campaign`` was approved so long before ``at`` that nothing more of it is sent."""
    return campaign.approved_at is not None and campaign.approved_at <= at - timedelta(days=days)


@permitted(Action.STOP)
def hold_stale(desk: Desk, *, days: int | None = None) -> int:
    """Hold the messages that were approved more than ``days`` ago (None: the setting) and did not go; return how many.

    A message that was approved for a later day, as an experiment that reminds some a week later plans it, waits for that day.
    """
    counted = approval_days(desk) if days is None else days
    limit = desk.now() - timedelta(days=counted)
    old = select(Campaign.id).where(Campaign.state.in_(ON_THE_WAY), Campaign.approved_at <= limit)
    is_due = or_(Message.send_at.is_(None), Message.send_at <= limit)
    which = Message.campaign_id.in_(old), Message.state == MessageState.QUEUED, is_due
    with desk.reading() as session:
        if session.scalar(select(Message.id).where(*which).limit(1)) is None:
            return 0
    why = f"Approved more than {counted} days ago: plan and approve it anew"
    held = {"state": MessageState.HELD, "claim": None, "held_why": why, "settled_at": desk.now()}
    with desk.transaction() as connection:
        return rows_changed(connection, update(Message).where(*which).values(**held))
