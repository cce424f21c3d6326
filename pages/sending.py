"""Ways to send: e-mail with its test, and every other channel with its gateway."""

from __future__ import annotations

import streamlit as st

from dashboard.sections import section
from dashboard.sending.gateways import gateways
from dashboard.sending.mail import mail
from dashboard.sending.post import letters
from dashboard.sending.receipts import receipts
from dashboard.session import words

_ = words()
st.title(_("Ways to send"), anchor=False)
way = section(
    _("Way"),
    {"mail": _("E-mail"), "gateways": _("Gateways"), "letters": _("Letters"), "receipts": _("Receipts")},
    param="way",
)
if way == "mail":
    mail(_)
elif way == "gateways":
    gateways(_)
elif way == "letters":
    letters(_)
else:
    receipts(_)
