"""Settings: segments, the figures that lead, data, who writes, how to be paid, and where mail goes."""

from __future__ import annotations

import streamlit as st

from dashboard import reads
from dashboard.doors import link
from dashboard.empty import no_ledger
from dashboard.sections import section
from dashboard.session import words
from dashboard.settings.answers import answers
from dashboard.settings.data import data
from dashboard.settings.figures import figures
from dashboard.settings.mail import mail
from dashboard.settings.own_page import own_page
from dashboard.settings.payment import payment
from dashboard.settings.segments import segments
from dashboard.settings.sender import sender

_ = words()
of = reads.edition()
st.title(_("Settings"), anchor=False)
with st.container(horizontal=True):
    link("health", _("Law and data health"), icon=":material/balance:")
    link("templates", _("Templates"), icon=":material/article:")
    link("sending", _("Ways to send"), icon=":material/outgoing_mail:")
    link("identity", _("Customer data"), icon=":material/badge:")
    link("people", _("People"), icon=":material/group:")
    link("privacy", _("Privacy"), icon=":material/shield_person:")
    link("audit", _("Audit trail"), icon=":material/policy:")
part = section(
    _("Part"),
    {
        "segments": _("Segments"),
        "figures": _("Figures"),
        "data": _("Data"),
        "sender": _("Sender"),
        "payment": _("Payment"),
        "own_page": _("Customer's page"),
        "answers": _("Answers"),
        "mail": _("Mail"),
    },
    param="tab",
)
if part == "data":
    data(of, _)
elif part == "mail":
    mail(_)
elif part == "answers":
    answers(_)
elif part == "own_page":
    own_page(_)
elif part == "figures":
    figures(_)
elif of is None:
    no_ledger()
elif part == "sender":
    sender(of, _)
elif part == "payment":
    payment(of, _)
else:
    segments(of, _)
