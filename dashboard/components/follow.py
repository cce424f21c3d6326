"""Text boxes that are heard while somebody types, so that a preview beside them follows."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

PAUSE_MILLISECONDS = 600  # of the hand: shorter, and every letter would be a message
_render = st.components.v2.component(
    "saldo_typing",
    html="<span></span>",
    js=(Path(__file__).parent / "follow.js").read_text(encoding="utf-8"),
)


def follow_typing(container: str, *, key: str) -> None:
    """Take over what is typed in the boxes of the container with the key ``container`` after a short pause."""
    _render(key=key, data={"container": container, "pause": PAUSE_MILLISECONDS})
