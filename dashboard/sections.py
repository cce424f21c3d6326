"""Parts of one page behind a row of buttons; which one is open stands in the URL under a name no language changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Mapping


def section(label: str, options: Mapping[str, str], *, param: str) -> str:
    """Draw the buttons and return the name of the open part: the one ``?param=`` names, else the first."""
    asked = st.query_params.get(param)
    shown = asked if asked is not None and asked in options else next(iter(options))
    # A key per part: a link to another part of this very page must win over what the buttons held.
    key = f"section_{param}_{shown}"

    def remember() -> None:
        st.query_params[param] = st.session_state[key]

    st.segmented_control(
        label,
        list(options),
        default=shown,
        required=True,
        format_func=lambda name: options[name],
        key=key,
        on_change=remember,
        label_visibility="collapsed",
    )
    return shown
