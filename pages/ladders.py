"""Ladders: their steps, who climbs which, the contact policy, late entries, and every version there was."""

from __future__ import annotations

import streamlit as st

from core.strategy.strategy_check import problems
from dashboard.empty import edition_or_stop
from dashboard.ladders import draft as drafts
from dashboard.ladders import reads as ladders
from dashboard.ladders.contact import contact_board
from dashboard.ladders.late import late_board
from dashboard.ladders.proposal import proposal
from dashboard.ladders.steps import ladder_board
from dashboard.ladders.versions import history
from dashboard.ladders.who import rules_board
from dashboard.sections import section
from dashboard.session import words
from dashboard.strategy_nav import strategy_nav

_ = words()
of = edition_or_stop(_("Ladders"))
st.title(_("Ladders"), anchor=False)
draft, version = drafts.current()
st.caption(
    _(
        "When a customer is asked for what, by which channel and in which tone. Version {n} is in force: {why}.",
        n=version.number,
        why=_(version.comment),
    )
)
strategy_nav(_)
view = section(
    _("Part"),
    {
        "steps": _("Steps"),
        "who": _("Who climbs which"),
        "contact": _("Contact"),
        "late": _("Late entries"),
        "versions": _("Versions"),
    },
    param="part",
)
proposal(of, draft, version, _)
can_climb = not problems(draft.proposed)
who = ladders.climbing(of, draft.proposed) if can_climb else {}
if view == "who":
    rules_board(of, draft, who, _)
elif view == "contact":
    contact_board(of, draft, _)
elif view == "late":
    late_board(of, draft, _)
elif view == "versions":
    history(_)
else:
    ladder_board(draft, who, _)
