"""Messages a day as bars: those paid within a week, those not, and those that were wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.style import EARLY, NOT_DUE, WORST, finish, legend_above

if TYPE_CHECKING:
    from dashboard.i18n import Words

HEIGHT = 270


def replay_days(days: pd.DataFrame, words: Words) -> go.Figure:
    """Return the figure of ``days``: day, messages, paid, wrong and, where known, is_over (the week after has passed)."""
    _ = words
    is_over = days["is_over"] if "is_over" in days else days["messages"] >= 0
    waiting = (days["messages"] - days["paid"] - days["wrong"]).clip(lower=0)
    parts = (
        (_("Paid within 7 days"), days["paid"], EARLY, ""),
        (_("Not paid within 7 days"), waiting.where(is_over, 0), NOT_DUE, ""),
        (_("The week has not passed"), waiting.where(~is_over, 0), NOT_DUE, "/"),
        (_("Wrong"), days["wrong"], WORST, ""),
    )
    figure = go.Figure()
    for label, counts, colour, shape in parts:
        if counts.any():
            figure.add_bar(
                x=days["day"],
                y=counts,
                name=label,
                marker_color=colour,
                marker_pattern_shape=shape,
                hovertemplate="%{y:,}",
            )
    figure.update_xaxes(tickformat="%d-%m", nticks=9, showgrid=False)
    figure.update_yaxes(rangemode="tozero", nticks=5)
    return finish(
        figure, words, height=HEIGHT, says=_says(days, words),
        barmode="stack", bargap=0.2, legend=legend_above(), hovermode="x unified", margin={"l": 4, "r": 8, "t": 44, "b": 4},
    )  # fmt: skip


def _says(days: pd.DataFrame, words: Words) -> str:
    """Return how many messages there were, what came of them, and the day of most."""
    _ = words
    most = days.iloc[int(days["messages"].to_numpy().argmax())]
    return _(
        "{messages} messages on {n} days: {paid} paid within 7 days, {wrong} wrong. Most on {day}: {most}.",
        messages=_.number(int(days["messages"].sum())),
        n=_.number(len(days)),
        paid=_.number(int(days["paid"].sum())),
        wrong=_.number(int(days["wrong"].sum())),
        day=_.day(pd.Timestamp(most["day"]).date()),
        most=_.number(int(most["messages"])),
    )
