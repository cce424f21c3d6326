"""What happened with a customer as marks on lanes, one lane a kind, over time."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.charts.style import CATEGORICAL, finish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from dashboard.i18n import Words

LANE_PIXELS = 30
FRAME_PIXELS = 46


def lanes(marks: Mapping[str, Sequence[tuple[date, str]]], *, until: date, words: Words) -> go.Figure:
    """Return one lane per key of ``marks`` (its label), each with its (day, hover text), top to bottom; a line at ``until``."""
    figure = go.Figure()
    for place, (label, happened) in enumerate(reversed(list(marks.items()))):
        figure.add_scatter(
            x=[day.isoformat() for day, _ in happened],
            y=[label] * len(happened),
            mode="markers",
            marker={"size": 9, "color": CATEGORICAL[place % 6], "opacity": 0.75, "line": {"width": 0}},
            hovertext=[f"<b>{words.short_day(day)}</b><br>{html.escape(said)}" for day, said in happened],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
    figure.add_vline(x=until.isoformat(), line_width=1, line_dash="dot", opacity=0.5)
    figure.update_yaxes(showgrid=True, ticksuffix="  ")
    figure.update_xaxes(showgrid=False)
    says = "; ".join(
        words(
            "{kind}: {n}, the latest on {day}",
            kind=label,
            n=len(happened),
            day=words.short_day(max(day for day, _said in happened)),
        )
        for label, happened in marks.items()
        if happened
    )
    return finish(
        figure,
        words,
        height=FRAME_PIXELS + LANE_PIXELS * max(len(marks), 1),
        says=f"{says}." if says else words("There is nothing in it."),
    )
