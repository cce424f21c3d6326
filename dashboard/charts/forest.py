"""A forest plot: one line per comparison, the estimate with its interval, and a line where nothing differs."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import plotly.graph_objects as go

from dashboard.charts.style import EARLY, NOT_DUE, VERY_LATE, finish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.i18n import Words

ROW_PIXELS: Final = 30
AROUND_PIXELS: Final = 64


@dataclass(frozen=True, kw_only=True)
class Line:
    """One comparison: where it lies, how sure it is, and in words; ``is_whole`` for the pooled one, ``is_sure`` for one that says something."""

    label: str
    value: float
    low: float
    high: float
    said: str
    is_whole: bool = False
    is_sure: bool = False


def forest(lines: Sequence[Line], *, unit: str, words: Words) -> go.Figure:
    """Return the plot of ``lines``, the first on top; ``unit`` stands under the axis."""
    figure = go.Figure()
    for is_whole, is_sure in ((False, False), (False, True), (True, False), (True, True)):
        chosen = [
            (place, each) for place, each in enumerate(lines) if each.is_whole is is_whole and each.is_sure is is_sure
        ]
        if not chosen:
            continue
        colour = VERY_LATE if is_sure and all(each.value < 0 for _, each in chosen) else EARLY
        figure.add_scatter(
            x=[each.value for _, each in chosen],
            y=[place for place, _ in chosen],
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [each.high - each.value for _, each in chosen],
                "arrayminus": [each.value - each.low for _, each in chosen],
                "color": colour if is_sure or is_whole else NOT_DUE,
                "thickness": 2.5 if is_whole else 1.5,
                "width": 5,
            },
            mode="markers",
            marker={
                "size": 13 if is_whole else 9,
                "symbol": "diamond" if is_whole else "circle",
                "color": colour if is_sure or is_whole else NOT_DUE,
            },
            hovertext=[html.escape(each.said) for _, each in chosen],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
    figure.add_vline(x=0, line_width=1, line_dash="dot", line_color="rgba(128,128,128,0.7)")
    figure.update_yaxes(
        tickvals=list(range(len(lines))),
        ticktext=[f"<b>{html.escape(each.label)}</b>" if each.is_whole else html.escape(each.label) for each in lines],
        range=[len(lines) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    figure.update_xaxes(title={"text": unit, "font": {"size": 12}}, zeroline=False)
    says = " ".join(f"{each.said}." for each in lines) or words("There is nothing in it.")
    return finish(
        figure,
        words,
        height=AROUND_PIXELS + ROW_PIXELS * len(lines),
        says=says,
        margin={"l": 4, "r": 12, "t": 4, "b": 36},
    )
