"""The audit trail: who did what, approvals given alone, and whether the trail is as it was written."""

from __future__ import annotations

import streamlit as st

from dashboard.audit.check import check
from dashboard.audit.looks import looks
from dashboard.audit.trail import trail
from dashboard.doors import link
from dashboard.sections import section
from dashboard.session import words

_ = words()
link("settings", _("Settings"), icon=":material/arrow_back:")
st.title(_("Audit trail"), anchor=False)
st.caption(
    _(
        "Everything that somebody changes or takes away, with who, when, why, before and after. Nothing in it can be changed."
    )
)
view = section(
    _("Part"),
    {"trail": _("Trail"), "looks": _("Second looks"), "check": _("Check and file")},
    param="view",
)
if view == "looks":
    looks()
elif view == "check":
    check()
else:
    trail()
