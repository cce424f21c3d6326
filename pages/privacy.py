"""Privacy: who objects, what people decided of people, who needs help, what is kept how long, why, and whether it is fair."""

from __future__ import annotations

import streamlit as st

from dashboard import reads
from dashboard.doors import link
from dashboard.privacy.asked import helped, objecting
from dashboard.privacy.decided import decided
from dashboard.privacy.erasing import erasures
from dashboard.privacy.fair import fair
from dashboard.privacy.finding import finding
from dashboard.privacy.keeping import keeping
from dashboard.privacy.purposes import purposes
from dashboard.sections import section
from dashboard.session import words

_ = words()
of = reads.edition()
link("settings", _("Settings"), icon=":material/arrow_back:")
st.title(_("Privacy"), anchor=False)
st.caption(_("What the people among our customers may ask of us, and what is decided of them only by a person."))
finding(_)
view = section(
    _("Part"),
    {
        "objections": _("Objections"),
        "decisions": _("Decisions"),
        "help": _("Who needs help"),
        "keeping": _("How long"),
        "erasing": _("Erasing and copies"),
        "register": _("Why we may"),
        "fairness": _("Fairness"),
    },
    param="view",
)
if view == "decisions":
    decided(of)
elif view == "help":
    helped(of)
elif view == "keeping":
    keeping(of)
elif view == "erasing":
    erasures(of)
elif view == "register":
    purposes()
elif view == "fairness":
    fair(of)
else:
    objecting(of)
