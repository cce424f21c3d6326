"""The latest receipts of every channel but e-mail, with whom they are of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from core.desk.campaign_tables import Message
from core.desk.delivery_tables import DeliveryEvent
from core.vocabulary import ChannelName, DeliveryKind

if TYPE_CHECKING:
    from datetime import datetime

    from core.desk.engine import Desk

MOST: Final = 50


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One receipt; ``customer_id`` is '' where no message of ours is meant."""

    at: datetime
    channel: ChannelName
    kind: DeliveryKind
    code: str
    words: str
    customer_id: str


def latest(desk: Desk, *, most: int = MOST) -> list[Heard]:
    """Return the latest receipts, the newest first."""
    wanted = (
        select(DeliveryEvent, Message.customer_id)
        .outerjoin(Message, Message.id == DeliveryEvent.message_id)
        .where(DeliveryEvent.channel != ChannelName.EMAIL)
        .order_by(DeliveryEvent.id.desc())
        .limit(most)
    )
    with desk.reading() as session:
        return [
            Heard(
                at=event.at,
                channel=ChannelName(event.channel),
                kind=DeliveryKind(event.kind),
                code=event.code,
                words=event.words,
                customer_id=customer_id or "",
            )
            for event, customer_id in session.execute(wanted)
        ]
