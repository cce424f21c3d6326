"""Other words from a language model of the user's own, where one is named: proposed line by line, taken over by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.actions import Action
from core.errors import SaldoError
from core.wording.model import language_model
from core.wording.propose import LONGEST_WISH, is_locked, propose
from dashboard import reads
from dashboard.plain import plain
from dashboard.refusals import refusal, refuse
from dashboard.session import may
from dashboard.studio.boxes import begin_from

if TYPE_CHECKING:
    from core.campaigns.studio import Version
    from core.wording.model import LanguageModel
    from core.wording.propose import Proposal
    from dashboard.i18n import Words
    from dashboard.studio.pick import Picked

PROPOSED: Final = "studio_proposal"


def reword(picked: Picked, base: Version, forms: dict[str, str], words: Words) -> None:
    """Draw the button and what was proposed; nothing at all where no model is named, or where the law wrote the text."""
    _ = words
    try:
        model = language_model(reads.application().settings)
    except SaldoError as refused:
        st.caption(plain(refusal(refused, words)))
        return
    if model is None or is_locked(picked.message):
        return
    with st.popover(_("Other words"), icon=":material/edit_note:", disabled=not may(Action.TEMPLATE)):
        st.caption(
            _(
                "{model} proposes other words for the texts in the boxes. It gets the template and made-up values, nothing about a customer. Facts and values are checked; you decide, and it becomes a draft like any other.",
                model=plain(model.label),
            )
        )
        wish = st.text_input(_("What should change?"), key="studio_wish", max_chars=LONGEST_WISH)
        if st.button(_("Ask for a proposal"), key="studio_ask", type="primary", disabled=not may(Action.TEMPLATE)):
            _ask(model, picked, forms, wish or "", words)
        kept = st.session_state.get(PROPOSED)
        if kept is not None and kept[0] == (picked.message, picked.language):
            _show(picked, base, kept[1], words, is_of_these=kept[2] == forms)


def _ask(model: LanguageModel, picked: Picked, forms: dict[str, str], wish: str, words: Words) -> None:
    st.session_state.pop(PROPOSED, None)
    try:
        with st.spinner(words("Asking the model")):
            proposal = propose(model, picked.message, picked.language, forms, wish=wish)
    except SaldoError as refused:
        refuse(refused)
        return
    st.session_state[PROPOSED] = ((picked.message, picked.language), proposal, dict(forms))


def _show(picked: Picked, base: Version, proposal: Proposal, words: Words, *, is_of_these: bool) -> None:
    """Draw what was proposed; what was typed since is never written over."""
    _ = words
    for each in proposal.lines:
        sign = ":material/close:" if each.refused else ":material/check:"
        st.markdown(f"{sign} :gray[{plain(each.before)}]  \n{plain(each.after)}")
        if each.refused:
            st.caption(_("Not taken over: {why}.", why=plain("; ".join(each.refused))))
    if not is_of_these:
        st.caption(_("The texts changed since this was proposed: ask again."))
    elif proposal.passed:
        label = _.count("Put {n} line into the boxes", "Put {n} lines into the boxes", proposal.passed)
        st.button(
            label,
            key="studio_take_over",
            icon=":material/input:",
            on_click=_take_over,
            args=(picked, base.number, proposal),
        )


def _take_over(picked: Picked, number: int, proposal: Proposal) -> None:
    begin_from(picked, number, proposal.forms)
    st.session_state.pop(PROPOSED, None)
