"""What a person changes in one message: leave it out, write it in own words, send it another way; each asks why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.campaigns import preview
from core.campaigns.letter_words import letter_words
from core.campaigns.search import Mark
from core.errors import SaldoError
from core.strategy.mix_words import CHANNELS
from core.vocabulary import POSTED, ChannelName
from dashboard import reads
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from core.campaigns.reading import Opened
    from core.campaigns.search import Shown
    from core.desk.campaign_tables import PreviewMessage
    from dashboard.i18n import Words

LONGEST = 20_000


def changes(name: str, message: PreviewMessage, opened: Opened, words: Words) -> None:
    """Draw the three buttons under a message that was not approved yet."""
    with st.container(horizontal=True):
        _exclude(name, message, words)
        _edit(name, message, opened, words)
        _channel(name, message, words)


def leave_out_these(name: str, shown: Shown, places: NDArray[np.int64], words: Words) -> None:
    """Offer to leave out everybody in the list, when it is narrowed to some."""
    _ = words
    still_in = places[~shown.marked(Mark.LEFT_OUT)[places]]
    if not len(still_in) or len(places) == len(shown):
        return
    with st.popover(
        _("Leave out these {n}", n=words.number(len(still_in))),
        icon=":material/group_remove:",
        disabled=not may(Action.STOP),
    ):
        why = st.text_input(_("Why?"), key="out_all_why", max_chars=300)
        if st.button(
            _("Leave all of them out"), key="out_all", type="primary", disabled=not why.strip() or not may(Action.STOP)
        ):
            ids = [int(each) for each in shown.listing.traits.ids[still_in]]
            _done(partial(preview.exclude_all, reads.application().desk, name, ids, by=person(), why=why.strip()))


def _done(act: Callable[[], object]) -> None:
    """Do what a person asked, and say why it cannot be done where somebody was quicker."""
    try:
        act()
    except SaldoError as error:
        refuse(error)
    else:
        st.rerun()


def _exclude(name: str, message: PreviewMessage, words: Words) -> None:
    _ = words
    who = (message.entity, message.customer_id)
    if message.is_excluded:
        if st.button(
            _("Put back"), icon=":material/person_add:", key=f"back_{message.id}", disabled=not may(Action.CAMPAIGN)
        ):
            _done(partial(preview.include, reads.application().desk, name, *who, by=person()))
        return
    with st.popover(_("Leave out"), icon=":material/person_off:", disabled=not may(Action.STOP)):
        why = st.text_input(_("Why?"), key=f"out_why_{message.id}", max_chars=300)
        if st.button(
            _("Leave this customer out"),
            key=f"out_{message.id}",
            type="primary",
            disabled=not why.strip() or not may(Action.STOP),
        ):
            _done(partial(preview.exclude, reads.application().desk, name, *who, by=person(), why=why.strip()))


def _edit(name: str, message: PreviewMessage, opened: Opened, words: Words) -> None:
    _ = words
    with st.popover(_("Edit"), icon=":material/edit:", width="content", disabled=not may(Action.CAMPAIGN)):
        st.caption(_("Your words replace this one message, whatever its form. The law looks at it again."))
        with st.form(f"edit_{message.id}", border=False, enter_to_submit=False):
            subject = st.text_input(_("Subject"), message.subject, max_chars=200)
            text = st.text_area(_("Text"), _said(opened), height=320, max_chars=LONGEST)
            why = st.text_input(_("Why?"), max_chars=300)
            if st.form_submit_button(_("Save"), type="primary", disabled=not may(Action.CAMPAIGN)):
                _done(
                    partial(
                        preview.edit,
                        reads.application().desk,
                        name,
                        message.entity,
                        message.customer_id,
                        subject=subject,
                        text=text,
                        by=person(),
                        why=why.strip(),
                    )
                )


def _said(opened: Opened) -> str:
    """Return what the message says now, as text to begin from."""
    if ChannelName(opened.message.channel) in POSTED:
        return letter_words(opened.letter).removeprefix(opened.message.subject).strip()
    return opened.text


def _channel(name: str, message: PreviewMessage, words: Words) -> None:
    _ = words
    with st.popover(_("Other channel"), icon=":material/alt_route:", disabled=not may(Action.CAMPAIGN)):
        others = [channel for channel in ChannelName if channel != message.channel]
        channel = st.selectbox(
            _("Send it by"), others, format_func=lambda each: _(CHANNELS[each]), key=f"by_{message.id}"
        )
        if message.is_edited:
            st.caption(_("It is written anew from the template: your own words are dropped."))
        why = st.text_input(_("Why?"), key=f"by_why_{message.id}", max_chars=300)
        if st.button(
            _("Change the channel"),
            key=f"by_do_{message.id}",
            type="primary",
            disabled=not why.strip() or not may(Action.CAMPAIGN),
        ):
            _done(
                partial(
                    preview.choose_channel,
                    reads.application().desk,
                    name,
                    message.entity,
                    message.customer_id,
                    channel=channel,
                    by=person(),
                    why=why.strip(),
                )
            )
