"""Contacts a day, one line per channel: as it is dotted, as it would be drawn through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.charts.finding import contacts
from dashboard.charts.style import CATEGORICAL, finish, legend_above

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from dashboard.i18n import Words

HEIGHT = 240
SHOWN = 0.05  # of a contact: less is rounding
COLOURS = CATEGORICAL[1:]


def contacts_by_day(by_day: pd.DataFrame, labels: Mapping[str, str], *, words: Words) -> go.Figure:
    """Return the contacts of ``by_day`` (day, channel, contacts_was, contacts_then), channels called as ``labels`` says."""
    figure = go.Figure()
    names = list(dict.fromkeys(by_day["channel"].tolist()))
    for place, name in enumerate(names):
        rows = by_day[by_day["channel"] == name]
        colour, label = COLOURS[place % len(COLOURS)], labels.get(name, name)
        shared = {"x": rows["day"], "legendgroup": name, "line_color": colour, "mode": "lines"}
        figure.add_scatter(
            **shared,
            y=rows["contacts_then"],
            name=label,
            line_width=2.2,
            hovertemplate="%{x|%d-%m} · %{y:,.1f}",
        )
        if (rows["contacts_was"] - rows["contacts_then"]).abs().max() > SHOWN:
            figure.add_scatter(
                **shared,
                y=rows["contacts_was"],
                name=words("{channel}, now", channel=label),
                line_width=1.4,
                line_dash="dot",
                hovertemplate="%{x|%d-%m} · %{y:,.1f}",
            )
    figure.update_yaxes(rangemode="tozero", nticks=5)
    figure.update_xaxes(tickformat="%d-%m", nticks=8, showgrid=False)
    says = contacts(by_day, labels, words)
    return finish(figure, words, height=HEIGHT, says=says, legend=legend_above(), hovermode="x unified")
