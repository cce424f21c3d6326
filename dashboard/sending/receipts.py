"""The latest things heard about messages after they left, over all channels but e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.gateways.latest import latest
from core.strategy.mix_words import CHANNELS as NAMES
from dashboard import reads
from dashboard.replies.texts import DELIVERIES

if TYPE_CHECKING:
    from dashboard.i18n import Words


def receipts(words: Words) -> None:
    """Draw the latest receipts."""
    _ = words
    found = latest(reads.application().desk)
    if not found:
        st.caption(_("Nothing was heard yet: receipts appear here as gateways and the post report."))
        return
    st.dataframe(
        [
            {
                _("Moment"): words.moment(each.at),
                _("Channel"): _(NAMES[each.channel]),
                _("What"): _(DELIVERIES[each.kind]),
                _("Code"): each.code,
                _("In their words"): each.words,
                _("Customer"): each.customer_id or _("nobody we know"),
            }
            for each in found
        ],
        hide_index=True,
        width="stretch",
        alt=_("Receipts"),
    )
