"""Calibration: what was said against what came, in ten groups of equal count; on the diagonal the two are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from dashboard.charts.style import LATE, NOT_DUE, finish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.i18n import Words


def calibration_plot(groups: Sequence[Mapping[str, Any]], words: Words, *, height: int = 320) -> go.Figure:
    """Return the groups as dots joined by a line, over the diagonal."""
    _ = words
    top = max([0.1, *(max(row["said"], row["came"]) for row in groups)]) * 1.08
    figure = go.Figure()
    figure.add_scatter(
        x=[0, top], y=[0, top], mode="lines", line={"width": 1.5, "dash": "dot", "color": NOT_DUE}, hoverinfo="skip"
    )
    figure.add_scatter(
        x=[row["said"] for row in groups],
        y=[row["came"] for row in groups],
        mode="lines+markers",
        line={"width": 2, "color": LATE},
        marker={"size": 8, "color": LATE},
        hovertext=[
            _(
                "{n} invoices: said {said}, came {came}",
                n=_.number(row["rows"]),
                said=_.share(row["said"]),
                came=_.share(row["came"]),
            )
            for row in groups
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.update_xaxes(title=_("Said: chance of more than 5 days late"), tickformat=".0%", range=[0, top])
    figure.update_yaxes(title=_("Came"), tickformat=".0%", range=[0, top])
    return finish(
        figure,
        words,
        height=height,
        says=_says(groups, words),
        showlegend=False,
        margin={"l": 4, "r": 8, "t": 8, "b": 4},
    )


def _says(groups: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Return how far what was said lay from what came, on average and at its worst."""
    _ = words
    rows = sum(row["rows"] for row in groups)
    if not rows:
        return _("There is nothing in it.")
    apart = sum(row["rows"] * abs(row["said"] - row["came"]) for row in groups) / rows
    worst = max(groups, key=lambda row: abs(row["said"] - row["came"]))
    return _(
        "Said and came lie {apart} apart on average; furthest where {said} was said and {came} came.",
        apart=_.share(apart),
        said=_.share(worst["said"]),
        came=_.share(worst["came"]),
    )
