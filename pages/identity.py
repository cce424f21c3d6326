"""Customer data: what is wrong with what we know of customers, and which of them may be one and the same."""

from __future__ import annotations

import streamlit as st

from dashboard import reads
from dashboard.doors import link
from dashboard.empty import edition_or_stop
from dashboard.identity import reads as read
from dashboard.identity.pairs import pairs
from dashboard.identity.quality import faults, finding
from dashboard.sections import section
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Customer data"))
link("settings", _("Settings"), icon=":material/arrow_back:")
st.title(_("Customer data"), anchor=False)
st.caption(
    _(
        "Who is this? Numbers by their check digits, addresses by their own rules; nobody outside is asked. Ledger of {day}.",
        day=_.day(reads.latest_on(of)),
    )
)
finding(read.quality(of), read.duplicates(of, read.turn()), _)
view = section(_("Part"), {"faults": _("Faults"), "pairs": _("Perhaps the same")}, param="view")
if view == "pairs":
    pairs(of)
else:
    faults(of)
