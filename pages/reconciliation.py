"""Reconciliation: the book beside its files, beside the general ledger, and beside what was reported."""

from __future__ import annotations

import streamlit as st

from dashboard import reads
from dashboard.empty import edition_or_stop
from dashboard.numbers_nav import numbers_nav
from dashboard.reconciliation.choice import currency_of, month_of
from dashboard.reconciliation.files import files
from dashboard.reconciliation.ledger import general_ledger
from dashboard.reconciliation.months import months
from dashboard.sections import section
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Reconciliation"))
st.title(_("Reconciliation"), anchor=False)
st.caption(_("Is it true? The book beside the files it was made of, the general ledger, and what was reported."))
numbers_nav(_)

view = section(
    _("View"),
    {"close": _("Months closed"), "ledger": _("General ledger"), "files": _("Files")},
    param="view",
)
if view == "files":
    files(of)
else:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        ends_on = month_of(of, _)
        currency = currency_of(reads.choices(of).currencies, _) if view == "close" else None
    if ends_on is None:
        st.info(_("No month is over yet in this book."), icon=":material/event_busy:")
    elif currency is None:
        general_ledger(of, ends_on)
    else:
        months(of, ends_on, currency)
