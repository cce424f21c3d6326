"""For whom a text is shown: any customer of the book, by name or number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.campaigns.studio_customers import found
from core.desk.revisions import Topic, revisions
from core.messages.sources import BASE
from core.vocabulary import MessageName
from dashboard import reads
from dashboard.plain import plain
from dashboard.studio import reads as studio_reads
from dashboard.texts import MESSAGES

if TYPE_CHECKING:
    from core.campaigns.studio_customers import Tried
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def message_of(name: str, words: Words) -> MessageName:
    """Return the message to show; a shared part stands in many, and one of them is chosen."""
    if name != BASE:
        return MessageName(name)
    shown = st.selectbox(
        words("Show it in"),
        sorted(MessageName, key=lambda each: each is not MessageName.FRIENDLY_REMINDER),
        format_func=lambda each: words(MESSAGES[each]),
        key="studio_shown_in",
    )
    return shown or MessageName.FRIENDLY_REMINDER


def whom(of: Edition, message: MessageName, words: Words) -> Tried | None:
    """Draw the search and the choice, and return the customer; None when nobody has an open invoice."""
    _ = words
    everybody = studio_reads.customers(of)
    if everybody.empty:
        st.info(_("Nobody has an open invoice: there is nobody to show this text for."), icon=":material/person_off:")
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        sought = st.text_input(
            _("Show it for"),
            key="studio_search",
            type="search",
            placeholder=_("Name or customer number"),
            width=220,
        )
        few = found(everybody, sought or "")
        if few.empty:
            few = everybody.head(1)
            st.caption(_("Nobody is called so."))
        names = dict(zip(few["customer_key"].tolist(), few["name"].tolist(), strict=True))
        numbers = dict(zip(few["customer_key"].tolist(), few["customer_id"].tolist(), strict=True))
        key = st.selectbox(
            _("Customer"),
            list(names),
            format_func=lambda each: f"{plain(names[each])} · {plain(numbers[each])}",
            key=f"studio_customer_{sought or ''}",
            label_visibility="collapsed",
            width="stretch",
        )
    return studio_reads.customer(of, message, int(key), settings_now())


def settings_now() -> int:
    """Return the number that changes with every setting: the sender is one."""
    return revisions(reads.application().desk)[Topic.SETTINGS]
