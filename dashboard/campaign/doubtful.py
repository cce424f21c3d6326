"""Messages that only a person can decide: held because their facts changed, or uncertain whether they arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.campaigns import decide, reading
from core.campaigns.rewrite import predecessors, rewrite
from core.vocabulary import MessageState
from dashboard import reads
from dashboard.campaign.differences import in_words
from dashboard.campaign.evidence import evidence
from dashboard.campaign.held_why import held_why
from dashboard.doors import go, link
from dashboard.plain import plain
from dashboard.session import may, person, words
from dashboard.texts import MESSAGE_STATES, later

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.desk.campaign_tables import Message
    from core.desk.engine import Desk
    from dashboard.i18n import Words

MOST = 50
ACTS: dict[MessageState, tuple[tuple[str, Callable[..., None]], ...]] = {
    MessageState.HELD: ((later("Send it after all"), decide.release), (later("Drop it"), decide.keep_back)),
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
        _anew(desk, waiting, _)
        for message in waiting[:MOST]:
            _one(desk, name, message, names.get(message.id, message.customer_id), _)
        if len(waiting) > MOST:
            st.caption(_("These are the first {n}; decide them, and the next ones follow.", n=MOST))


def follows(name: str, words: Words) -> None:
    """Say whose messages a campaign has written anew, with the way to them."""
    for before in sorted({each for _, each in predecessors(reads.application().desk, name)}):
        link("campaign", words("Written anew from {name}", name=plain(before)), icon=":material/history:", name=before)


def _anew(desk: Desk, waiting: Sequence[Message], words: Words) -> None:
    """Offer to write what is held anew, all of it at once: a campaign of its own, to be read and approved."""
    ids = [message.id for message in waiting if message.state == MessageState.HELD]
    if not ids:
        return
    label = words.count("Write the {n} held message anew", "Write the {n} held messages anew", len(ids))
    if st.button(
        label, icon=":material/edit_note:", key="doubtful_anew", type="primary", disabled=not may(Action.CAMPAIGN)
    ):
        made = rewrite(desk, reads.application().book(), ids, by=person())
        if made.campaigns:
            go("campaign", name=made.campaigns[0])
        why = next(iter(made.left.values()), "")
        st.warning(plain(words("No message is due now: {why}.", why=held_why(why, words))), icon=":material/block:")


def difference(message: Message, words: Words) -> str:
    """Return what a message says against what the book says now, empty where nothing differs in amounts or days."""
    return "; ".join(in_words(message.difference, words))


def _one(desk: Desk, name: str, message: Message, customer: str, words: Words) -> None:
    _ = words
    state = MessageState(message.state)
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(customer)}** :orange-badge[{_(MESSAGE_STATES[state])}]")
            told = [held_why(message.held_why or message.reply or "-", words), difference(message, words)]
            st.caption(" · ".join([*(plain(each) for each in told if each), *evidence(message, words)]))
        with st.popover(_("Decide"), icon=":material/gavel:", disabled=not may(Action.HANDLE)):
            why = st.text_input(_("Why?"), key=f"decide_why_{message.id}", max_chars=300)
            for place, (label, act) in enumerate(ACTS[state]):
                if st.button(_(label), key=f"decide_{message.id}_{place}", disabled=not why.strip(), width="stretch"):
                    act(desk, name, message.id, by=person(), why=why.strip())
                    st.rerun()
