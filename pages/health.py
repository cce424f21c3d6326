"""Law and data health: tables of the law with their age, the choices about it, and how fresh ledger and bank are."""

from __future__ import annotations

import streamlit as st

from dashboard import reads
from dashboard.empty import no_ledger
from dashboard.health.choices import choices
from dashboard.health.facts import facts
from dashboard.health.law import law
from dashboard.health.reads import facts_health, law_health
from dashboard.sections import section
from dashboard.session import words

_ = words()
of, known = reads.edition(), law_health()
st.title(_("Law and data health"), anchor=False)
with st.grid(3, min_column_width=150, gap="small"):
    st.metric(_("Tables of the law"), _.number(len(known.tables)), border=True, height="stretch")
    st.metric(_("To be looked up again"), _.number(len(known.to_look_at)), border=True, height="stretch")
    told = _("no ledger") if of is None else _.short_day(reads.latest_on(of))
    st.metric(_("Ledger as of"), told, border=True, height="stretch")
view = section(_("Part"), {"law": _("The law"), "choices": _("Our choices"), "data": _("Data")}, param="view")
if view == "choices":
    choices(_)
elif view == "law":
    law(known, _)
elif of is None:
    no_ledger()
else:
    facts(facts_health(of), _)
