"""Which figures to see side by side: families of one unit, so that their lines share an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.metric import Theme, Unit
from core.metrics.registry import METRICS
from core.metrics.trend import TREND_METRICS
from dashboard.texts import later

if TYPE_CHECKING:
    from dashboard.i18n import Words

LABELS = {
    "dso": later("DSO"),
    "balance": later("Balances"),
    "shares": later("Shares"),
    "late": later("Lateness"),
    "collected": later("Collection"),
    "turnover": later("Turnover"),
    "risk": later("Disputes and losses"),
}


BY_UNIT = {Unit.AMOUNT: "balance", Unit.DAYS: "late", Unit.RATIO: "turnover", Unit.SHARE: "shares"}


def _family(slug: str) -> str:
    """Return the family of a metric: DSOs together, and the rest by what their axis counts."""
    metric = METRICS[slug]
    if metric.theme is Theme.DSO:
        return "dso"
    return BY_UNIT.get(metric.unit, "risk" if metric.theme is Theme.RISK else "collected")


FAMILIES: dict[str, tuple[str, ...]] = {
    name: tuple(slug for slug in TREND_METRICS if _family(slug) == name) for name in LABELS
}
FIRST = {
    "balance": ("open_balance", "past_due", "unallocated"),
    "late": ("average_days_delinquent", "average_days_late", "weighted_days_past_due"),
    "collected": ("collection_effectiveness", "percent_current"),
}


def chosen_figures(house_dso: str, words: Words) -> list[str]:
    """Draw the choice of family and figures; return the slugs, the house DSO first where it is one of them."""
    _ = words
    family = (
        st.segmented_control(
            _("Figures"),
            list(FAMILIES),
            default="dso",
            required=True,
            format_func=lambda name: _(LABELS[name]),
            key="trend_family",
            label_visibility="collapsed",
            persist_state="session",
        )
        or "dso"
    )
    slugs = FAMILIES[family]
    wanted = (house_dso, "best_possible_dso", "countback_dso") if family == "dso" else FIRST.get(family, slugs)
    if len(slugs) == 1:
        return list(slugs)
    picked = st.pills(
        _("Side by side"),
        slugs,
        selection_mode="multi",
        default=list(dict.fromkeys(wanted)),
        format_func=lambda slug: _(METRICS[slug].label),
        key=f"trend_slugs_{family}_{house_dso}",
        label_visibility="collapsed",
        persist_state="session",
    )
    return sorted(picked, key=lambda slug: (slug != house_dso, slugs.index(slug)))
