"""What the contact ledger says about customers: when they were written to, which steps were done, what is under way."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from core.clock import LOCAL
from core.desk.campaign_tables import Campaign, Message, MessageItem, PreviewMessage
from core.desk.deliveries import never_arrived
from core.desk.frames import frame
from core.vocabulary import CampaignState, MessageState

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd
    from sqlalchemy import Select

    from core.desk.engine import Desk

# A message that may have arrived counts as arrived: better one reminder too few than two.
ARRIVED = (MessageState.SENT, MessageState.SENDING, MessageState.UNCERTAIN)
ABOUT_TO_GO = (MessageState.QUEUED, MessageState.CLAIMED)
OPEN_CAMPAIGNS = (CampaignState.RUNNING, CampaignState.PAUSED)
Customer = tuple[str, str]  # entity, customer id


def morning(day: date) -> datetime:
    """Return the instant at which a local ``day`` begins."""
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def last_contacts(desk: Desk, *, customer: Customer | None = None) -> pd.DataFrame:
    """Return (entity, customer_id, last_contact_on): the local day of each customer's latest message that may have arrived."""
    statement = (
        select(Message.entity, Message.customer_id, func.max(_arrived_at()).label("last_contact_on"))
        .where(Message.state.in_(ARRIVED))
        .group_by(Message.entity, Message.customer_id)
    )
    columns = {"entity": "str", "customer_id": "str", "last_contact_on": "datetime64[us, UTC]"}
    with desk.reading() as session:
        return with_local_day(frame(session, _only(statement, customer), columns), "last_contact_on")


def contact_days(
    desk: Desk, since: date, *, customer: Customer | None = None, until: datetime | None = None
) -> pd.DataFrame:
    """Return (entity, customer_id, contact_on): one row per message that may have arrived on the local day ``since`` or later.

    With ``until`` only those that may have by that instant.
    """
    first = morning(since)
    arrived_at = _arrived_at()
    statement = select(Message.entity, Message.customer_id, arrived_at.label("contact_on")).where(
        Message.state.in_(ARRIVED), arrived_at >= first
    )
    if until is not None:
        statement = statement.where(arrived_at <= until)
    columns = {"entity": "str", "customer_id": "str", "contact_on": "datetime64[us, UTC]"}
    with desk.reading() as session:
        return with_local_day(frame(session, _only(statement, customer), columns), "contact_on")


def steps_done(desk: Desk, *, customer: Customer | None = None, until: datetime | None = None) -> pd.DataFrame:
    """Return one row per item and step that a message which may have arrived (with ``until``, by that instant) asked for.

    Columns: entity, customer_id, document_type, number, fiscal_year, part_no, item_key, step, channel, message (its template),
    done_on (local day). A message that came back has done nothing.
    """
    statement = (
        select(
            MessageItem.entity,
            MessageItem.customer_id,
            MessageItem.document_type,
            MessageItem.number,
            MessageItem.fiscal_year,
            MessageItem.part_no,
            MessageItem.item_key,
            MessageItem.step,
            Message.channel,
            PreviewMessage.template.label("message"),
            _arrived_at().label("done_on"),
        )
        .join(Message, Message.id == MessageItem.message_id)
        .join(PreviewMessage, PreviewMessage.id == Message.id)
        .where(Message.state.in_(ARRIVED), Message.id.not_in(never_arrived(until)))
    )
    if until is not None:
        statement = statement.where(_arrived_at() <= until)
    columns = {
        "entity": "str",
        "customer_id": "str",
        "document_type": "str",
        "number": "str",
        "fiscal_year": "int64",
        "part_no": "int64",
        "item_key": "int64",
        "step": "int64",
        "channel": "str",
        "message": "str",
        "done_on": "datetime64[us, UTC]",
    }
    with desk.reading() as session:
        return with_local_day(frame(session, _only(statement, customer), columns), "done_on")


def under_way(desk: Desk, *, apart_from: int | None = None, customer: Customer | None = None) -> pd.DataFrame:
    """Return (entity, customer_id, campaign): customers with an unsent message in a launched campaign.

    A message that was held counts while its campaign still sends: afterwards nothing of it goes by itself.
    """
    is_held = and_(Message.state == MessageState.HELD, Campaign.state.in_(OPEN_CAMPAIGNS))
    statement = (
        select(Message.entity, Message.customer_id, Campaign.name.label("campaign"))
        .join(Campaign, Campaign.id == Message.campaign_id)
        .where(or_(Message.state.in_(ABOUT_TO_GO), is_held))
    )
    if apart_from is not None:
        statement = statement.where(Message.campaign_id != apart_from)
    with desk.reading() as session:
        return frame(session, _only(statement, customer), {"entity": "str", "customer_id": "str", "campaign": "str"})


def latest_turn(desk: Desk, customer: Customer) -> tuple[int, str]:
    """Return how many messages a customer has in the contact ledger and their states: what a screen can compare."""
    entity, customer_id = customer
    states = select(Message.state).where(Message.entity == entity, Message.customer_id == customer_id)
    with desk.reading() as session:
        found = list(session.scalars(states.order_by(Message.id)))
    return len(found), ",".join(found)


def _only(statement: Select[*tuple[Any, ...]], customer: Customer | None) -> Select[*tuple[Any, ...]]:
    if customer is None:
        return statement
    return statement.where(Message.entity == customer[0], Message.customer_id == customer[1])


def _arrived_at() -> Any:  # noqa: ANN401 - a SQLAlchemy expression
    return func.coalesce(Message.settled_at, Message.sending_at)


def with_local_day(contacts: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return ``contacts`` with the instants of ``column`` as days by the clock on the wall."""
    return contacts.assign(**{column: local_days(contacts[column])})


def local_days(instants: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """Return instants as days by the clock on the wall."""
    return instants.dt.tz_convert(LOCAL).dt.tz_localize(None).dt.normalize()
