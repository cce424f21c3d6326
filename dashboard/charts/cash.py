"""Cash by week: what is expected with its interval, what came, and what due dates alone would say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from core.money import precision
from dashboard.charts.style import LATE, NOT_DUE, VERY_LATE, WORST, finish, legend_above

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.i18n import Words


def cash_by_week(weeks: pd.DataFrame, currency: str, words: Words, *, height: int = 340) -> go.Figure:
    """Return bars of ``expected_minor`` with their interval, ``due_minor`` as a line, ``came_minor`` as dots where it is there."""
    _ = words
    days = [row.to_pydatetime().date() for row in weeks["to_on"]]
    at = [day.isoformat() for day in days]

    def money(column: str) -> list[str]:
        return [_.round_money(int(value), currency) for value in weeks[column]]

    expected, low, high = money("expected_minor"), money("low_minor"), money("high_minor")
    unit = 10 ** precision(currency)
    figure = go.Figure()
    figure.add_bar(
        x=at,
        y=weeks["expected_minor"] / unit,
        name=_("Expected"),
        marker_color=NOT_DUE,
        error_y={
            "type": "data",
            "symmetric": False,
            "array": (weeks["high_minor"] - weeks["expected_minor"]) / unit,
            "arrayminus": (weeks["expected_minor"] - weeks["low_minor"]) / unit,
            "color": VERY_LATE,
            "thickness": 1.5,
            "width": 3,
        },
        hovertext=[
            _("Week to {day}: {expected}, between {low} and {high}", day=_.day(day), expected=one, low=two, high=three)
            for day, one, two, three in zip(days, expected, low, high, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.add_scatter(
        x=at,
        y=weeks["due_minor"] / unit,
        name=_("If everybody paid on the due date"),
        mode="lines",
        line={"width": 1.5, "dash": "dot", "color": LATE},
        hovertext=money("due_minor"),
        hovertemplate="%{hovertext}<extra></extra>",
    )
    if "came_minor" in weeks:
        figure.add_scatter(
            x=at,
            y=weeks["came_minor"] / unit,
            name=_("Came in"),
            mode="markers",
            marker={"size": 9, "color": WORST, "symbol": "diamond"},
            hovertext=money("came_minor"),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    figure.update_xaxes(
        type="category",
        showgrid=False,
        tickvals=at[::2],
        ticktext=[_.day_of_month(day) for day in days[::2]],
    )
    figure.update_yaxes(tickformat="~s", zeroline=False, rangemode="tozero")
    return finish(
        figure,
        words,
        height=height,
        says=_says(weeks, currency, words),
        legend=legend_above(),
        bargap=0.35,
        margin={"l": 4, "r": 8, "t": 44, "b": 4},
    )


def _says(weeks: pd.DataFrame, currency: str, words: Words) -> str:
    """Return what is expected in all, the fullest week, and what came where that is known."""
    _ = words
    if weeks.empty:
        return _("There is nothing in it.")
    fullest = weeks.iloc[int(weeks["expected_minor"].to_numpy().argmax())]
    told = _(
        "{expected} is expected in {n} weeks, most in the week to {day}: {most}. By due dates alone it would be {due}.",
        expected=_.round_money(int(weeks["expected_minor"].sum()), currency),
        n=len(weeks),
        day=_.day(fullest["to_on"].to_pydatetime().date()),
        most=_.round_money(int(fullest["expected_minor"]), currency),
        due=_.round_money(int(weeks["due_minor"].sum()), currency),
    )
    if "came_minor" not in weeks:
        return told
    inside = ((weeks["came_minor"] >= weeks["low_minor"]) & (weeks["came_minor"] <= weeks["high_minor"])).sum()
    came = _.round_money(int(weeks["came_minor"].sum()), currency)
    return f"{told} " + _(
        "{came} came in; {n} of {all} weeks lay inside the interval.", came=came, n=int(inside), all=len(weeks)
    )
