"""The row of parts behind the door Strategy: each is a page of its own, one click from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.doors import FOLDER, link

if TYPE_CHECKING:
    from dashboard.i18n import Words


def strategy_nav(words: Words) -> None:
    """Draw the links to every part of the strategy; call it under the title of each of them."""
    _ = words
    parts = (
        ("strategy", _("Segments"), ":material/account_tree:"),
        ("mix", _("Channel mix"), ":material/tune:"),
        ("ladders", _("Ladders"), ":material/stairs:"),
        ("compare", _("Compare"), ":material/compare:"),
        ("replay", _("Time machine"), ":material/history:"),
    )
    with st.container(horizontal=True, gap="small", key="strategy_nav"):
        for page, label, icon in parts:
            if (FOLDER / f"{page}.py").exists():
                link(page, label, icon=icon)
