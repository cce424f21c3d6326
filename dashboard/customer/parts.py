"""The parts of a customer's page behind their tabs; only the open one costs anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.credit.panel import credit_panel
from dashboard.customer.changes import change_board
from dashboard.customer.habits import habit_board
from dashboard.customer.header import details
from dashboard.customer.items import item_board
from dashboard.customer.lists import paid_items, payments
from dashboard.customer.messages import messages
from dashboard.customer.notes import note_board
from dashboard.customer.own_page import own_page
from dashboard.customer.timeline import timeline
from dashboard.privacy.customer import privacy_panel

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from dashboard.customer.reads import Who
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def parts(of: Edition, who: Who, known: dict[str, Any], as_of: date, words: Words) -> None:
    """Draw the tabs and what is behind the open one; ``known`` is what the source says of the customer."""
    _ = words

    def all_details() -> None:
        change_board(of, *who.names)
        details(of, who.key, known, as_of, words)

    drawn: dict[str, Callable[[], None]] = {
        _("Open items"): lambda: item_board(of, who, as_of),
        _("Timeline"): lambda: timeline(of, who, as_of),
        _("How it pays"): lambda: habit_board(of, who, as_of),
        _("Paid items"): lambda: paid_items(of, who.key, as_of),
        _("Payments"): lambda: payments(of, who.key, as_of),
        _("Credit"): lambda: credit_panel(of, who),
        _("Messages"): lambda: messages(*who.names, words),
        _("Own page"): lambda: own_page(who),
        _("Notes"): lambda: note_board(*who.names),
        _("Privacy"): lambda: privacy_panel(of, who, as_of),
        _("Details"): all_details,
    }
    tabs = st.tabs(list(drawn), on_change="rerun", key="customer_tabs")
    for tab, draw in zip(tabs, drawn.values(), strict=True):
        if tab.open:
            with tab:
                draw()
