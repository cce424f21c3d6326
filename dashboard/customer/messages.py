"""What was sent to one customer, or is about to be, from the contact ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.campaigns import reading
from core.vocabulary import MessageState
from dashboard import reads, tables
from dashboard.customer.returned import became, reply_history
from dashboard.doors import go
from dashboard.empty import nothing
from dashboard.replies.texts import DELIVERIES
from dashboard.texts import MESSAGE_STATES

if TYPE_CHECKING:
    from dashboard.i18n import Words


def messages(entity: str, customer_id: str, words: Words) -> None:
    """Draw the customer's messages, the newest first; a click opens the campaign."""
    _ = words
    sent = reading.messages_to(reads.application().desk, entity, customer_id)
    if not sent:
        nothing(_("No message yet"), _("Messages of campaigns to this customer appear here."), icon=":material/mail:")
        return
    heard = became([message.id for message, _campaign in sent])
    frame = pd.DataFrame(
        [
            {
                "at": tables.local(message.settled_at or message.queued_at),
                "step": message.step,
                "address": message.address,
                "state": _(MESSAGE_STATES[MessageState(message.state)]),
                "became": _(DELIVERIES[heard[message.id]]) if message.id in heard else "",
                "campaign": campaign,
            }
            for message, campaign in sent
        ],
    )
    text = st.column_config.TextColumn
    columns = {
        "at": tables.moment_column(_("When"), _, width=150),
        "step": st.column_config.NumberColumn(_("Step"), format="%d", width=60),
        "address": text(_("To"), width=230),
        "state": text(_("State"), width=110),
        "became": text(_("What became of it"), width=150),
        "campaign": text(_("Campaign"), width=260),
    }
    row = tables.table(frame, columns, alt=_("Messages"), key="messages_sent")
    reply_history((entity, customer_id), words)
    if row is not None:
        go("campaign", name=sent[row][1])
