"""Agency: who ran out of steps, what handing over brings, and what is with the agency."""

from __future__ import annotations

import streamlit as st

from dashboard import reads
from dashboard.agency import reads as read
from dashboard.agency.finding import finding
from dashboard.agency.kept import kept
from dashboard.agency.ripe import ripe
from dashboard.agency.terms import terms
from dashboard.empty import edition_or_stop
from dashboard.sections import section
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Agency"))
as_of = reads.latest_on(of)
st.title(_("Agency"), anchor=False)
st.caption(
    _("Nothing is chased by two: who is handed over hears nothing from us any more. Ledger of {day}.", day=_.day(as_of))
)
finding(read.candidates(of, read.turn(), as_of), read.register(of, read.turn()), _)
view = section(
    _("Part"), {"ripe": _("Ripe"), "register": _("With the agency"), "terms": _("Terms and fees")}, param="view"
)
if view == "register":
    kept(of)
elif view == "terms":
    terms(of)
else:
    ripe(of, as_of)
