"""Every figure with its value or the reason it has none, its definition, formula and warning, by what it tells about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.metric import Theme
from core.metrics.registry import METRICS
from dashboard.kpi import said
from dashboard.plain import plain
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.metrics.metric import Metric, Value
    from dashboard.i18n import Words

THEMES = {
    Theme.BALANCE: later("What is open"),
    Theme.DSO: later("Days sales outstanding, every way"),
    Theme.LATENESS: later("How late"),
    Theme.COLLECTION: later("How well collected"),
    Theme.RISK: later("Disputes, losses and concentration"),
}


def all_figures(
    values: Mapping[str, Mapping[str, Value]],
    currency: str,
    words: Words,
    *,
    house_dso: str,
    explain: Callable[[str], None] | None = None,
) -> None:
    """Draw one card a metric under its theme: the value at the left, what it means and what to mind at the right."""
    _ = words
    for theme, title in THEMES.items():
        st.header(_(title), anchor=False)
        for slug, metric in METRICS.items():
            if metric.theme is theme:
                value = values.get(slug, {}).get(currency)
                _figure(metric, value, currency, words, is_house=slug == house_dso, explain=explain)


def _figure(
    metric: Metric,
    value: Value | None,
    currency: str,
    words: Words,
    *,
    is_house: bool,
    explain: Callable[[str], None] | None,
) -> None:
    _ = words
    with st.container(border=True, key=f"figure_{metric.slug}"):
        left, right = st.columns([1, 2.4], gap="medium")
        with left:
            st.metric(_(metric.label), said(None if value is None else value.value, metric.unit, currency, words))
            if is_house:
                st.badge(_("House DSO"), icon=":material/home:")
            if explain is not None:
                explain(metric.slug)
        with right:
            if value is not None and value.why:
                st.markdown(f"**{plain(_(value.why))}**")
            st.markdown(plain(_(metric.definition)))
            for name, said_there in (
                (_("Formula"), _(metric.formula)),
                (_("Mind"), _(metric.warning)),
                (_("Source"), metric.reference),
            ):
                st.caption(f"{name}: {plain(said_there)}")
