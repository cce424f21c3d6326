"""Bars of one measure by name: what is in a campaign, and what is out for which reason."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.charts.finding import largest
from dashboard.charts.style import EARLY, NOT_DUE, finish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.i18n import Words

BAR_PIXELS = 30
FRAME_PIXELS = 16
HEADROOM = 1.8


def reason_bars(bars: Sequence[tuple[str, str, int, str]], *, words: Words) -> go.Figure:
    """Return one bar a reason from top to bottom; each is (key, label, number, text beside it), the first leads.

    ``customdata`` of a bar is [key].
    """
    order = list(reversed(bars))
    figure = go.Figure(
        go.Bar(
            y=[html.escape(label) for _, label, _, _ in order],
            x=[number for _, _, number, _ in order],
            orientation="h",
            customdata=[[key] for key, _, _, _ in order],
            marker_color=[NOT_DUE] * (len(order) - 1) + [EARLY],
            marker_line_width=0,
            text=[text for _, _, _, text in order],
            textposition="outside",
            cliponaxis=False,
            textfont_size=12,
            hovertemplate="<b>%{y}</b><br>%{text}<extra></extra>",
        ),
    )
    figure.update_traces(selected_marker_opacity=1, unselected_marker_opacity=0.35)
    figure.update_xaxes(visible=False, range=[0, max([1, *(number for _, _, number, _ in bars)]) * HEADROOM])
    figure.update_yaxes(ticksuffix="   ", showgrid=False)
    return finish(
        figure,
        words,
        says=largest([(label, number, text) for _key, label, number, text in bars], words),
        height=FRAME_PIXELS + BAR_PIXELS * max(len(bars), 1),
        bargap=0.3,
        showlegend=False,
        clickmode="event+select",
    )
