"""What only a person decides: whether a held message goes after all, and whether a doubtful one arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core.acting import permitted
from core.actions import Action
from core.campaigns.errors import CampaignMovedError, NothingSaidError, StaleApprovalError
from core.campaigns.expiry import approval_days, is_stale
from core.campaigns.states import get, move, require, tell
from core.desk.campaign_tables import Message
from core.desk.statements import rows_changed
from core.vocabulary import CampaignState, MessageState

if TYPE_CHECKING:
    from core.desk.engine import Desk

SENDABLE = (CampaignState.RUNNING, CampaignState.PAUSED, CampaignState.FINISHED)


@permitted(Action.HANDLE)
def release(desk: Desk, name: str, message_id: int, *, by: str, why: str) -> None:
    """Queue a held message as it was approved, word for word.

    What stood on the desk by now is known to whoever does this and does not hold it again; the contact policy still does.
    """
    _decide(desk, name, message_id, frm=MessageState.HELD, to=MessageState.QUEUED, act="released", by=by, why=why)


@permitted(Action.HANDLE)
def resend(desk: Desk, name: str, message_id: int, *, by: str, why: str) -> None:
    """Queue a doubtful message again: the person accepts that the customer may get it twice."""
    _decide(
        desk, name, message_id, frm=MessageState.UNCERTAIN, to=MessageState.QUEUED, act="sent again", by=by, why=why
    )


@permitted(Action.HANDLE)
def accept_as_sent(desk: Desk, name: str, message_id: int, *, by: str, why: str) -> None:
    """Count a doubtful message as sent."""
    _decide(
        desk, name, message_id, frm=MessageState.UNCERTAIN, to=MessageState.SENT, act="accepted as sent", by=by, why=why
    )


@permitted(Action.HANDLE)
def keep_back(desk: Desk, name: str, message_id: int, *, by: str, why: str) -> None:
    """Cancel a held message for good."""
    _decide(desk, name, message_id, frm=MessageState.HELD, to=MessageState.CANCELLED, act="kept back", by=by, why=why)


def _decide(
    desk: Desk,
    name: str,
    message_id: int,
    *,
    frm: MessageState,
    to: MessageState,
    act: str,
    by: str,
    why: str,
) -> None:
    """Move one message and write the event.

    Raises ``NothingSaidError`` without a reason, ``CampaignStateError`` when the campaign was cancelled,
    ``StaleApprovalError`` for one that would go although its approval is too old, and ``CampaignMovedError`` when the
    message is no longer in the state that was seen.
    """
    if not why.strip():
        raise NothingSaidError("decide this")
    at, days = desk.now(), approval_days(desk)
    with desk.session() as session:
        campaign = get(session, name, is_locked=True)
        require(campaign, act, *SENDABLE)
        is_again = to is MessageState.QUEUED
        if is_again and is_stale(campaign, at, days=days):
            raise StaleApprovalError(name, days)
        chosen = update(Message).where(
            Message.id == message_id, Message.campaign_id == campaign.id, Message.state == frm
        )
        changed = chosen.values(
            state=to, claim=None, worker_id=None, settled_at=None if is_again else at, retry_at=None
        )
        if frm is MessageState.HELD and is_again:
            changed = changed.values(queued_at=at)
        if rows_changed(session, changed) == 0:
            raise CampaignMovedError(name)
        detail = {"customer": session.scalars(select(Message.customer_id).where(Message.id == message_id)).one()}
        tell(session, campaign, act=act, by=by, at=at, why=why, message_id=message_id, detail=detail)
        if is_again and campaign.state == CampaignState.FINISHED:
            move(session, campaign, CampaignState.RUNNING, by=by, at=at, why=why)
