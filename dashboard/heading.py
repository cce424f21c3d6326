"""The head of a page: what it is, what it is about, and the filters beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.filters import filter_bar, in_words

if TYPE_CHECKING:
    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def heading(title: str, of: Edition, words: Words, *, is_dated: bool = False, group: str | None = None) -> Asked:
    """Draw the title with the filter bar at its right, and under it in words what was asked; return that.

    With ``group``, a currency, all currencies together in it can be chosen.
    """
    left, right = st.columns([1, 1.5], vertical_alignment="bottom", gap="small")
    with left:
        st.title(title, anchor=False)
        line = st.empty()
    with right:
        asked = filter_bar(of, words, is_dated=is_dated, group=group)
    line.caption(in_words(asked, of, words))
    return asked
