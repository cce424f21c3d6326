"""The page of the mix as one fragment: the proposal on top, one of its parts, and what it makes of the days ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.mix import draft as drafts
from dashboard.mix.channels import channels
from dashboard.mix.names import names
from dashboard.mix.outlook import outlook
from dashboard.mix.proposal import proposal_bar
from dashboard.mix.question import question
from dashboard.mix.reads import answer, ground
from dashboard.mix.shares import shares
from dashboard.mix.steps import steps
from dashboard.mix.suggestions import suggestions
from dashboard.mix.versions import versions
from dashboard.sections import section
from dashboard.session import words

if TYPE_CHECKING:
    from datetime import date

    from dashboard.reads import Edition


@st.fragment
def board(of: Edition, as_of: date) -> None:
    """Draw the mix; a slider let go, or a channel chosen, reruns only this."""
    _ = words()
    draft = drafts.current()
    part = section(
        _("Part"),
        {
            "steps": _("Steps"),
            "shares": _("Shares"),
            "channels": _("Channels"),
            "suggestions": _("Suggestions"),
            "question": _("Our day"),
            "versions": _("Versions"),
        },
        param="part",
    )
    with st.spinner(_("Finding out what the days ahead bring.")):
        on, told = ground(of, as_of), answer(of, as_of, draft.mix)
    called = names(of, on.strategy, _)
    if draft.is_changed:
        proposal_bar(draft, told.then, called, _)
    if part == "versions":
        versions(called, _)
        return
    if part == "channels":
        channels(_)
    elif part == "suggestions":
        suggestions(of, on, draft, _)
    elif part == "question":
        question(of, on, draft, told.then, _)
    elif part == "shares":
        shares(of, on, draft, told.then, _)
    else:
        steps(on, draft, _)
    outlook(told, _)
