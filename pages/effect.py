"""What it did: experiments with what they found, campaigns with what came in, and what flows back into the mix."""

from __future__ import annotations

import streamlit as st

from dashboard.doors import link
from dashboard.effect.begin import begin
from dashboard.effect.decided import decided
from dashboard.effect.lists import campaigns, experiments
from dashboard.effect.mix import mix
from dashboard.empty import edition_or_stop
from dashboard.sections import section
from dashboard.session import words

_ = words()
of = edition_or_stop(_("What it did"))
link("campaigns", _("All campaigns"), icon=":material/arrow_back:")
st.title(_("What it did"), anchor=False)
st.caption(_("By what was drawn, not by who was reached: only that tells what would have come anyway."))
view = section(
    _("View"),
    {
        "experiments": _("Experiments"),
        "campaigns": _("Campaigns"),
        "start": _("Start one"),
        "mix": _("Channels"),
        "decided": _("Settings"),
    },
    param="view",
)
if view == "campaigns":
    campaigns(of, _)
elif view == "start":
    begin(of, _)
elif view == "mix":
    mix(of, _)
elif view == "decided":
    decided(_)
else:
    experiments(of, _)
