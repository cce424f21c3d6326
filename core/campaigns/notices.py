"""Legal messages that went before: about which items, on which day, by post or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from core.desk.campaign_tables import Message, MessageItem, PreviewMessage
from core.desk.deliveries import never_arrived
from core.desk.delivery_tables import DeliveryEvent
from core.law.claim import Notice
from core.law.days import contact_hours
from core.law.steps import LEGAL_MESSAGES
from core.vocabulary import POSTED, DeliveryKind, MessageState

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

Customer = tuple[str, str]
ItemName = tuple[str, str, str, date]  # entity, customer id, number, due date: a number may come back in another year

EURO: Final = "EUR"


def notices(session: Session, *, only: Customer | None = None) -> dict[ItemName, Notice]:
    """Return the legal message that was sent last about each item; one that came back, or may not have arrived, does not count."""
    asked = (
        select(
            MessageItem.entity,
            MessageItem.customer_id,
            MessageItem.number,
            MessageItem.due_on,
            Message.settled_at,
            Message.channel,
            PreviewMessage.template,
        )
        .join(Message, Message.id == MessageItem.message_id)
        .join(PreviewMessage, PreviewMessage.id == Message.id)
        .where(
            PreviewMessage.template.in_(LEGAL_MESSAGES),
            Message.state == MessageState.SENT,
            Message.id.not_in(never_arrived()),
        )
        .order_by(Message.settled_at)
    )
    if only is not None:
        asked = asked.where(MessageItem.entity == only[0], MessageItem.customer_id == only[1])
    return {
        (row.entity, row.customer_id, row.number, row.due_on): Notice(
            message=row.template,
            sent_on=_local_day(row.settled_at),
            is_post=row.channel in POSTED,
        )
        for row in session.execute(asked)
    }


def of_source(items: pd.DataFrame) -> dict[ItemName, Notice]:
    """Return the last reminder of the source system about each item that is asked for, taken for a letter.

    An audience that was kept before those were known has none.
    """
    if "source_reminded_on" not in items:
        return {}
    reminded = items[items["is_in"] & items["source_reminded_on"].notna()]
    columns = ["entity", "customer_id", "number", "due_on", "source_reminded_on"]
    return {
        (entity, customer_id, number, due_on.date()): Notice(message=None, sent_on=on.date(), is_post=True)
        for entity, customer_id, number, due_on, on in reminded[columns].itertuples(index=False, name=None)
    }


def notice_letters(session: Session, *, only: Customer | None = None) -> dict[Customer, list[tuple[date, int]]]:
    """Return day and principal in euro of every legal message that was sent, per customer, in order of time."""
    asked = (
        select(
            Message.entity, Message.customer_id, Message.settled_at, func.sum(MessageItem.balance_minor).label("minor")
        )
        .join(MessageItem, MessageItem.message_id == Message.id)
        .join(PreviewMessage, PreviewMessage.id == Message.id)
        .where(
            PreviewMessage.template.in_(LEGAL_MESSAGES),
            Message.state == MessageState.SENT,
            Message.id.not_in(never_arrived()),
            MessageItem.currency == EURO,
        )
        .group_by(Message.id, Message.entity, Message.customer_id, Message.settled_at)
        .order_by(Message.settled_at)
    )
    if only is not None:
        asked = asked.where(Message.entity == only[0], Message.customer_id == only[1])
    found: dict[Customer, list[tuple[date, int]]] = {}
    for row in session.execute(asked):
        found.setdefault((row.entity, row.customer_id), []).append((_local_day(row.settled_at), int(row.minor)))
    return found


@dataclass(frozen=True, kw_only=True)
class LostNotice:
    """A legal message that counts as not given: it left on ``sent_on``, and came back for a reason in the other side's words."""

    template: str
    sent_on: date
    address: str
    kind: DeliveryKind
    why: str


def lost_notices(desk: Desk, customer: Customer) -> list[LostNotice]:
    """Return the legal messages to ``customer`` that did not arrive, the latest first, each once."""
    asked = (
        select(Message.id, PreviewMessage.template, Message.settled_at, Message.address, DeliveryEvent)
        .join(PreviewMessage, PreviewMessage.id == Message.id)
        .join(DeliveryEvent, DeliveryEvent.message_id == Message.id)
        .where(
            Message.entity == customer[0],
            Message.customer_id == customer[1],
            PreviewMessage.template.in_(LEGAL_MESSAGES),
            Message.state == MessageState.SENT,
            DeliveryEvent.is_lost,
        )
        .order_by(Message.settled_at.desc(), DeliveryEvent.id.desc())
    )
    with desk.reading() as session:
        found = {
            row.id: LostNotice(
                template=row.template,
                sent_on=_local_day(row.settled_at),
                address=row.address,
                kind=DeliveryKind(row.DeliveryEvent.kind),
                why=row.DeliveryEvent.words or row.DeliveryEvent.code,
            )
            for row in session.execute(asked)
        }
    return list(found.values())


def _local_day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(contact_hours("").zone)).date()
