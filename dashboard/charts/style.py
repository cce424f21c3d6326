"""What every figure shares: the theme's colour placeholders, margins, and a quiet tool bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from dashboard.i18n import Words

CONFIG = {"displayModeBar": False, "responsive": True}
SAYS = "says"
"""Where a figure carries its finding: the figure is shared by everybody, and so is what it says."""

# Streamlit's Plotly theme swaps these placeholders in the browser for chartCategoricalColors of the active mode, so
# one cached figure serves light and dark. They are internal to Streamlit: a browser test reads the painted colour.
CATEGORICAL = tuple(f"#{place:06d}" for place in range(1, 11))
# The same way to chartSequentialColors: from near the page's own colour to the strongest.
SEQUENTIAL = tuple(f"#{place:06d}" for place in range(11, 21))
# Order of chartCategoricalColors in .streamlit/config.toml: the ageing ramp from grey (not due) to wine (oldest).
NOT_DUE, EARLY, MIDDLE, LATE, VERY_LATE, WORST = CATEGORICAL[:6]


def finish(figure: go.Figure, words: Words, *, height: int, says: str, **layout: Any) -> go.Figure:  # noqa: ANN401  # Plotly's
    """Return ``figure`` with the shared layout; nothing zooms, nothing drags, numbers in the reader's marks.

    ``says`` is the finding in words, for who cannot see the figure (dashboard/drawn.py reads it).
    """
    figure.update_layout(shared_layout(words, height=height, says=says, **layout))
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True)
    return figure


def shared_layout(words: Words, *, height: int, says: str, **layout: Any) -> dict[str, Any]:  # noqa: ANN401  # Plotly's
    """Return the shared layout with ``layout`` over it, for a figure made at once; its axes need ``fixedrange``."""
    return {
        "height": height,
        "meta": {SAYS: says},
        "separators": words.separators,
        "dragmode": False,
        "font": {"size": 12},
        "hoverlabel": {"namelength": -1},
        "margin": {"l": 4, "r": 8, "t": 8, "b": 4},
        **layout,
    }


def legend_above() -> dict[str, Any]:
    """Return a legend that stands above the plot and wraps upwards, so that a phone never covers the bars."""
    return {
        "orientation": "h",
        "yanchor": "bottom",
        "y": 1.0,
        "x": 0,
        "xanchor": "left",
        "traceorder": "normal",
        "itemclick": False,
        "itemdoubleclick": False,
        "title": None,
        "font_size": 12,
    }
