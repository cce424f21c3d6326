"""A campaign under way: how far it is, the brakes, and every message with its outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.campaigns import reading, states
from core.campaigns.hours import SHIPPED
from core.vocabulary import IN_FLIGHT, SETTLED, CampaignState, MessageState
from dashboard import reads, tables
from dashboard.campaign.doubtful import difference
from dashboard.doors import go, link
from dashboard.exports import export_menu
from dashboard.session import person, words
from dashboard.texts import MESSAGE_STATES

if TYPE_CHECKING:
    from core.desk.campaign_tables import Message
    from dashboard.i18n import Words

LOOK_EVERY_SECONDS = 1.0
PAGE_ROWS = 25
COLOURS = {
    MessageState.SENT: "green",
    MessageState.FAILED: "red",
    MessageState.UNCERTAIN: "orange",
    MessageState.HELD: "yellow",
}


def follow(name: str, state: CampaignState) -> None:
    """Draw the counts, again every second while messages are under way."""
    _ = words()
    with st.container(border=True, key="progress"):
        is_moving = state is CampaignState.RUNNING
        st.fragment(_counts, run_every=LOOK_EVERY_SECONDS if is_moving else None)(name, state)
        if state in {CampaignState.RUNNING, CampaignState.PAUSED}:
            _brakes(name, state, _)


def _counts(name: str, state: CampaignState) -> None:
    _ = words()
    desk = reads.application().desk
    found = {MessageState(key): count for key, count in reading.state_counts(desk, name).items()}
    total = sum(found.values())
    settled = sum(count for key, count in found.items() if key in SETTLED)
    st.progress(
        settled / total if total else 0.0,
        text=_("{done} of {all} done", done=_.number(settled), all=_.number(total)),
    )
    with st.container(horizontal=True, gap="small"):
        for key, count in found.items():
            st.badge(f"{_(MESSAGE_STATES[key])} {_.number(count)}", color=COLOURS.get(key, "gray"))  # type: ignore[arg-type]  # the colours above are Streamlit's
    if state is CampaignState.RUNNING and CampaignState(reading.campaign(desk, name).state) is not state:
        st.rerun()
    waiting = found.get(MessageState.QUEUED, 0) + sum(found.get(key, 0) for key in IN_FLIGHT)
    if waiting and state is CampaignState.PAUSED:
        st.caption(_("Paused: nothing new goes out until somebody resumes."))
    if waiting and state is CampaignState.RUNNING:
        _closed(_)
    if found.get(MessageState.UNCERTAIN):
        st.caption(
            _("Uncertain: the connection died at the worst moment. It is never sent again by itself; a person decides.")
        )


def _closed(words: Words) -> None:
    """Say when sending goes on while customers may not be reached; the built-in mailbox takes mail at any hour."""
    app = reads.application()
    now = app.desk.now()
    if app.relay is not None and not SHIPPED.is_open(now):
        opens_at = words.moment(SHIPPED.next_opening(now))
        st.caption(words("Outside contact hours: sending goes on at {moment}.", moment=opens_at))


def _brakes(name: str, state: CampaignState, words: Words) -> None:
    _ = words
    desk = reads.application().desk
    with st.container(horizontal=True):
        if state is CampaignState.PAUSED and st.button(
            _("Resume"), type="primary", icon=":material/play_arrow:", key="resume"
        ):
            states.resume(desk, name, by=person())
            st.rerun()
        if state is CampaignState.RUNNING:
            with st.popover(_("Pause"), icon=":material/pause:"):
                why = st.text_input(_("Why?"), key="pause_why", max_chars=300)
                if st.button(_("Pause sending"), key="pause", type="primary", disabled=not why.strip()):
                    states.pause(desk, name, by=person(), why=why.strip())
                    st.rerun()
        with st.popover(_("Cancel"), icon=":material/cancel:"):
            st.caption(_("For good: what was sent stays sent, the rest never goes."))
            why = st.text_input(_("Why?"), key="cancel_why", max_chars=300)
            if st.button(_("Cancel the campaign"), key="cancel", type="primary", disabled=not why.strip()):
                states.cancel(desk, name, by=person(), why=why.strip())
                st.rerun()


@st.fragment
def results(name: str) -> None:
    """Draw every message with its state, reply and, where it is held, the difference; a click opens the customer."""
    _ = words()
    desk = reads.application().desk
    counts = reading.state_counts(desk, name)
    with st.container(border=True, gap="small", key="results"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(_("Messages"), anchor=False, width="stretch")
            chosen = st.pills(
                _("State"),
                list(counts),
                selection_mode="multi",
                format_func=lambda state: f"{_(MESSAGE_STATES[MessageState(state)])} {_.number(counts[state])}",
                key="result_states",
                label_visibility="collapsed",
            )
        told = reading.ledger(desk, name, states=tuple(MessageState(state) for state in chosen))
        place = st.session_state.get("result_page", 1)
        page = told[(place - 1) * PAGE_ROWS : place * PAGE_ROWS]
        row = tables.table(
            _rows(page, _named(page), _), _columns(_), alt=_("Messages"), key="result_table", most=PAGE_ROWS
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            if len(told) > PAGE_ROWS:
                st.pagination(-(-len(told) // PAGE_ROWS), key="result_page")
            export_menu(lambda: _rows(told, _named(told), _), name="messages", words=_, key="results")
            link("mailbox", _("Mailbox"), icon=":material/inbox:")
        if row is not None:
            go("customer", id=str(page[row].customer_key))


def _named(told: list[Message]) -> dict[int, str]:
    return reading.names_of(reads.application().desk, [message.id for message in told])


def _rows(told: list[Message], names: dict[int, str], words: Words) -> pd.DataFrame:
    _ = words
    return pd.DataFrame(
        [
            {
                "name": names.get(message.id, message.customer_id),
                "customer_id": message.customer_id,
                "address": message.address,
                "step": message.step,
                "state": _(MESSAGE_STATES[MessageState(message.state)]),
                "at": tables.local(message.settled_at),
                "told": message.held_why or message.reply or "",
                "difference": difference(message, words),
            }
            for message in told
        ],
        columns=["name", "customer_id", "address", "step", "state", "at", "told", "difference"],
    )


def _columns(words: Words) -> dict[str, Any]:
    _ = words
    text = st.column_config.TextColumn
    return {
        "name": text(_("Customer"), width=210),
        "address": text(_("To"), width=210),
        "step": st.column_config.NumberColumn(_("Step"), format="%d", width=55),
        "state": text(_("State"), width=90),
        "at": st.column_config.DatetimeColumn(_("When"), format="DD MMM, HH:mm:ss", width=130),
        "told": text(_("Reply or reason"), width=280),
        "difference": text(_("Difference"), width=220),
    }
