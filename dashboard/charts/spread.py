"""Spread of a measure by group: a band for the middle half, a thin line for nine in ten, a mark for the median."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.charts.style import EARLY, NOT_DUE, VERY_LATE, finish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.i18n import Words

ROW_PIXELS = 38
FRAME_PIXELS = 48


def spread_bars(
    groups: Sequence[tuple[str, str, tuple[float, float, float, float, float], str]],
    *,
    axis: str,
    words: Words,
) -> go.Figure:
    """Return one row a group from top to bottom; each is (key, label, 5-25-50-75-95 % values, hover text).

    ``customdata`` of a band is [key]. The due date, zero, is a line.
    """
    order = list(reversed(groups))
    labels = [html.escape(label) for _, label, _, _ in order]
    values = [spread for *_, spread, _ in order]

    def band(low: int, high: int, width: float, colour: str) -> go.Bar:
        return go.Bar(
            y=labels,
            x=[spread[high] - spread[low] for spread in values],
            base=[spread[low] for spread in values],
            orientation="h",
            width=width,
            marker_color=colour,
            marker_line_width=0,
            customdata=[[key] for key, *_ in order],
            hovertext=[hover for *_, hover in order],
            hovertemplate="%{hovertext}<extra></extra>",
        )

    figure = go.Figure([band(0, 4, 0.12, NOT_DUE), band(1, 3, 0.56, EARLY)])
    figure.update_traces(selected_marker_opacity=1, unselected_marker_opacity=0.35)
    figure.add_trace(
        go.Scatter(
            y=labels,
            x=[spread[2] for spread in values],
            mode="markers",
            marker={"symbol": "line-ns", "size": 20, "line": {"width": 3, "color": VERY_LATE}},
            hoverinfo="skip",
        ),
    )
    figure.add_vline(x=0, line_width=1, line_dash="dot", opacity=0.6)
    figure.update_xaxes(title=axis, zeroline=False)
    figure.update_yaxes(ticksuffix="   ", showgrid=False)
    return finish(
        figure,
        words,
        says=_says(groups, axis, words),
        height=FRAME_PIXELS + ROW_PIXELS * max(len(groups), 1),
        barmode="overlay",
        showlegend=False,
        clickmode="event+select",
    )


def _says(
    groups: Sequence[tuple[str, str, tuple[float, float, float, float, float], str]], axis: str, words: Words
) -> str:
    """Return the group of the highest and of the lowest median, each with its middle half."""
    if not groups:
        return words("There is nothing in it.")

    def told(place: int) -> str:
        _key, label, (_low, first, median, third, _high), _hover = ranked[place]
        return words(
            "{group}, median {median}, half of it between {first} and {third}",
            group=label,
            median=words.number(median, 1),
            first=words.number(first, 1),
            third=words.number(third, 1),
        )

    ranked = sorted(groups, key=lambda each: each[2][2])
    if len(ranked) == 1:
        return f"{axis}: {told(0)}."
    return words("{axis}. Highest: {highest}. Lowest: {lowest}.", axis=axis, highest=told(-1), lowest=told(0))
