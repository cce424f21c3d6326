"""Nothing waits for a customer any more: messages, pay links, holds and drafts end before an erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from core.campaigns.plan import move_between_reasons
from core.desk.campaign_tables import Campaign, Message, PreviewMessage
from core.desk.pay_tables import PayLink
from core.desk.statements import is_of, parts
from core.desk.tables import Hold
from core.payments.provider import PayState
from core.privacy.standing import on_their_way
from core.vocabulary import CampaignState, MessageState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk
    from core.privacy.called import Customer

TOGETHER: Final = 100
"""Customers of whom one transaction writes: others wait for it."""
UNSENT: Final = (MessageState.QUEUED, MessageState.HELD)


def silence_each(desk: Desk, customers: Sequence[Customer], *, is_forced: bool) -> list[Customer]:
    """Let nothing of ``customers`` wait any more, and return those to whom nothing is under way."""
    free: list[Customer] = []
    for some in parts(customers, TOGETHER):
        with desk.session() as session:
            free += silence(session, some, desk, is_forced=is_forced)
    return free


def silence(session: Session, customers: Sequence[Customer], desk: Desk, *, is_forced: bool) -> list[Customer]:
    """End messages, pay links and holds of ``customers``, let no draft speak to them, and return those to whom nothing is under way.

    What waits is taken first, and what a worker took is looked at after it: whichever of them comes first, the other sees it.
    """
    now = desk.now()
    gone: dict[str, Any] = {"state": MessageState.CANCELLED, "claim": None, "settled_at": now}
    to_them = is_of(Message.entity, Message.customer_id, customers)
    session.execute(update(Message).where(to_them, Message.state.in_(UNSENT)).values(**gone))
    under_way = {} if is_forced else on_their_way(session, customers)
    free = [customer for customer in customers if customer not in under_way]
    links = (is_of(PayLink.entity, PayLink.customer_id, free), PayLink.state == PayState.OPEN)
    session.execute(update(PayLink).where(*links).values(state=PayState.WITHDRAWN, withdrawn_at=now))
    standing = (is_of(Hold.entity, Hold.customer_id, free), Hold.ended_at.is_(None))
    session.execute(update(Hold).where(*standing).values(ended_at=now, ended_by="Saldo"))
    drafts = (
        select(PreviewMessage, Campaign)
        .join(Campaign, Campaign.id == PreviewMessage.campaign_id)
        .where(
            is_of(PreviewMessage.entity, PreviewMessage.customer_id, free),
            Campaign.state.in_((CampaignState.DRAFT, CampaignState.PREVIEWED, CampaignState.APPROVED)),
            ~PreviewMessage.is_excluded,
        )
    )
    for message, campaign in session.execute(drafts).all():
        message.is_excluded = True
        message.sha256 = None  # approved or not: it does not go
        move_between_reasons(session, campaign, message, is_excluded=True)
    session.flush()
    return free
