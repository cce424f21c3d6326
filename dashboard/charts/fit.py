"""How many contacts a day each value of a threshold asks for, beside what fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.charts.style import CATEGORICAL, LATE, WORST, finish

if TYPE_CHECKING:
    from core.strategy.suggest_threshold import Fit
    from dashboard.i18n import Words

HEIGHT = 260


def fit_curve(found: Fit, words: Words, *, label: str) -> go.Figure:
    """Return the contacts a day by the values of the threshold called ``label``, a line at what fits, a mark at what fits best."""
    _ = words
    figure = go.Figure()
    figure.add_scatter(
        x=list(found.values),
        y=found.per_day.tolist(),
        mode="lines+markers",
        line={"width": 2.2, "color": CATEGORICAL[1]},
        marker={"size": 5},
        hovertemplate="%{x:,} · %{y:,.1f}<extra></extra>",
        showlegend=False,
    )
    figure.add_hline(y=found.wanted, line={"width": 1.5, "dash": "dot", "color": LATE})
    if found.best is not None:
        figure.add_scatter(
            x=[found.best],
            y=[found.at(found.best)],
            mode="markers",
            marker={"size": 12, "color": WORST, "symbol": "diamond"},
            hovertemplate="%{x:,} · %{y:,.1f}<extra></extra>",
            showlegend=False,
        )
    figure.update_yaxes(rangemode="tozero", nticks=5, title=_("A working day"))
    figure.update_xaxes(title=label, showgrid=False)
    return finish(figure, words, height=HEIGHT, margin={"l": 4, "r": 8, "t": 8, "b": 4})
