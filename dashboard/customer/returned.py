"""What came back from one customer: addresses that are stopped, messages that did not arrive, and replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from core.campaigns import reading
from core.campaigns.notices import lost_notices
from core.desk import deliveries, replies
from core.desk.stopped import compared, stopped_addresses
from core.replies.quoted import own_words
from core.vocabulary import DeliveryKind, MessageName, ReplyOutcome
from dashboard import reads
from dashboard.plain import plain
from dashboard.replies.buttons import buttons
from dashboard.replies.came_back import stopped_line
from dashboard.replies.done import done_line
from dashboard.replies.texts import DELIVERIES, OUTCOMES
from dashboard.texts import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping

    from core.campaigns.notices import LostNotice
    from dashboard.i18n import Words

SHOWN: Final = 10


def became(message_ids: Collection[int]) -> dict[int, DeliveryKind]:
    """Return the latest thing heard about each message of which anything was heard."""
    known = deliveries.events_of(reads.application().desk, message_ids)
    pairs = zip(known["message_id"].tolist(), known["kind"].tolist(), strict=True)
    return {int(message_id): DeliveryKind(kind) for message_id, kind in pairs}


def returned_board(customer: tuple[str, str], words: Words) -> None:
    """Draw what keeps mail from this customer: stopped addresses, legal notices that came back, and replies that wait."""
    desk = reads.application().desk
    stopped = stopped_addresses(desk)
    if not stopped.empty:
        written_to = {compared(message.address) for message, _campaign in reading.messages_to(desk, *customer)}
        for row in stopped[stopped["address"].isin(written_to)].to_dict("records"):
            stopped_line(row, words)
    for lost in lost_notices(desk, customer):
        _not_given(lost, words)
    done_line(words)
    found = replies.replies_of(desk, customer, most=SHOWN)
    for row in found[found["handled_at"].isna()].to_dict("records"):
        _reply(row, words)


def reply_history(customer: tuple[str, str], words: Words) -> None:
    """Draw the replies that were dealt with, the newest first; nothing where there are none."""
    found = replies.replies_of(reads.application().desk, customer, most=SHOWN)
    found = found[found["handled_at"].notna()]
    if found.empty:
        return
    st.subheader(words("Replies"), anchor=False)
    for row in found.to_dict("records"):
        _reply(row, words)


def _not_given(lost: LostNotice, words: Words) -> None:
    """Say that a legal message counts as not given, and why."""
    _ = words
    st.warning(
        _(
            "{message} of {day} to {address} counts as not given: {what} ({why}). Costs and terms run only from one that arrives.",
            message=_(MESSAGES[MessageName(lost.template)]),
            day=words.day(lost.sent_on),
            address=plain(lost.address),
            what=_(DELIVERIES[lost.kind]),
            why=plain(lost.why),
        ),
        icon=":material/gavel:",
    )


def _reply(row: Mapping[Hashable, Any], words: Words) -> None:
    _ = words
    is_open = bool(pd.isna(row["handled_at"]))
    with st.container(border=True, gap="small", key=f"customer_reply_{row['reply_id']}"):
        made = _("waits") if is_open else _(OUTCOMES[ReplyOutcome(row["outcome"])])
        if row["kind"] == "away":
            made = _("automatic answer")
        badge = f":orange-badge[{made}]" if is_open else f":gray-badge[{made}]"
        st.markdown(f"{badge} **{plain(row['subject'])}** :gray[{words.moment(row['known_at'])}]")
        st.text((own_words(row["text"]) or row["text"])[:600])
        if is_open:
            buttons(int(row["reply_id"]), row["suggestion"], words)
