"""A change in steps from one level to another: the waterfall, lying down so that a phone can read its names."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.charts.finding import largest
from dashboard.charts.style import EARLY, NOT_DUE, VERY_LATE, finish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.i18n import Words

ROW_PIXELS = 40
FRAME_PIXELS = 24
ROOM = 0.28
"""Share of the drawn span kept free at each side, for the numbers beside the bars."""
FROM_ZERO = 0.35
"""Levels are drawn from zero when the steps are at least this share of them."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One part of the change: its key for a click, its name, its size, and the same in words."""

    key: str
    label: str
    size: float
    said: str


def waterfall(
    start: tuple[str, float, str],
    steps: Sequence[Step],
    end: tuple[str, float, str],
    *,
    words: Words,
    keys: tuple[str, str] = ("", ""),
) -> go.Figure:
    """Return the steps from ``start`` to ``end``, top to bottom; each level is (name, value, value in words).

    The axis is cut when the steps would be slivers beside the levels, so the levels are told in words and no axis is drawn.
    ``customdata`` of a step is [key]; that of the levels is in ``keys``, none unless given.
    """
    reached = [start[1]]
    for step in steps:
        reached.append(reached[-1] + step.size)
    low, high = min(*reached, end[1]), max(*reached, end[1])
    span = max(high - low, abs(high) * 0.02, 1e-9)
    floor = 0.0 if low <= 0 or span >= FROM_ZERO * high else low - span * (1 + ROOM)
    figure = go.Figure()
    _bars(figure, [(start[0], floor, start[1] - floor, start[2], keys[0])], NOT_DUE)
    for is_rise, colour in ((True, VERY_LATE), (False, EARLY)):
        bars = [
            (step.label, min(before, before + step.size), abs(step.size), step.said, step.key)
            for step, before in zip(steps, reached, strict=False)
            if (step.size > 0) is is_rise
        ]
        _bars(figure, bars, colour)
    _bars(figure, [(end[0], floor, end[1] - floor, end[2], keys[1])], NOT_DUE)
    names = [html.escape(name) for name in (start[0], *(step.label for step in steps), end[0])]
    figure.update_traces(selected_marker_opacity=1, unselected_marker_opacity=0.35)
    figure.update_xaxes(
        visible=False, range=[min(floor, low - span * ROOM) if floor == 0 < -low else floor, high + span * ROOM * 2]
    )
    figure.update_yaxes(
        ticksuffix="   ", showgrid=False, autorange="reversed", categoryorder="array", categoryarray=names
    )
    return finish(
        figure,
        words,
        says=_says(start, steps, end, words),
        height=FRAME_PIXELS + ROW_PIXELS * len(names),
        barmode="overlay",
        bargap=0.34,
        showlegend=False,
        clickmode="event+select",
    )


def _says(start: tuple[str, float, str], steps: Sequence[Step], end: tuple[str, float, str], words: Words) -> str:
    """Return both levels and the largest steps between them."""
    told = words(
        "From {start}, {before}, to {end}, {after}.", start=start[0], before=start[2], end=end[0], after=end[2]
    )
    return f"{told} {largest([(step.label, step.size, step.said) for step in steps], words)}"


def _bars(figure: go.Figure, bars: Sequence[tuple[str, float, float, str, str]], colour: str) -> None:
    """Add bars of one colour: (name, where it begins, how long, text beside it, key)."""
    figure.add_bar(
        y=[html.escape(name) for name, *_ in bars],
        base=[begin for _, begin, *_ in bars],
        x=[length for _, _, length, *_ in bars],
        orientation="h",
        marker_color=colour,
        marker_line_width=0,
        text=[text for *_, text, _ in bars],
        textposition="outside",
        cliponaxis=False,
        textfont_size=12,
        customdata=[[key] for *_, key in bars],
        hovertemplate="<b>%{y}</b><br>%{text}<extra></extra>",
    )
