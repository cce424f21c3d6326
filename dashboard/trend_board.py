"""Month-ends of the last two years: the figures one chooses as lines, with target, finding and a table to take away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.metrics.metric import Unit
from core.metrics.registry import METRICS
from core.metrics.trend import TREND_METRICS
from core.money import precision, to_decimal
from dashboard import tables
from dashboard.charts.trend import month_lines
from dashboard.drawn import draw
from dashboard.explain.panel import open_picked, pick
from dashboard.exports import export_menu
from dashboard.i18n import Words
from dashboard.kpi import said
from dashboard.numbers import reads as figures
from dashboard.numbers.choice import chosen_figures
from dashboard.numbers.course_finding import course_finding
from dashboard.numbers.course_table import course_table
from dashboard.numbers.course_undefined import undefined_until
from dashboard.numbers.membership import rows_by_choice
from dashboard.session import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

    from dashboard.filters import Asked
    from dashboard.reads import Edition

# A card has room for a year.
COURSE_MONTHS = 12
CHART = "trend_chart"


@st.fragment
def trend_board(of: Edition, asked: Asked) -> None:
    """Draw the course of the figures one chooses over 24 month-ends; the choice reruns only this."""
    _ = words()
    house = figures.house()
    with st.container(border=True, gap="small"):
        st.header(_("24 month-ends"), anchor=False)
        slugs = chosen_figures(house.dso, _)
        rows = rows_by_choice(of, asked, _)
        if rows is None:
            return
        rows = rows[rows["currency"] == asked.currency]
        if rows.empty:
            st.caption(_("The first month-end of this ledger is still to come."))
            return
        if not slugs:
            st.caption(_("Choose at least one figure."))
            return
        targets = {slug: house.targets[slug] for slug in slugs if slug in house.targets}
        _chart(rows, asked, slugs, targets, _)
        for line in undefined_until(of, asked, rows, slugs, _):
            st.caption(line)
        for slug in slugs[:1] if len(slugs) > 1 else slugs:
            st.markdown(_finding(rows, slug, targets.get(slug), asked.currency, _))
        export_menu(lambda: in_full(rows, asked.currency, _), name="month-ends", words=_, key="trend")
        course_table(rows, slugs, asked.currency, _)
    open_picked(of, asked)


def course(of: Edition, asked: Asked) -> dict[str, list[float | None]]:
    """Return each metric's values at the last month-ends before the day asked, oldest first."""
    rows = figures.trend(of, asked.as_of, scope=asked.scope)
    before = rows[(rows["currency"] == asked.currency) & (rows["month_end"] < pd.Timestamp(asked.as_of))]
    return {slug: points(before[slug].tail(COURSE_MONTHS)) for slug in TREND_METRICS}


def in_full(rows: pd.DataFrame, currency: str, words: Words) -> pd.DataFrame:
    """Return the month-ends with every metric under its label, money in units."""
    shown = pd.DataFrame({words("Month-end"): rows["month_end"].dt.date, words("Currency"): currency})
    for slug, metric in TREND_METRICS.items():
        values = rows[slug]
        if metric.unit is Unit.AMOUNT:
            values = tables.in_units(values, rows["currency"])
        shown[words(metric.label)] = values
    return shown


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure as the chart takes it: money in units."""

    name: str
    points: tuple[float | None, ...]


def _chart(rows: pd.DataFrame, asked: Asked, slugs: Sequence[str], targets: Mapping[str, float], words: Words) -> None:
    """Draw the lines; a click on a point explains that figure of that month-end."""
    ends = tuple(stamp.date() for stamp in rows["month_end"])

    def explain_point() -> None:
        clicked = st.session_state[CHART].selection.points
        if clicked and clicked[0]["curve_number"] < len(slugs):
            pick(slugs[clicked[0]["curve_number"]], date.fromisoformat(str(clicked[0]["x"])[:10]))

    lines = tuple(
        Line(name=words(METRICS[slug].label), points=tuple(_in_units(points(rows[slug]), slug, asked.currency)))
        for slug in slugs
    )
    draw(
        _figure(
            ends,
            lines,
            targets=tuple(targets.items()),
            slug=slugs[0],
            currency=asked.currency,
            language=words.language,
        ),
        words("Course over 24 month-ends"),
        key=CHART,
        on_select=explain_point,
    )


@st.cache_resource(show_spinner=False, max_entries=128)
def _figure(
    ends: tuple[date, ...],
    lines: tuple[Line, ...],
    *,
    targets: tuple[tuple[str, float], ...],
    slug: str,
    currency: str,
    language: str,
) -> go.Figure:
    _ = Words(language=language)
    unit = METRICS[slug].unit

    def in_unit(value: float) -> str:
        minor = value * 10 ** precision(currency) if unit is Unit.AMOUNT else value
        return said(round(minor) if unit is Unit.AMOUNT else minor, unit, currency, _)

    return month_lines(
        ends,
        {line.name: line.points for line in lines},
        said=in_unit,
        words=_,
        targets={
            _("Target: {figure}", figure=_(METRICS[name].label)): _in_units([target], name, currency)[0] or 0.0
            for name, target in targets
        },
    )


def _finding(rows: pd.DataFrame, slug: str, target: float | None, currency: str, words: Words) -> str:
    ends = [stamp.date() for stamp in rows["month_end"]]
    return course_finding(METRICS[slug], ends, points(rows[slug]), target=target, currency=currency, words=words)


def _in_units(values: Sequence[float | None], slug: str, currency: str) -> list[float | None]:
    if METRICS[slug].unit is not Unit.AMOUNT:
        return list(values)
    return [None if value is None else float(to_decimal(round(value), currency)) for value in values]


def points(values: pd.Series) -> list[float | None]:
    """Return a column as floats, None where a metric is undefined."""
    return [None if pd.isna(value) else float(value) for value in values]
