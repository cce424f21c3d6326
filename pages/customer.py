"""One customer: ``/customer?id=`` followed by the customer key."""

from __future__ import annotations

import streamlit as st

from dashboard import reads
from dashboard.customer.cases import case_board
from dashboard.customer.done import done_board
from dashboard.customer.elsewhere import elsewhere
from dashboard.customer.habits import habit_line
from dashboard.customer.header import title
from dashboard.customer.next import next_board
from dashboard.customer.owed import balances
from dashboard.customer.parts import parts
from dashboard.customer.returned import returned_board
from dashboard.doors import link
from dashboard.empty import edition_or_stop, nothing
from dashboard.identity.panel import same_line
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Customer"))
link("customers", _("All customers"), icon=":material/arrow_back:")

asked = st.query_params.get("id", "")
if not asked.isdecimal():
    nothing(_("No customer chosen"), _("Open one from the list of customers."), icon=":material/groups:")
    st.stop()

as_of = reads.latest_on(of)
who, known, found = title(of, int(asked), as_of, _)
done_board(who.names, _)
returned_board(who.names, _)
same_line(of, who, _)
balances(found, _)
habit_line(of, who, as_of, _)
next_board(found, _)
elsewhere(who.names, as_of, _)
case_board(who, as_of, _)
parts(of, who, known, as_of, _)
