"""Campaigns: the list, a new one, and the mailbox."""

from __future__ import annotations

import streamlit as st

from core.actions import Action
from dashboard.campaign.overview import overview
from dashboard.doors import go, link
from dashboard.empty import edition_or_stop
from dashboard.session import may, words

_ = words()
edition_or_stop(_("Campaigns"))

with st.container(horizontal=True, vertical_alignment="center"):
    st.title(_("Campaigns"), anchor=False, width="stretch")
    link("templates", _("Templates"), icon=":material/article:")
    link("effect", _("What it did"), icon=":material/science:")
    link("mailbox", _("Mailbox"), icon=":material/inbox:")
    if st.button(
        _("New campaign"), type="primary", icon=":material/add:", key="new_campaign", disabled=not may(Action.CAMPAIGN)
    ):
        go("campaign")
overview(_)
