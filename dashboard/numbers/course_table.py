"""The month-ends as a table, the newest on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.metrics.metric import Unit
from core.metrics.registry import METRICS
from dashboard import tables
from dashboard.i18n import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.i18n import Words

DECIMALS = {Unit.DAYS: 1, Unit.PERCENT: 1, Unit.SHARE: 1, Unit.RATIO: 2, Unit.COUNT: 0}
ROWS = 24


def course_table(rows: pd.DataFrame, slugs: Sequence[str], currency: str, words: Words) -> None:
    """Draw the month-ends of ``slugs``, one column each; an empty cell is a month without a value."""
    _ = words
    shown = pd.DataFrame({"month_end": rows["month_end"].dt.date})
    columns: dict[str, Any] = {"month_end": tables.day_column(_("Month-end"), _)}
    for slug in slugs:
        metric = METRICS[slug]
        if metric.unit is Unit.AMOUNT:
            shown[slug] = tables.in_units(rows[slug], rows["currency"])
            columns[slug] = tables.money_column(_(metric.label), currency, _)
        else:
            share = metric.unit is Unit.SHARE
            shown[slug] = (rows[slug] * 100 if share else rows[slug]).round(DECIMALS[metric.unit])
            columns[slug] = _number(_(metric.label), metric.unit, _)
    tables.table(shown.iloc[::-1].reset_index(drop=True), columns, alt=_("Month-ends"), most=ROWS)


def _number(label: str, unit: Unit, words: Words) -> Any:  # noqa: ANN401  # Streamlit's own column
    decimals = DECIMALS[unit]
    sign = " %" if unit in {Unit.PERCENT, Unit.SHARE} else ""
    shown = f"%.{decimals}f" if words.language == SOURCE_LANGUAGE else "localized"
    return st.column_config.NumberColumn(f"{label}{sign}", format=shown, step=10.0**-decimals)
