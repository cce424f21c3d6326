"""The page's language, said to screen readers: Streamlit calls every page English."""

from __future__ import annotations

import streamlit as st

_render = st.components.v2.component(
    "saldo_language",
    html="<span></span>",
    js="export default ({data}) => { document.documentElement.lang = data.language }",
)


def say_language(language: str) -> None:
    """Let screen readers speak ``language`` (nl, en), the one the page is written in."""
    _render(key="page_language", data={"language": language})
