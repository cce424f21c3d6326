"""Time machine: what a policy would have sent on past days with what was known then, and what went wrong with what was sent."""

from __future__ import annotations

import streamlit as st

from dashboard.empty import edition_or_stop
from dashboard.replay.ask import ask
from dashboard.replay.own import own
from dashboard.replay.results import results
from dashboard.sections import section
from dashboard.session import words
from dashboard.strategy_nav import strategy_nav

_ = words()
of = edition_or_stop(_("Time machine"))
st.title(_("Time machine"), anchor=False)
st.caption(_("What would have been sent on past days, with what was known then, and what became of it."))
strategy_nav(_)
view = section(
    _("View"),
    {"ask": _("Run a policy"), "own": _("Our own reminders"), "runs": _("Results")},
    param="view",
)
if view == "own":
    own(of, _)
elif view == "runs":
    results(of, _)
else:
    ask(of, _)
