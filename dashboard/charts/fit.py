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
    return finish(figure, words, height=HEIGHT, says=_says(found, words), margin={"l": 4, "r": 8, "t": 8, "b": 4})


def _says(found: Fit, words: Words) -> str:
    """Return what the lowest and the highest value ask for, and which fits."""
    _ = words
    per_day = found.per_day.tolist()
    told = _(
        "From {low} with {low_n} a day to {high} with {high_n} a day; {wanted} a day fits.",
        low=_.number(found.values[0]),
        low_n=_.number(per_day[0], 1),
        high=_.number(found.values[-1]),
        high_n=_.number(per_day[-1], 1),
        wanted=_.number(found.wanted),
    )
    if found.best is None:
        return f"{told} " + _("No value brings it down to that.")
    return f"{told} " + _(
        "{value} fits best: {n} a day.", value=_.number(found.best), n=_.number(found.at(found.best), 1)
    )
