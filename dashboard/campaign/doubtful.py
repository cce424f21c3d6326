"""Messages that only a person can decide: held because their facts changed, or uncertain whether they arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.campaigns import decide, reading
from core.vocabulary import MessageState
from dashboard import reads
from dashboard.plain import plain
from dashboard.session import person, words
from dashboard.texts import MESSAGE_STATES, later

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.desk.campaign_tables import Message
    from core.desk.engine import Desk
    from dashboard.i18n import Words

MOST = 50
ACTS: dict[MessageState, tuple[tuple[str, Callable[..., None]], ...]] = {
    MessageState.HELD: ((later("Send it after all"), decide.release), (later("Keep it back"), decide.keep_back)),
    MessageState.UNCERTAIN: (
        (later("Send it again"), decide.resend),
        (later("Count it as sent"), decide.accept_as_sent),
    ),
}


def doubtful(name: str) -> None:
    """Draw each held or uncertain message with what changed, and the two ways to decide."""
    _ = words()
    desk = reads.application().desk
    waiting = reading.ledger(desk, name, states=tuple(ACTS))
    if not waiting:
        return
    names = reading.names_of(desk, [message.id for message in waiting[:MOST]])
    with st.container(border=True, key="doubtful"):
        st.header(
            _.count("{n} message needs your decision", "{n} messages need your decision", len(waiting)), anchor=False
        )
        for message in waiting[:MOST]:
            _one(desk, name, message, names.get(message.id, message.customer_id), _)
        if len(waiting) > MOST:
            st.caption(_("These are the first {n}; decide them, and the next ones follow.", n=MOST))


def difference(message: Message, words: Words) -> str:
    """Return what a message says against what the book says now, empty where nothing differs in amounts."""
    return "; ".join(
        words(
            "{number}: {before} is now {after}",
            number=part["number"],
            before=part["balance"],
            after=part["balance_now"],
        )
        for part in message.difference or []
    )


def _one(desk: Desk, name: str, message: Message, customer: str, words: Words) -> None:
    _ = words
    state = MessageState(message.state)
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(customer)}** :orange-badge[{_(MESSAGE_STATES[state])}]")
            told = [message.held_why or message.reply or "", difference(message, words)]
            st.caption(" · ".join(plain(each) for each in told if each))
        with st.popover(_("Decide"), icon=":material/gavel:"):
            why = st.text_input(_("Why?"), key=f"decide_why_{message.id}", max_chars=300)
            for place, (label, act) in enumerate(ACTS[state]):
                if st.button(_(label), key=f"decide_{message.id}_{place}", disabled=not why.strip(), width="stretch"):
                    act(desk, name, message.id, by=person(), why=why.strip())
                    st.rerun()
