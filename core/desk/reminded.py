"""What the contact ledger says was asked, one row per item and message that may have arrived: how reminders are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.clock import LOCAL
from core.desk.campaign_tables import Message, MessageItem
from core.desk.contacts import ARRIVED
from core.desk.frames import frame

if TYPE_CHECKING:
    import pandas as pd

    from core.desk.engine import Desk


def reminders(desk: Desk, *, customer: tuple[str, str] | None = None) -> pd.DataFrame:
    """Return (entity, customer_id, item_key, number, channel, reminded_on), the last as a local day.

    ``customer`` is (entity, customer id): only that one's.
    """
    statement = (
        select(
            MessageItem.entity,
            MessageItem.customer_id,
            MessageItem.item_key,
            MessageItem.number,
            Message.channel,
            func.coalesce(Message.settled_at, Message.sending_at).label("reminded_on"),
        )
        .join(Message, Message.id == MessageItem.message_id)
        .where(Message.state.in_(ARRIVED))
    )
    if customer is not None:
        statement = statement.where(MessageItem.entity == customer[0], MessageItem.customer_id == customer[1])
    columns = {
        "entity": "str",
        "customer_id": "str",
        "item_key": "int64",
        "number": "str",
        "channel": "str",
        "reminded_on": "datetime64[us, UTC]",
    }
    with desk.reading() as session:
        sent = frame(session, statement, columns)
    day = sent["reminded_on"].dt.tz_convert(LOCAL).dt.tz_localize(None).dt.normalize()
    return sent.assign(reminded_on=day)
