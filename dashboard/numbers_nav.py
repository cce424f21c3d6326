"""The row of parts behind the door Numbers: each is a page of its own, one click from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.doors import FOLDER, link

if TYPE_CHECKING:
    from dashboard.i18n import Words


def numbers_nav(words: Words) -> None:
    """Draw the links to every part of the numbers; call it under the title of each of them."""
    _ = words
    parts = (
        ("numbers", _("Figures"), ":material/monitoring:"),
        ("aging", _("Aging explorer"), ":material/grid_view:"),
        ("review", _("DSO review"), ":material/waterfall_chart:"),
        ("reconciliation", _("Reconciliation"), ":material/balance:"),
        ("forecast", _("Cash forecast"), ":material/event_upcoming:"),
        ("model", _("Model"), ":material/science:"),
        ("behaviour", _("Payment behaviour"), ":material/fingerprint:"),
        ("credit", _("Credit and insurance"), ":material/shield:"),
        ("causes", _("Late because of us"), ":material/handyman:"),
    )
    with st.container(horizontal=True, gap="small", key="numbers_nav"):
        for page, label, icon in parts:
            if (FOLDER / f"{page}.py").exists():
                link(page, label, icon=icon)
