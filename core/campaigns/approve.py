"""Approval: every message gets its Date and Message-ID, and the hash of the exact bytes that will be sent."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, select, update

from core.campaigns.contents import in_batches, pack, unpack
from core.campaigns.errors import EmptyAudienceError
from core.campaigns.legal import refuse_illegal
from core.campaigns.payment_codes import prove
from core.campaigns.states import get, move, require
from core.desk.campaign_tables import Campaign, PreviewBatch, PreviewMessage
from core.messages.mime import seal
from core.vocabulary import MAILED, CampaignState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk


def approve(desk: Desk, name: str, *, by: str, why: str = "") -> int:
    """Seal every message of the preview but those left out by hand, and return how many.

    One transaction: all of them or none. Raises ``CampaignStateError`` unless the campaign is previewed,
    ``EmptyAudienceError`` when everybody was left out, ``IllegalCampaignError`` when a message breaks the law.
    """
    with desk.session() as session:
        campaign = get(session, name, is_locked=True)
        require(campaign, "approved", CampaignState.PREVIEWED)
        refuse_illegal(session, campaign)
        at = desk.now().replace(microsecond=0)
        sealed = sum(_seal_batch(session, campaign, batch, at) for batch in in_batches(_chosen(session, campaign)))
        if not sealed:
            raise EmptyAudienceError(name)
        _forget_unsealed(session, campaign)
        campaign.approved_at = at
        session.flush()
        move(session, campaign, CampaignState.APPROVED, by=by, at=at, why=why)
    return sealed


def _chosen(session: Session, campaign: Campaign) -> list[PreviewMessage]:
    chosen = select(PreviewMessage).where(PreviewMessage.campaign_id == campaign.id, ~PreviewMessage.is_excluded)
    return list(session.scalars(chosen.order_by(PreviewMessage.batch_id, PreviewMessage.offset)))


def _seal_batch(session: Session, campaign: Campaign, messages: list[PreviewMessage], at: datetime) -> int:
    written = {
        batch.id: unpack(batch.content, batch.length)
        for batch in session.scalars(
            select(PreviewBatch).where(PreviewBatch.id.in_({each.batch_id for each in messages}))
        )
    }
    ids = [_message_id(campaign, message) for message in messages]
    contents = [
        _sealed(message, written[message.batch_id][message.offset : message.offset + message.length], at, message_id)
        for message, message_id in zip(messages, ids, strict=True)
    ]
    compressed, length, offsets = pack(contents)
    kept = PreviewBatch(campaign_id=campaign.id, is_sealed=True, content=compressed, length=length)
    session.add(kept)
    session.flush()
    session.execute(
        update(PreviewMessage),
        [
            {
                "id": message.id,
                "batch_id": kept.id,
                "offset": offset,
                "length": len(content),
                "sha256": sha256(content).digest(),
                "message_id": message_id,
            }
            for message, content, offset, message_id in zip(messages, contents, offsets, ids, strict=True)
        ],
    )
    return len(messages)


def _sealed(message: PreviewMessage, written: bytes, at: datetime, message_id: str) -> bytes:
    """Return the bytes that leave: a mail gets its Date and Message-ID, any other message is complete as it was written.

    Raises ``PaymentCodeError`` when the message's payment code says anything else than its words.
    """
    prove(message, written)
    return seal(written, at, message_id) if message.channel in MAILED else written


def _message_id(campaign: Campaign, message: PreviewMessage) -> str:
    """Return an id that nobody can guess, in the sender's own domain."""
    domain = message.sender.rpartition("@")[2]
    return f"<{campaign.id}.{message.id}.{secrets.token_hex(8)}@{domain}>"


def _forget_unsealed(session: Session, campaign: Campaign) -> None:
    """Remove the batches that no message lies in any more; a message left out keeps its own."""
    session.execute(
        delete(PreviewBatch).where(
            PreviewBatch.campaign_id == campaign.id,
            ~PreviewBatch.is_sealed,
            ~exists().where(PreviewMessage.batch_id == PreviewBatch.id),
        ),
    )
