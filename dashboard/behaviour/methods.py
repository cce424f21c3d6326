"""Payers by method: how many customers pay mostly by each, and who."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.behaviour.patterns.pattern import PatternName
from core.behaviour.patterns.words import method_label
from dashboard.behaviour import pick
from dashboard.behaviour.listing import customers_behind
from dashboard.behaviour.reads import behaviour, chosen
from dashboard.charts.flow import reason_bars
from dashboard.i18n import Words
from dashboard.session import words
from dashboard.tables import number_column

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from dashboard.filters import Asked
    from dashboard.reads import Edition


def methods(of: Edition, asked: Asked) -> None:
    """Draw the customers by their usual method; a click shows them."""
    _ = words()
    told = _methods(of, asked)
    with st.container(border=True, gap="small"):
        st.header(
            _("Payers by method"),
            anchor=False,
            help=_(
                "Customers that pay by one method more than half of the time, and not by chance; of five pay days or more."
            ),
        )
        if told.empty:
            st.caption(_("The ledger does not say by which method these customers pay, or too few payments are known."))
            return
        pick.clickable(_figure(of, asked, _.language), "method", alt=_("Payers by method"))
    method = pick.picked("method")
    rows = told[told["text"] == method].sort_values("of", ascending=False, kind="stable", ignore_index=True)
    if method is None or rows.empty:
        st.caption(_("Click a bar to see the customers that pay by that method."))
        return
    customers_behind(
        of,
        asked,
        rows.assign(share=100 * rows["value"], days=rows["of"]),
        {
            "share": st.column_config.NumberColumn(_("Share"), format="%.0f%%", width=80),
            "days": number_column(_("Pay days"), _, width=85),
        },
        title=_("Pay by {method}", method=method_label(method, _)),
        key="method_customers",
        words=_,
        on_close=pick.close,
    )


def _methods(of: Edition, asked: Asked) -> pd.DataFrame:
    known = behaviour(of, asked.as_of)
    keys = known.records.keys[chosen(of, asked.as_of, asked.scope)]
    patterns = known.patterns[known.patterns["pattern"] == PatternName.METHOD]
    return patterns[patterns["customer_key"].isin(keys)]


@st.cache_resource(show_spinner=False, max_entries=32)
def _figure(of: Edition, asked: Asked, language: str) -> go.Figure:
    _ = Words(language=language)
    counts = _methods(of, asked)["text"].value_counts()
    bars = [
        (str(name), method_label(str(name), _), int(number), _.number(int(number))) for name, number in counts.items()
    ]
    return reason_bars(bars, words=_)
