"""A figure on the screen, with its finding for who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.charts.style import CONFIG, SAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go


def draw(figure: go.Figure, title: str, *, key: str, on_select: Callable[[], None] | None = None) -> None:
    """Draw ``figure``; its text alternative is ``title`` and what the figure says, and a click on a point runs ``on_select``."""
    st.plotly_chart(
        figure,
        key=key,
        on_select="ignore" if on_select is None else on_select,
        selection_mode="points",
        config=CONFIG,
        alt=alternative(figure, title),
    )


def alternative(figure: go.Figure, title: str) -> str:
    """Return what stands for ``figure`` where it cannot be seen."""
    return f"{title}. {figure.layout.meta[SAYS]}"
