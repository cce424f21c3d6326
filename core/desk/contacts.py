"""What the contact ledger says about customers: when they were written to, which steps were done, what is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select

from core.desk.campaign_tables import Campaign, Message, MessageItem
from core.desk.frames import frame
from core.vocabulary import CampaignState, MessageState

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Select

    from core.desk.engine import Desk

# A message that may have arrived counts as arrived: better one reminder too few than two.
ARRIVED = (MessageState.SENT, MessageState.SENDING, MessageState.UNCERTAIN)
ABOUT_TO_GO = (MessageState.QUEUED, MessageState.CLAIMED)
OPEN_CAMPAIGNS = (CampaignState.RUNNING, CampaignState.PAUSED)
Customer = tuple[str, str]  # entity, customer id
LOCAL = ZoneInfo("Europe/Amsterdam")


def last_contacts(desk: Desk, *, customer: Customer | None = None) -> pd.DataFrame:
    """Return (entity, customer_id, last_contact_on): the local day of each customer's latest message that may have arrived."""
    statement = (
        select(Message.entity, Message.customer_id, func.max(_arrived_at()).label("last_contact_on"))
        .where(Message.state.in_(ARRIVED))
        .group_by(Message.entity, Message.customer_id)
    )
    columns = {"entity": "str", "customer_id": "str", "last_contact_on": "datetime64[us, UTC]"}
    with desk.reading() as session:
        return _with_local_day(frame(session, _only(statement, customer), columns), "last_contact_on")


def steps_done(desk: Desk, *, customer: Customer | None = None) -> pd.DataFrame:
    """Return one row per item and step that a message which may have arrived asked for.

    Columns: entity, customer_id, document_type, number, fiscal_year, part_no, item_key, step, done_on (local day).
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
            _arrived_at().label("done_on"),
        )
        .join(Message, Message.id == MessageItem.message_id)
        .where(Message.state.in_(ARRIVED))
    )
    columns = {
        "entity": "str",
        "customer_id": "str",
        "document_type": "str",
        "number": "str",
        "fiscal_year": "int64",
        "part_no": "int64",
        "item_key": "int64",
        "step": "int64",
        "done_on": "datetime64[us, UTC]",
    }
    with desk.reading() as session:
        return _with_local_day(frame(session, _only(statement, customer), columns), "done_on")


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


def _with_local_day(contacts: pd.DataFrame, column: str) -> pd.DataFrame:
    day = contacts[column].dt.tz_convert(LOCAL).dt.tz_localize(None).dt.normalize()
    return contacts.assign(**{column: day})
