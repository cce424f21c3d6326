"""What the desk knows of customers after a campaign: contacts and their cost, disputes, complaints, and ways they closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select, union_all

from core.desk.campaign_tables import Message, MessageItem, PreviewMessage
from core.desk.case_tables import Case
from core.desk.contacts import ARRIVED, with_local_day
from core.desk.delivery_tables import DeliveryEvent
from core.desk.frames import frame
from core.desk.tables import Hold, Override
from core.vocabulary import DeliveryKind, HoldKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import pandas as pd

    from core.desk.engine import Desk

EVENTS = {"entity": "str", "customer_id": "str", "on": "datetime64[us, UTC]"}
COSTS = {**EVENTS, "cost_minor": "int64"}
WRITTEN = {
    "campaign_id": "int64",
    "entity": "str",
    "customer_id": "str",
    "segment": "str",
    "step": "int64",
    "template": "str",
    "channel": "str",
    "cost_minor": "int64",
}
ASKED = {
    "campaign_id": "int64",
    "entity": "str",
    "customer_id": "str",
    "document_type": "str",
    "number": "str",
    "fiscal_year": "int64",
    "part_no": "int64",
    "currency": "str",
    "asked_minor": "int64",
}
CONTESTED = (HoldKind.DISPUTE, HoldKind.WAITING_ON_US)
CHANNEL = "channel"  # the override with which people note the channel a customer asked for


def contact_costs(desk: Desk, since: datetime) -> pd.DataFrame:
    """Return (entity, customer_id, on, cost_minor): one row per message that may have arrived since, on its local day, in euro cents."""
    arrived_at = func.coalesce(Message.settled_at, Message.sending_at)
    statement = (
        select(Message.entity, Message.customer_id, arrived_at.label("on"), PreviewMessage.cost_minor)
        .join(PreviewMessage, PreviewMessage.id == Message.id)
        .where(Message.state.in_(ARRIVED), arrived_at >= since)
    )
    with desk.reading() as session:
        return with_local_day(frame(session, statement, COSTS), "on")


def disputes_since(desk: Desk, since: datetime) -> pd.DataFrame:
    """Return (entity, customer_id, on): one row per dispute that people noted since."""
    statement = select(Case.entity, Case.customer_id, Case.created_at.label("on")).where(
        Case.kind.in_(CONTESTED), Case.created_at >= since
    )
    with desk.reading() as session:
        return with_local_day(frame(session, statement, EVENTS), "on")


def complaints_since(desk: Desk, since: datetime) -> pd.DataFrame:
    """Return (entity, customer_id, on): one row per complaint about one of our messages since."""
    statement = (
        select(Message.entity, Message.customer_id, DeliveryEvent.at.label("on"))
        .join(Message, Message.id == DeliveryEvent.message_id)
        .where(DeliveryEvent.kind == DeliveryKind.COMPLAINED, DeliveryEvent.at >= since)
    )
    with desk.reading() as session:
        return with_local_day(frame(session, statement, EVENTS), "on")


def ways_closed_since(desk: Desk, since: datetime) -> pd.DataFrame:
    """Return (entity, customer_id, on): one row per other channel that a customer asked for since, or wish to be left alone."""
    channels = select(Override.entity, Override.customer_id, Override.created_at.label("on"), literal(1)).where(
        Override.field == CHANNEL, Override.created_at >= since
    )
    stops = select(Hold.entity, Hold.customer_id, Hold.created_at.label("on"), literal(2)).where(
        Hold.kind == HoldKind.OPT_OUT, Hold.created_at >= since
    )
    both = union_all(channels, stops).subquery()
    with desk.reading() as session:
        return with_local_day(frame(session, select(both.c.entity, both.c.customer_id, both.c.on), EVENTS), "on")


def written_to(desk: Desk, campaigns: Sequence[int]) -> pd.DataFrame:
    """Return one row per message of ``campaigns``: campaign_id, entity, customer_id, segment, step, template, channel, cost_minor."""
    statement = (
        select(
            Message.campaign_id,
            Message.entity,
            Message.customer_id,
            PreviewMessage.segment,
            Message.step,
            PreviewMessage.template,
            Message.channel,
            PreviewMessage.cost_minor,
        )
        .join(PreviewMessage, PreviewMessage.id == Message.id)
        .where(Message.campaign_id.in_(campaigns))
    )
    with desk.reading() as session:
        return frame(session, statement, WRITTEN)


def asked_of(desk: Desk, campaigns: Sequence[int]) -> pd.DataFrame:
    """Return one row per item that a message of ``campaigns`` asks for: campaign_id, entity, customer_id, the item's name, currency, asked_minor."""
    statement = (
        select(
            Message.campaign_id,
            MessageItem.entity,
            MessageItem.customer_id,
            MessageItem.document_type,
            MessageItem.number,
            MessageItem.fiscal_year,
            MessageItem.part_no,
            MessageItem.currency,
            MessageItem.balance_minor.label("asked_minor"),
        )
        .join(Message, Message.id == MessageItem.message_id)
        .where(Message.campaign_id.in_(campaigns))
    )
    with desk.reading() as session:
        return frame(session, statement, ASKED)
