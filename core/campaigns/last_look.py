"""The last look before a message goes, by the desk alone: why it is to be held, as a condition that a claim carries along."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, case, exists, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from core.clock import LOCAL
from core.desk.campaign_tables import Campaign, Message, MessageItem
from core.desk.case_tables import Case
from core.desk.contacts import ARRIVED, OPEN_CAMPAIGNS, morning
from core.desk.delivery_tables import StoppedAddress
from core.desk.holds import JUDGED
from core.desk.stopped import contacts_of
from core.desk.tables import Hold
from core.strategy.ladder import NO_STEP
from core.vocabulary import IN_FLIGHT, CaseState, ChannelName, HoldKind, MessageState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from core.strategy.contact_policy import ContactPolicy

SILENCING: Final = (
    HoldKind.STOP,
    HoldKind.OPT_OUT,
    HoldKind.DECEASED,
    HoldKind.INSOLVENCY,
    HoldKind.LEGAL,
    HoldKind.AGENCY,
)
"""What silences answers, too."""
STOPPED: Final = "the address is stopped"
OTHER: Final = "In another campaign"
RECENT: Final = "Contacted recently"


def why_held(now: datetime, contact: ContactPolicy, channel: ChannelName) -> ColumnElement[str | None]:
    """Return why a queued row of ``Message`` is to be held at ``now`` instead of sent, as a column; NULL: it may go.

    The desk alone says so, whatever reached it after the message was queued: a hold on its customer or on a document it asks
    for; a stopped address; another message to the same customer that is under way, or waits and was queued first; and the
    contact policy, by what was really sent.
    """
    other = _other()
    return case(
        (_hold_stands(now), _hold_says(now)),
        (_is_stopped(channel), literal(STOPPED)),
        (_is_step() & exists(other), literal(f"{OTHER}: ") + other.scalar_subquery()),
        (_is_step() & _is_too_soon(now, contact), literal(RECENT)),
        else_=null(),
    )


def _is_step() -> ColumnElement[bool]:
    """Return whether it is a reminder: a message of no step answers what happened, asks for nothing, and no agreement stops it."""
    return Message.step != NO_STEP


def _standing_holds(now: datetime) -> ColumnElement[bool]:
    """Return the condition of a row of hold, joined with its case, that stops the message at hand.

    Holds of before the message was queued were looked at when it was launched, or when a person let it go all the same.
    """
    today = now.astimezone(LOCAL).date()
    asked_for = exists().where(MessageItem.message_id == Message.id, MessageItem.number == Hold.number)
    return and_(
        Hold.entity == Message.entity,
        Hold.customer_id == Message.customer_id,
        Hold.ended_at.is_(None),
        Hold.created_at > Message.queued_at,
        or_(Hold.until_on.is_(None), Hold.until_on >= today, Hold.kind.in_(JUDGED) & Hold.case_id.is_not(None)),
        or_(Hold.case_id.is_(None), Case.state == CaseState.OPEN),
        or_(Hold.number.is_(None), asked_for),
        or_(_is_step(), Hold.kind.in_(SILENCING)),
    )


def _hold_stands(now: datetime) -> ColumnElement[bool]:
    found = select(Hold.id).outerjoin(Case, Case.id == Hold.case_id).where(_standing_holds(now))
    return exists(found.correlate(Message))


def _hold_says(now: datetime) -> ColumnElement[str]:
    found = select(Hold.kind + literal(": ") + Hold.why).outerjoin(Case, Case.id == Hold.case_id)
    latest = found.where(_standing_holds(now)).order_by(Hold.id.desc()).limit(1)
    return latest.correlate(Message).scalar_subquery()


def _is_stopped(channel: ChannelName) -> ColumnElement[bool]:
    return exists(
        select(StoppedAddress.id)
        .where(
            StoppedAddress.lifted_at.is_(None),
            StoppedAddress.contact.in_([str(each) for each in contacts_of(channel)]),
            StoppedAddress.address == func.lower(Message.address),
        )
        .correlate(Message)
    )


def _other() -> Select[str]:
    """Return the campaign whose message to the same customer goes before the one at hand: under way, or queued first."""
    before, of = aliased(Message), aliased(Campaign)
    waits = and_(before.state == MessageState.QUEUED, before.id < Message.id, of.state.in_(OPEN_CAMPAIGNS))
    return (
        select(of.name)
        .join(before, before.campaign_id == of.id)
        .where(
            before.entity == Message.entity,
            before.customer_id == Message.customer_id,
            before.id != Message.id,
            before.step != NO_STEP,
            or_(waits, before.state.in_(IN_FLIGHT)),
        )
        .order_by(before.id)
        .limit(1)
        .correlate(Message)
    )


def _is_too_soon(now: datetime, contact: ContactPolicy) -> ColumnElement[bool]:
    """Return whether the contact policy forbids another message to the same customer today."""
    today = now.astimezone(LOCAL).date()
    limits = [(1, contact.minimum_days_between), *((cap.messages, cap.days) for cap in contact.caps)]
    return or_(
        literal(value=False),
        *(_arrived_since(morning(today - timedelta(days=days - 1))) >= most for most, days in limits if days > 0),
    )


def _arrived_since(first: datetime) -> ColumnElement[int]:
    """Return how many other messages may have arrived at the same customer since ``first``."""
    sent = aliased(Message)
    return (
        select(func.count())
        .select_from(sent)
        .where(
            sent.entity == Message.entity,
            sent.customer_id == Message.customer_id,
            sent.id != Message.id,
            sent.step != NO_STEP,
            sent.state.in_(ARRIVED),
            func.coalesce(sent.settled_at, sent.sending_at) >= first,
        )
        .correlate(Message)
        .scalar_subquery()
    )
