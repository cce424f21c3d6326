"""The lab as one fragment: the proposal on top, then levers, rules or versions, and what the proposal would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.segments.validate import unusable, validate
from dashboard.lab import draft as drafts
from dashboard.lab.answer import answer
from dashboard.lab.board import board, taken_up
from dashboard.lab.overtaken import overtaken
from dashboard.lab.proposal import proposal_bar
from dashboard.lab.rules import rules
from dashboard.lab.versions import history
from dashboard.plain import plain
from dashboard.sections import section
from dashboard.session import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.i18n import Words
    from dashboard.reads import Edition


@st.fragment
def lab(of: Edition, as_of: date, currency: str) -> None:
    """Draw the lab; a lever let go, or a rule changed, reruns only this."""
    _ = words()
    draft = taken_up(drafts.current(of))
    # Places that are always there: an element that comes in above the levers would have them built anew under the hand.
    notice = st.container()
    parts = {"levers": _("Levers"), "rules": _("Rules"), "versions": _("Versions")}
    part = section(_("Part"), parts, param="part")
    bar = st.container()
    problems = validate(draft.proposed, _)
    if drafts.is_overtaken(draft, of):
        with notice:
            overtaken(of, draft, _)
    if draft.can_undo or draft.can_redo:
        with bar:
            proposal_bar(draft, problems, _)
    if part == "versions":
        history(of, draft, _)
        return
    if part == "rules":
        rules(of, as_of, draft, _)
    elif not unusable(draft.proposed):
        # Also while a rule does nothing: the lever that did it is the way back.
        with st.container(border=True, key="lab"):
            board(of, as_of, draft, currency, _)
    if problems:
        _refused(problems, _)
    elif draft.is_changed:
        answer(of, as_of, draft.proposed, currency, _)
    elif part == "levers":
        st.caption(
            _("Drag a lever: the counts follow your hand. Nothing changes until you save.")
            + " "
            + _(
                "The bars are the customers under it; blue is who the condition holds for, in full colour whose segment it can change; the tallest are cut off."
            )
        )


def _refused(problems: Sequence[str], words: Words) -> None:
    """Say what is wrong with the proposal, and the ways on."""
    for problem in problems:
        st.error(plain(problem), icon=":material/error:")
    st.caption(words("This cannot be saved: move the lever back, undo, or change the rules."))
