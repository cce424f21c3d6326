"""What screens and commands read of campaigns: the list, one of them, its messages and their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from core.campaigns.contents import unpack
from core.campaigns.errors import NoSuchMessageError, SeveralCustomersError
from core.campaigns.plan import kept_customers
from core.campaigns.states import get
from core.desk.campaign_tables import Campaign, CampaignAudience, CampaignEvent, Message, PreviewBatch, PreviewMessage
from core.desk.tables import Worker
from core.vocabulary import MessageState

if TYPE_CHECKING:
    from email.message import EmailMessage

    import pandas as pd
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from core.desk.engine import Desk


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One message as it is or will be sent: its exact bytes, and what a mail program makes of them."""

    content: bytes
    is_sealed: bool
    sha256: str | None
    subject: str
    sender: str
    to: str
    html: str
    text: str


def read_mail(content: bytes, *, is_sealed: bool, sha256: str | None) -> Mail:
    """Return ``content`` as a mail program shows it."""
    parsed: EmailMessage = message_from_bytes(content, policy=default)

    def form(kind: str) -> str:
        part = parsed.get_body((kind,))
        return "" if part is None else str(part.get_content()).replace("\r\n", "\n")

    return Mail(
        content=content,
        is_sealed=is_sealed,
        sha256=sha256,
        subject=str(parsed["Subject"]),
        sender=str(parsed["From"]),
        to=str(parsed["To"]),
        html=form("html"),
        text=form("plain"),
    )


def campaigns(desk: Desk) -> list[Campaign]:
    """Return every campaign, the newest first."""
    with desk.reading() as session:
        return list(session.scalars(select(Campaign).order_by(Campaign.id.desc())))


def campaign(desk: Desk, name: str) -> Campaign:
    """Return the campaign called ``name``; raise ``UnknownNameError`` when there is none."""
    with desk.reading() as session:
        return get(session, name)


def totals(desk: Desk, name: str) -> dict[str, Any]:
    """Return the reconciliation of the campaign: in, out per reason, portfolio."""
    with desk.reading() as session:
        return session.get_one(CampaignAudience, get(session, name).id).totals


def audience_customers(desk: Desk, name: str) -> pd.DataFrame:
    """Return everybody, in or out with the reason and its evidence, as planned; columns as ``Audience.customers``."""
    with desk.reading() as session:
        return kept_customers(session, get(session, name))


def events(desk: Desk, name: str) -> list[CampaignEvent]:
    """Return every human act on the campaign, the oldest first."""
    with desk.reading() as session:
        campaign_id = get(session, name).id
        return list(
            session.scalars(
                select(CampaignEvent).where(CampaignEvent.campaign_id == campaign_id).order_by(CampaignEvent.id)
            )
        )


def previewed(
    desk: Desk, name: str, *, search: str = "", offset: int = 0, limit: int | None = None
) -> tuple[int, list[PreviewMessage]]:
    """Return how many previewed messages match ``search`` (name, customer id, address, subject), and a page of them."""
    with desk.reading() as session:
        rows = _matching(select(PreviewMessage), get(session, name), search)
        count = session.scalar(_matching(select(func.count(PreviewMessage.id)), get(session, name), search)) or 0
        return count, list(
            session.scalars(rows.order_by(PreviewMessage.name, PreviewMessage.id).offset(offset).limit(limit))
        )


def mail(desk: Desk, name: str, *, entity: str | None, customer_id: str) -> Mail:
    """Return one previewed or approved message; raise ``NoSuchMessageError`` when the customer has none.

    ``entity`` may be None where the customer id alone says who is meant; else ``SeveralCustomersError``.
    """
    with desk.reading() as session:
        asked = select(PreviewMessage).where(
            PreviewMessage.campaign_id == get(session, name).id,
            PreviewMessage.customer_id == customer_id,
        )
        if entity is not None:
            asked = asked.where(PreviewMessage.entity == entity)
        found = list(session.scalars(asked.order_by(PreviewMessage.entity)))
        if not found:
            raise NoSuchMessageError(name, customer_id)
        if len(found) > 1:
            raise SeveralCustomersError(customer_id, [each.entity for each in found])
        [message] = found
        content = content_of(session, message)
        sha256 = None if message.sha256 is None else message.sha256.hex()
    return read_mail(content, is_sealed=sha256 is not None, sha256=sha256)


def content_of(session: Session, message: PreviewMessage | Message) -> bytes:
    """Return the bytes of one message out of its batch."""
    batch = session.get_one(PreviewBatch, message.batch_id)
    return unpack(batch.content, batch.length)[message.offset : message.offset + message.length]


def state_counts(desk: Desk, name: str) -> dict[str, int]:
    """Return how many messages of the contact ledger are in each state; only states that occur."""
    with desk.reading() as session:
        counted = (
            select(Message.state, func.count())
            .where(Message.campaign_id == get(session, name).id)
            .group_by(Message.state)
        )
        found = {row[0]: row[1] for row in session.execute(counted)}
    return {str(state): found[state] for state in MessageState if state in found}


def ledger(desk: Desk, name: str, *, states: tuple[MessageState, ...] = ()) -> list[Message]:
    """Return the campaign's messages in the contact ledger, all or those in ``states``."""
    with desk.reading() as session:
        rows = select(Message).where(Message.campaign_id == get(session, name).id).order_by(Message.id)
        return list(session.scalars(rows.where(Message.state.in_(states)) if states else rows))


def messages_to(desk: Desk, entity: str, customer_id: str) -> list[tuple[Message, str]]:
    """Return every message of the contact ledger to one customer, the newest first, each with its campaign's name."""
    with desk.reading() as session:
        rows = (
            select(Message, Campaign.name)
            .join(Campaign, Campaign.id == Message.campaign_id)
            .where(Message.entity == entity, Message.customer_id == customer_id)
            .order_by(Message.id.desc())
        )
        return [(message, name) for message, name in session.execute(rows)]


def workers(desk: Desk, limit: int = 10) -> list[Worker]:
    """Return the sending threads that reported last, the newest first."""
    with desk.reading() as session:
        return list(session.scalars(select(Worker).order_by(Worker.beat_at.desc()).limit(limit)))


def _matching(rows: Select[Any], found: Campaign, search: str) -> Select[Any]:
    rows = rows.where(PreviewMessage.campaign_id == found.id)
    if not search.strip():
        return rows
    columns = (PreviewMessage.name, PreviewMessage.customer_id, PreviewMessage.address, PreviewMessage.subject)
    return rows.where(or_(*(column.icontains(search.strip(), autoescape=True) for column in columns)))
