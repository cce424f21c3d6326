"""What was clicked in a figure of payment behaviour: it stands in the URL, so that a view can be mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.drawn import draw

if TYPE_CHECKING:
    import plotly.graph_objects as go

PARAM = "pick"
TURN = "behaviour_turn"


def picked(kind: str) -> str | None:
    """Return the key of the piece of the figure ``kind`` that was clicked, None when nothing is."""
    told = st.query_params.get(PARAM, "")
    name, _, key = told.partition(":")
    return key if name == kind and key else None


def close() -> None:
    """Forget what was clicked."""
    st.query_params.pop(PARAM, None)
    # A chart keeps its highlight as long as it is the same widget.
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def clickable(figure: go.Figure, kind: str, *, alt: str) -> None:
    """Draw ``figure``; a click on a piece puts its key (the first of its customdata) into the URL."""
    key = f"behaviour_{kind}_{st.session_state.get(TURN, 0)}"

    def pick() -> None:
        points = st.session_state[key].selection.points
        if points and points[0].get("customdata"):
            st.query_params[PARAM] = f"{kind}:{points[0]['customdata'][0]}"
        else:
            st.query_params.pop(PARAM, None)

    draw(figure, alt, key=key, on_select=pick)
