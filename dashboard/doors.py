"""The pages by name, and the ways to them: a jump after an act, and a link."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import streamlit as st

if TYPE_CHECKING:
    from dashboard.i18n import Words

FOLDER = Path(__file__).resolve().parents[1] / "pages"


def doors(words: Words) -> list[st.Page]:
    """Return every page: seven doors, and the ones reached from them."""
    _ = words
    return [
        st.Page(FOLDER / "today.py", title=_("Today"), icon=":material/wb_sunny:", default=True),
        st.Page(FOLDER / "customers.py", title=_("Customers"), icon=":material/groups:"),
        st.Page(FOLDER / "work.py", title=_("Work list"), icon=":material/checklist:"),
        st.Page(FOLDER / "campaigns.py", title=_("Campaigns"), icon=":material/outgoing_mail:"),
        st.Page(FOLDER / "strategy.py", title=_("Strategy"), icon=":material/account_tree:"),
        st.Page(FOLDER / "numbers.py", title=_("Numbers"), icon=":material/monitoring:"),
        st.Page(FOLDER / "settings.py", title=_("Settings"), icon=":material/tune:"),
        *(
            st.Page(FOLDER / f"{name}.py", title=title, url_path=name, visibility="hidden")
            for name, title in (
                ("customer", _("Customer")),
                ("campaign", _("Campaign")),
                ("mailbox", _("Mailbox")),
                ("aging", _("Aging")),
                ("review", _("DSO review")),
                ("reconciliation", _("Reconciliation")),
                ("forecast", _("Cash forecast")),
                ("model", _("Model")),
                ("behaviour", _("Payment behaviour")),
                ("bank", _("Bank")),
                ("mix", _("Channel mix")),
                ("ladders", _("Ladders")),
                ("compare", _("Compare")),
                ("replay", _("Time machine")),
                ("templates", _("Templates")),
                ("health", _("Law and data health")),
                ("sending", _("Ways to send")),
                ("replies", _("Replies")),
                ("effect", _("What it did")),
                ("credit", _("Credit and insurance")),
                ("identity", _("Customer data")),
                ("causes", _("Late because of us")),
                ("agency", _("Agency")),
                ("runs", _("Scheduled runs")),
            )
        ),
    ]


def go(page: str, **query: str) -> NoReturn:
    """Leave for ``page``, as named by its file, with ``query`` in the URL; what widgets keep there stays."""
    st.switch_page(FOLDER / f"{page}.py", query_params=query)


def link(page: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """Draw a link to ``page``."""
    st.page_link(FOLDER / f"{page}.py", label=label, icon=icon, query_params=query)
