"""One customer: ``/customer?id=`` followed by the customer key."""

from __future__ import annotations

import streamlit as st

from core.metrics.customers import customer_items
from dashboard import reads
from dashboard.customer.changes import change_board
from dashboard.customer.header import balances, details, title
from dashboard.customer.holds import hold_board
from dashboard.customer.lists import open_items, paid_items, payments
from dashboard.customer.messages import messages
from dashboard.customer.notes import note_board
from dashboard.doors import link
from dashboard.empty import edition_or_stop, nothing
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Customer"))
link("customers", _("All customers"), icon=":material/arrow_back:")

asked = st.query_params.get("id", "")
if not asked.isdecimal():
    nothing(_("No customer chosen"), _("Open one from the list of customers."), icon=":material/groups:")
    st.stop()

key, as_of = int(asked), reads.latest_on(of)
known = title(of, key, as_of, _)
balances(of, key, as_of, _)
invoices = customer_items(reads.book(of), key, as_of, is_settled=False, page_size=200).rows["number"]
hold_board(known["entity"], known["customer_id"], as_of, sorted(set(invoices)))

tabs = st.tabs(
    [_("Open items"), _("Paid items"), _("Payments"), _("Messages"), _("Notes"), _("Details")],
    on_change="rerun",
    key="customer_tabs",
)
if tabs[0].open:
    with tabs[0]:
        open_items(of, key, as_of)
if tabs[1].open:
    with tabs[1]:
        paid_items(of, key, as_of)
if tabs[2].open:
    with tabs[2]:
        payments(of, key, as_of)
if tabs[3].open:
    with tabs[3]:
        messages(known["entity"], known["customer_id"], _)
if tabs[4].open:
    with tabs[4]:
        note_board(known["entity"], known["customer_id"])
if tabs[5].open:
    with tabs[5]:
        change_board(of, known["entity"], known["customer_id"])
        details(of, key, known, as_of, _)
