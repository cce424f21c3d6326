"""Scheduled runs: what happens by itself, when, and what came of every run."""

from __future__ import annotations

import streamlit as st

from dashboard.runs.history import history
from dashboard.runs.routines import routines, set_one
from dashboard.sections import section
from dashboard.session import words

_ = words()
st.title(_("Scheduled runs"), anchor=False)
st.caption(
    _(
        "Imports, the daily run and digests happen by themselves, once over all workers; what was missed is caught up once."
    )
)
with st.container(horizontal=True, vertical_alignment="center"):
    view = section(_("Part"), {"set": _("Scheduled"), "runs": _("Every run")}, param="view")
    set_one()
if view == "runs":
    history()
else:
    routines()
