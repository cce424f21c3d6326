"""Month-ends of the last two years: one family of figures at a time, as lines and as a table to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.metrics.metric import Unit
from core.metrics.registry import METRICS
from core.metrics.trend import TREND_METRICS
from core.money import precision, to_decimal
from dashboard import reads, tables
from dashboard.charts.style import CONFIG
from dashboard.charts.trend import month_lines
from dashboard.exports import export_menu
from dashboard.i18n import Words
from dashboard.kpi import said
from dashboard.session import words
from dashboard.texts import later

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from dashboard.filters import Asked
    from dashboard.reads import Edition

# A card has room for a year.
COURSE_MONTHS = 12
FAMILIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "dso": (later("DSO"), ("dso", "best_possible_dso", "countback_dso")),
    "balance": (later("Balances"), ("open_balance", "past_due", "unallocated")),
    "late": (later("Lateness"), ("average_days_delinquent",)),
    "collected": (later("Collection"), ("collection_effectiveness", "percent_current")),
}


@st.fragment
def trend_board(of: Edition, asked: Asked) -> None:
    """Draw the course of one family over 24 month-ends; the choice reruns only this."""
    _ = words()
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(_("24 month-ends"), anchor=False, width="stretch")
            family = st.segmented_control(
                _("Figures"),
                list(FAMILIES),
                default="dso",
                required=True,
                format_func=lambda name: _(FAMILIES[name][0]),
                key="trend_family",
                label_visibility="collapsed",
                persist_state="session",
            )
        rows = month_ends(of, asked)
        if rows.empty:
            st.caption(_("The first month-end of this ledger is still to come."))
            return
        slugs = FAMILIES[family or "dso"][1]
        st.plotly_chart(
            _figure(of, asked, slugs, _.language),
            config=CONFIG,
            key=f"trend_{family}",
            alt=_("Course over 24 month-ends"),
        )
        export_menu(lambda: in_full(rows, asked.currency, _), name="month-ends", words=_, key="trend")


def month_ends(of: Edition, asked: Asked) -> pd.DataFrame:
    """Return the month-ends of the asked currency, oldest first."""
    rows = reads.trend(of, asked.as_of, scope=asked.scope)
    return rows[rows["currency"] == asked.currency]


def course(of: Edition, asked: Asked) -> dict[str, list[float | None]]:
    """Return each metric's values at the last month-ends before the day asked, oldest first."""
    rows = month_ends(of, asked)
    before = rows[rows["month_end"] < pd.Timestamp(asked.as_of)]
    return {slug: _points(before[slug].tail(COURSE_MONTHS)) for slug in TREND_METRICS}


def in_full(rows: pd.DataFrame, currency: str, words: Words) -> pd.DataFrame:
    """Return the month-ends with every metric under its label, money in units."""
    shown = pd.DataFrame({words("Month-end"): rows["month_end"].dt.date, words("Currency"): currency})
    for slug, metric in TREND_METRICS.items():
        values = rows[slug]
        if metric.unit is Unit.AMOUNT:
            values = tables.in_units(values, rows["currency"])
        shown[words(metric.label)] = values
    return shown


@st.cache_resource(show_spinner=False, max_entries=128)
def _figure(of: Edition, asked: Asked, slugs: tuple[str, ...], language: str) -> go.Figure:
    _ = Words(language=language)
    rows = month_ends(of, asked)
    unit = METRICS[slugs[0]].unit
    is_money = unit is Unit.AMOUNT

    def in_unit(value: float) -> str:
        if is_money:
            return _.round_money(round(value * 10 ** precision(asked.currency)), asked.currency)
        return said(value, unit, asked.currency, _)

    return month_lines(
        [stamp.date() for stamp in rows["month_end"]],
        {
            _(METRICS[slug].label): [
                float(to_decimal(int(point), asked.currency)) if is_money and point is not None else point
                for point in _points(rows[slug])
            ]
            for slug in slugs
        },
        said=in_unit,
        words=_,
    )


def _points(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]
