"""Bank: what came in on the statements, and the few lines that need a person."""

from __future__ import annotations

import streamlit as st

from dashboard.bank.matched import matched
from dashboard.bank.queue import queue
from dashboard.bank.reads import lines, names
from dashboard.bank.statements import drop_statement, freshness
from dashboard.empty import edition_or_stop
from dashboard.sections import section
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Bank"))
st.title(_("Bank"), anchor=False)
found = lines(of)
freshness(of, _)
with st.grid(3, min_column_width=150, gap="small"):
    st.metric(_("Need a look"), _.number(len(found.waiting)), border=True, height="stretch")
    st.metric(_("Matched, not in the ledger yet"), _.number(found.matched), border=True, height="stretch")
    st.metric(_("In the ledger"), _.number(found.in_ledger), border=True, height="stretch")
view = section(
    _("View"),
    {"queue": _("Need a look"), "matched": _("Matched"), "import": _("Import a statement")},
    param="view",
)
if view == "matched":
    matched(found.settled, names(of), _)
elif view == "import":
    drop_statement(of, _)
else:
    queue(found.waiting, names(of), _)
