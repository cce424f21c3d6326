"""A campaign under way: how far it is, the brakes, and every message with its outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from core.actions import Action
from core.campaigns import reading, states
from core.campaigns.progress import progress
from core.vocabulary import IN_FLIGHT, SETTLED, CampaignState, MessageState
from dashboard import reads, tables
from dashboard.campaign.doubtful import difference
from dashboard.campaign.finish import open_hours, tell_finish
from dashboard.campaign.held_why import held_why
from dashboard.doors import go, link
from dashboard.exports import export_menu
from dashboard.plain import plain
from dashboard.session import may, person, words
from dashboard.texts import MESSAGE_STATES, later

if TYPE_CHECKING:
    from core.desk.campaign_tables import Message
    from dashboard.i18n import Words

LOOK_EVERY_SECONDS = 1.0
PAGE_ROWS = 25
ANSWERS: Final = {"Kept": later("kept in the built-in mailbox")}  # what our own mailbox answers, in more words
DRAWN = "results_drawn"
COLOURS = {
    MessageState.SENT: "green",
    MessageState.FAILED: "red",
    MessageState.UNCERTAIN: "orange",
    MessageState.HELD: "yellow",
}


def follow(name: str, state: CampaignState) -> None:
    """Draw the counts, again every second while messages are under way."""
    _ = words()
    st.session_state.pop(DRAWN, None)  # the whole page is being drawn: its list comes below, with the states of now
    with st.container(border=True, key="progress"):
        is_moving = state is CampaignState.RUNNING
        st.fragment(_counts, run_every=LOOK_EVERY_SECONDS if is_moving else None)(name, state)
        if state in {CampaignState.RUNNING, CampaignState.PAUSED}:
            _brakes(name, state, _)


def _counts(name: str, state: CampaignState) -> None:
    _ = words()
    app = reads.application()
    seen = progress(app.desk, name, **open_hours(app))
    found = {each: seen.counts[each] for each in MessageState if each in seen.counts}
    settled = sum(count for key, count in found.items() if key in SETTLED)
    st.progress(
        settled / seen.total if seen.total else 0.0,
        text=_("{done} of {all} done", done=_.number(settled), all=_.number(seen.total)),
    )
    with st.container(horizontal=True, gap="small"):
        for key, count in found.items():
            st.badge(f"{_(MESSAGE_STATES[key])} {_.number(count)}", color=COLOURS.get(key, "gray"))  # type: ignore[arg-type]  # the colours above are Streamlit's
    if state is CampaignState.RUNNING and seen.state is not state:
        st.rerun()
    if state is not CampaignState.RUNNING or not found.get(
        MessageState.QUEUED
    ):  # between two claims nothing is in flight
        draw_anew(name, found)
    waiting = found.get(MessageState.QUEUED, 0) + sum(found.get(key, 0) for key in IN_FLIGHT)
    if waiting and state is CampaignState.PAUSED:
        _paused(name, _)
    if waiting and state is CampaignState.RUNNING:
        tell_finish(seen.finishes, _)
        for remark in sorted({each for each in seen.workers if each and each != "sending"}):
            st.caption(plain(_(remark)))
    if found.get(MessageState.UNCERTAIN):
        st.caption(
            _("Uncertain: the connection died at the worst moment. It is never sent again by itself; a person decides.")
        )


def draw_anew(name: str, found: dict[MessageState, int]) -> None:
    """Draw the whole page anew once nothing is under way any more and the list below shows older states than these."""
    drawn = st.session_state.get(DRAWN)
    if drawn is None or drawn[0] != name or any(found.get(each) for each in IN_FLIGHT):
        return
    if drawn[1] != {str(key): count for key, count in found.items()}:
        st.rerun()


def _paused(name: str, words: Words) -> None:
    """Say that nothing goes, and why where nobody decided that."""
    _ = words
    why = _stopped_by_itself(name)
    if why is not None:
        st.warning(_("This campaign stopped by itself. {why}", why=plain(why)), icon=":material/front_hand:")
    st.caption(_("Paused: nothing new goes out until somebody resumes."))


def _stopped_by_itself(name: str) -> str | None:
    with reads.application().desk.reading() as session:
        return states.paused_by_itself(session, states.get(session, name))


def _brakes(name: str, state: CampaignState, words: Words) -> None:
    _ = words
    desk = reads.application().desk
    with st.container(horizontal=True):
        if state is CampaignState.PAUSED:
            _resume(name, words)
        if state is CampaignState.RUNNING:
            with st.popover(_("Pause"), icon=":material/pause:", disabled=not may(Action.STOP)):
                why = st.text_input(_("Why?"), key="pause_why", max_chars=300)
                if st.button(
                    _("Pause sending"), key="pause", type="primary", disabled=not why.strip() or not may(Action.STOP)
                ):
                    states.pause(desk, name, by=person(), why=why.strip())
                    st.rerun()
        with st.popover(_("Cancel"), icon=":material/cancel:", disabled=not may(Action.STOP)):
            st.caption(_("For good: what was sent stays sent, the rest never goes."))
            why = st.text_input(_("Why?"), key="cancel_why", max_chars=300)
            if st.button(
                _("Cancel the campaign"), key="cancel", type="primary", disabled=not why.strip() or not may(Action.STOP)
            ):
                states.cancel(desk, name, by=person(), why=why.strip())
                st.rerun()


def _resume(name: str, words: Words) -> None:
    """Draw the way on: at once where a person paused it, with a reason where it stopped by itself."""
    _ = words
    desk = reads.application().desk
    if _stopped_by_itself(name) is None:
        if st.button(
            _("Resume"), type="primary", icon=":material/play_arrow:", key="resume", disabled=not may(Action.LAUNCH)
        ):
            states.resume(desk, name, by=person())
            st.rerun()
        return
    with st.popover(_("Resume"), icon=":material/play_arrow:", disabled=not may(Action.LAUNCH)):
        why = st.text_input(_("Why?"), key="resume_why", max_chars=300)
        if st.button(
            _("Go on sending"), key="resume", type="primary", disabled=not why.strip() or not may(Action.LAUNCH)
        ):
            states.resume(desk, name, by=person(), why=why.strip())
            st.rerun()


@st.fragment
def results(name: str) -> None:
    """Draw every message with its state, reply and, where it is held, the difference; a click opens the customer."""
    _ = words()
    desk = reads.application().desk
    counts = reading.state_counts(desk, name)
    st.session_state[DRAWN] = (name, counts)
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
        wanted = tuple(MessageState(state) for state in chosen)
        pages = -(-sum(counts[each] for each in wanted or counts) // PAGE_ROWS)
        place = min(int(st.session_state.get("result_page", 1)), max(pages, 1))
        page = reading.ledger(desk, name, states=wanted, start=(place - 1) * PAGE_ROWS, limit=PAGE_ROWS)
        row = tables.table(
            _rows(page, _named(page), _), _columns(_), alt=_("Messages"), key="result_table", most=PAGE_ROWS
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            if pages > 1:
                st.pagination(pages, key="result_page")
            export_menu(lambda: _all(name, wanted, _), name="messages", words=_, key="results")
            link("mailbox", _("Mailbox"), icon=":material/inbox:")
        if row is not None:
            go("customer", id=str(page[row].customer_key))


def _all(name: str, wanted: tuple[MessageState, ...], words: Words) -> pd.DataFrame:
    told = reading.ledger(reads.application().desk, name, states=wanted)
    return _rows(told, _named(told), words)


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
                "told": held_why(message.held_why or ANSWERS.get(message.reply or "", message.reply), words),
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
        "at": tables.moment_column(_("When"), _, has_year=False, has_seconds=True, width=130),
        "told": text(_("Reply or reason"), width=280),
        "difference": text(_("Difference"), width=220),
    }
