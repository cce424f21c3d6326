"""Late because of us: in euros by cause and owner, complaints, and advice on deliveries."""

from __future__ import annotations

import streamlit as st

from dashboard import reads
from dashboard.causes import reads as read
from dashboard.causes.board import board, currency_of
from dashboard.causes.complained import complained
from dashboard.causes.finding import finding
from dashboard.causes.goods import goods
from dashboard.empty import edition_or_stop
from dashboard.numbers_nav import numbers_nav
from dashboard.sections import section
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Late because of us"))
as_of, currency = reads.latest_on(of), currency_of(of)
st.title(_("Late because of us"), anchor=False)
st.caption(
    _(
        "What customers do not pay because something waits on us. Ledger of {day}, {currency}.",
        day=_.day(as_of),
        currency=currency,
    )
)
numbers_nav(_)
finding(read.late(of, read.turn(), as_of), currency, _)
view = section(
    _("Part"),
    {"causes": _("Causes"), "goods": _("Deliveries"), "complaints": _("Complaints")},
    param="view",
)
if view == "goods":
    goods(of, as_of)
elif view == "complaints":
    complained(of)
else:
    board(of, as_of, currency)
