"""The boxes that a template is written in: their keys, and which version they begin from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.studio.pick import Picked


def box_key(picked: Picked, name: str, number: int) -> str:
    """Return the key of the box that a text is written in; each version that is begun from has boxes of its own."""
    return f"studio_{picked.message}_{picked.language}_{name}_{number}"


def base_key(picked: Picked) -> str:
    """Return the key under which the number of the version stands that the editor began from."""
    return f"studio_base_{picked.message}_{picked.language}"


def begin_from(picked: Picked, number: int, forms: Mapping[str, str] | None = None) -> None:
    """Let the editor begin from version ``number``, with ``forms`` in its boxes instead of that version's own."""
    st.session_state[base_key(picked)] = number
    for name, text in (forms or {}).items():
        st.session_state[box_key(picked, name, number)] = text
