"""A warning before words of a protected kind are kept: once; pressing again keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.sensitive.words import LABELS, sensitive_words
from dashboard.plain import plain

if TYPE_CHECKING:
    from dashboard.i18n import Words

WARNED: Final = "warned_of"  # the text that somebody was warned of: the same again is kept


def may_be_kept(text: str, words: Words) -> bool:
    """Return whether ``text`` has no word of a protected kind, or somebody was warned of it and meant it; else warn."""
    _ = words
    found = sensitive_words(text)
    if not found or st.session_state.get(WARNED) == text:
        st.session_state.pop(WARNED, None)
        return True
    st.session_state[WARNED] = text
    told = "; ".join(f"{each.word} ({_(LABELS[each.category])})" for each in found)
    st.warning(
        plain(
            _(
                "This says something that the law protects: {words}. Leave it out if it can be left out; press the button again to keep it as it is.",
                words=told,
            )
        ),
        icon=":material/health_and_safety:",
    )
    return False
