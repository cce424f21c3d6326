"""Every message of a campaign to read: search, filter, step through, and change one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.campaigns.search import Mark
from core.strategy.mix_words import CHANNELS
from core.vocabulary import CampaignState, ChannelName
from dashboard import reads, tables
from dashboard.campaign import reads as campaign_reads
from dashboard.campaign.reader_changes import changes, leave_out_these
from dashboard.campaign.reader_filters import clear_button, narrowed
from dashboard.campaign.reader_message import one_message
from dashboard.empty import nothing
from dashboard.session import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from core.campaigns.search import Shown
    from core.desk.campaign_tables import PreviewMessage
    from dashboard.i18n import Words

PAGE_ROWS = 12
AT = "reader_at"


@st.fragment
def reader(name: str, state: CampaignState) -> None:
    """Draw the list of messages and the one being read; everything here reruns only this."""
    _ = words()
    of = reads.edition()
    labels = reads.segment_labels(of) if of else {}
    shown = campaign_reads.listing(name).now()
    with st.container(border=True, gap="small", key="reader"):
        found = shown.find(narrowed(shown, labels, _))
        at = min(int(st.session_state.get(AT, 0)), max(len(found) - 1, 0))
        if not len(found):
            nothing(_("No message fits"), _("Search for less."), icon=":material/search_off:")
            clear_button()
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(_summary(shown, found, _), width="stretch")
            if state is CampaignState.PREVIEWED:
                leave_out_these(name, shown, found, _)
        page = shown.page(found, offset=at - at % PAGE_ROWS, limit=PAGE_ROWS)
        left, right = st.columns([1, 1.35], gap="medium")
        with left:
            _list(page, at, len(found), _)
        with right:
            message = page[at % PAGE_ROWS]
            opened = one_message(message, labels, _)
            if state is CampaignState.PREVIEWED:
                changes(name, message, opened, _)


def _summary(shown: Shown, places: NDArray[np.int64], words: Words) -> str:
    """Return how many of the messages are in the list, what these cost together, and how many are not to be sent."""
    _ = words
    out = int(shown.marked(Mark.LEFT_OUT)[places].sum())
    parts = [
        _("{n} of {all} messages", n=words.number(len(places)), all=words.number(len(shown))),
        _("cost {amount}", amount=words.money(int(shown.costs[places].sum()), "EUR")),
    ]
    if out:
        parts.append(_.count("{n} left out", "{n} left out", out))
    return " · ".join(parts)


def _move(by: int) -> None:
    st.session_state[AT] = int(st.session_state.get(AT, 0)) + by


def _list(page: list[PreviewMessage], at: int, total: int, words: Words) -> None:
    _ = words
    frame = pd.DataFrame(
        [
            {
                "name": f"{'▸ ' if place == at % PAGE_ROWS else ''}{message.name}",
                "channel": _(CHANNELS[ChannelName(message.channel)]),
                "asked": amounts(message.amounts, words),
                "marks": _marks(message, words),
            }
            for place, message in enumerate(page)
        ],
    )
    text = st.column_config.TextColumn
    columns = {
        "name": text(_("Customer"), width=175),
        "channel": text(_("Channel"), width=80),
        "asked": text(_("Asked"), width=110, alignment="right"),
        "marks": text(_("Marks"), width=110),
    }
    row = tables.table(frame, columns, alt=_("Messages"), key=f"reader_list_{at // PAGE_ROWS}_{total}", most=PAGE_ROWS)
    if row is not None and row != at % PAGE_ROWS:
        st.session_state[AT] = at - at % PAGE_ROWS + row
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Previous"),
            icon=":material/chevron_left:",
            on_click=_move,
            args=(-1,),
            disabled=at == 0,
            key="reader_back",
        )
        st.button(
            _("Next"),
            icon=":material/chevron_right:",
            on_click=_move,
            args=(1,),
            disabled=at + 1 >= total,
            key="reader_on",
        )
        st.caption(_("{n} of {all}", n=words.number(at + 1), all=words.number(total)))


def _marks(message: PreviewMessage, words: Words) -> str:
    _ = words
    said = [_("breaks a rule")] if message.breaches else []
    if message.is_excluded:
        said.append(_("left out"))
    if message.is_edited:
        said.append(_("own words"))
    if message.is_channel_chosen:
        said.append(_("channel by hand"))
    if message.remarks:
        said.append(_.count("{n} remark", "{n} remarks", len(message.remarks)))
    return ", ".join(said)


def amounts(asked: dict[str, int], words: Words) -> str:
    """Return what a message asks for, one amount a currency."""
    return " + ".join(words.money(minor, currency) for currency, minor in asked.items())
