"""Days of a figure by group: what each held before and holds now, side by side."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.charts.finding import largest
from dashboard.charts.style import EARLY, NOT_DUE, finish, legend_above

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboard.i18n import Words

ROW_PIXELS = 48
FRAME_PIXELS = 56
HEADROOM = 1.25


def contribution_bars(
    groups: Sequence[tuple[str, str]],
    before: Sequence[float],
    now: Sequence[float],
    *,
    names: tuple[str, str],
    said: Callable[[float], str],
    words: Words,
) -> go.Figure:
    """Return two bars a group, top to bottom: ``groups`` are (key, label), ``names`` those of the two dates.

    ``customdata`` of a bar is [group key].
    """
    figure = go.Figure()
    labels = [html.escape(label) for _, label in groups]
    for name, values, colour in ((names[0], before, NOT_DUE), (names[1], now, EARLY)):
        figure.add_bar(
            y=labels,
            x=list(values),
            name=name,
            orientation="h",
            marker_color=colour,
            marker_line_width=0,
            text=[said(value) for value in values],
            textposition="outside",
            cliponaxis=False,
            textfont_size=12,
            customdata=[[key] for key, _ in groups],
            hovertemplate="<b>%{y}</b><br>%{text}<extra></extra>",
        )
    figure.update_traces(selected_marker_opacity=1, unselected_marker_opacity=0.35)
    figure.update_xaxes(visible=False, range=[min(0.0, *before, *now), max([1e-9, *before, *now]) * HEADROOM])
    figure.update_yaxes(ticksuffix="   ", showgrid=False, autorange="reversed")
    moved = [
        (label, after - was, f"{said(was)} → {said(after)}")
        for (_key, label), was, after in zip(groups, before, now, strict=True)
    ]
    return finish(
        figure,
        words,
        says=words("Change from {before} to {now}.", before=names[0], now=names[1]) + " " + largest(moved, words),
        height=FRAME_PIXELS + ROW_PIXELS * max(len(groups), 1),
        barmode="group",
        bargap=0.3,
        legend=legend_above(),
        clickmode="event+select",
    )
