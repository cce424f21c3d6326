"""Mailbox: the mail this machine received, exactly as it came in."""

from __future__ import annotations

import streamlit as st

from dashboard.campaign.decide import where_mail_goes
from dashboard.campaign.inbox import received
from dashboard.doors import link
from dashboard.session import words

_ = words()
link("campaigns", _("All campaigns"), icon=":material/arrow_back:")
st.title(_("Mailbox"), anchor=False)
where_mail_goes(_)
received()
