"""Contacts a day as bars, one part per channel; what was asked for before the change as a mark over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.charts.finding import contacts
from dashboard.charts.style import CATEGORICAL, WORST, finish, legend_above

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from dashboard.i18n import Words

HEIGHT = 250
COLOURS = CATEGORICAL[1:]


def mix_days(by_day: pd.DataFrame, labels: Mapping[str, str], words: Words) -> go.Figure:
    """Return the figure of ``by_day``: day, channel, contacts_was and contacts_then; channels called as ``labels`` says."""
    _ = words
    figure = go.Figure()
    names = [name for name in labels if name in set(by_day["channel"])]
    days = sorted(by_day["day"].unique())
    at = [day.strftime("%Y-%m-%d") for day in days]
    for place, name in enumerate(names):
        rows = by_day[by_day["channel"] == name].set_index("day").reindex(days)
        figure.add_bar(
            x=at,
            y=rows["contacts_then"].to_numpy(),
            name=labels[name],
            marker_color=COLOURS[place % len(COLOURS)],
            hovertemplate="%{y:,.1f}",
        )
    was = by_day.groupby("day")["contacts_was"].sum().reindex(days)
    then = by_day.groupby("day")["contacts_then"].sum().reindex(days)
    if (was - then).abs().max() > 0:
        figure.add_scatter(
            x=at,
            y=was.to_numpy(),
            name=_("All, now"),
            mode="markers",
            marker={"symbol": "line-ew", "size": 14, "line": {"width": 2, "color": WORST}},
            hovertemplate="%{y:,.1f}",
        )
    figure.update_xaxes(
        type="category",
        showgrid=False,
        tickvals=at[::3],
        ticktext=[_.day_of_month(day.to_pydatetime().date()) for day in days[::3]],
    )
    figure.update_yaxes(rangemode="tozero", nticks=5)
    return finish(
        figure, words, height=HEIGHT, says=contacts(by_day, labels, words),
        barmode="stack", bargap=0.25, legend=legend_above(), hovermode="x unified",
        margin={"l": 4, "r": 8, "t": 44, "b": 4},
    )  # fmt: skip
