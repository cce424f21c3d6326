"""People: who may sign in, in which roles and for whose customers, who stands in, and what two people look at."""

from __future__ import annotations

import streamlit as st

from dashboard.doors import link
from dashboard.people.deputies import deputies
from dashboard.people.four_eyes import four_eyes
from dashboard.people.listing import add_one, listing
from dashboard.people.matrix import matrix
from dashboard.sections import section
from dashboard.session import words

_ = words()
link("settings", _("Settings"), icon=":material/arrow_back:")
st.title(_("People"), anchor=False)
st.caption(
    _(
        "Who works with Saldo here, what each may do, and whose customers they see. A change counts at once, signed in or not."
    )
)
with st.container(horizontal=True, vertical_alignment="center"):
    part = section(
        _("Part"),
        {
            "people": _("People"),
            "deputies": _("Deputies"),
            "four_eyes": _("Four eyes"),
            "roles": _("Who may do what"),
        },
        param="view",
    )
    if part == "people":
        add_one()
if part == "deputies":
    deputies()
elif part == "four_eyes":
    four_eyes()
elif part == "roles":
    matrix()
else:
    listing()
