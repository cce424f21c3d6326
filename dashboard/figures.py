"""Every figure with its definition, formula and warning, as the registry declares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.registry import METRICS
from dashboard.kpi import said
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.metrics.metric import Value
    from dashboard.i18n import Words


def all_figures(values: Mapping[str, Mapping[str, Value]], currency: str, words: Words) -> None:
    """Draw one card a metric: the value at the left, what it means and what to mind at the right."""
    _ = words
    for slug, metric in METRICS.items():
        value = values.get(slug, {}).get(currency)
        with st.container(border=True, key=f"figure_{slug}"):
            left, right = st.columns([1, 2.4], gap="medium")
            left.metric(_(metric.label), said(None if value is None else value.value, metric.unit, currency, words))
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
