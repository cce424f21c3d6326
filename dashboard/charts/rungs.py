"""A ladder as a line of days: the due date, and every step at its day with its name and channel."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import plotly.graph_objects as go

from dashboard.charts.style import EARLY, NOT_DUE, VERY_LATE, finish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.i18n import Words

HEIGHT: Final = 46
FRAME: Final = 40
MARK: Final = 15


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step: its day from the due date, its number, and what is written beside it."""

    day: int
    number: str
    said: str
    is_firm: bool


def rungs(steps: Sequence[Rung], *, words: Words) -> go.Figure:
    """Return ``steps`` one under the other, each at its day; the due date is a line at 0."""
    _ = words
    figure = go.Figure()
    last = max([0, *(each.day for each in steps)])
    first = min([0, *(each.day for each in steps)])
    for place, each in enumerate(steps):
        colour = VERY_LATE if each.is_firm else EARLY
        figure.add_scatter(
            x=[0, each.day],
            y=[place, place],
            mode="lines+markers",
            line={"color": colour, "width": 3},
            marker={"size": [0, MARK], "color": colour},
            hoverinfo="skip",
        )
        # Above its line from the due date on, so that a phone has room for it.
        figure.add_annotation(
            x=0, xanchor="left", xshift=6, y=place, yshift=15, showarrow=False, text=html.escape(each.said)
        )
    span = max(last - first, 1)
    figure.add_vline(x=0, line_color=NOT_DUE, line_width=2)
    figure.update_xaxes(
        range=[first - span * 0.02, last + span * 0.06],
        tickvals=sorted({0, *(each.day for each in steps)}),
        ticktext=[_("due") if day == 0 else _.number(day) for day in sorted({0, *(each.day for each in steps)})],
        showgrid=False,
        zeroline=False,
    )
    figure.update_yaxes(visible=False, range=[len(steps) - 0.6, -0.9])
    told = "; ".join(_("day {day}: {step}", day=_.number(each.day), step=each.said) for each in steps)
    says = (
        _.count(
            "{n} step, counted from the due date. {told}.",
            "{n} steps, counted from the due date. {told}.",
            len(steps),
            told=told,
        )
        if steps
        else _("It has no steps.")
    )
    return finish(figure, words, height=FRAME + HEIGHT * max(len(steps), 1), says=says, showlegend=False)
