"""Templates: the texts of the messages, written, tried, compared and approved; ``/templates?message=&in=&part=``."""

from __future__ import annotations

import streamlit as st

from dashboard.doors import link
from dashboard.empty import edition_or_stop
from dashboard.sections import section
from dashboard.session import words
from dashboard.studio.pick import pick
from dashboard.studio.trial import trial
from dashboard.studio.versions import versions
from dashboard.studio.write import write

_ = words()
of = edition_or_stop(_("Templates"))
with st.container(horizontal=True, vertical_alignment="center"):
    link("campaigns", _("All campaigns"), icon=":material/arrow_back:")
    link("settings", _("Settings"), icon=":material/tune:")
st.title(_("Templates"), anchor=False)
st.caption(_("What your messages say. A change is a draft until somebody approves it; every version is kept."))

picked = pick(_)
part = section(_("Part"), {"write": _("Write"), "try": _("Try out"), "versions": _("Versions")}, param="part")
if part == "write":
    write(picked, of)
elif part == "try":
    trial(picked, of)
else:
    versions(picked)
