"""How late each segment pays: the spread of days late, and the customers of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.behaviour.patterns.pattern import PatternName
from core.behaviour.patterns.portfolio import lateness_by_group
from dashboard import reads
from dashboard.behaviour import pick
from dashboard.behaviour.listing import customers_behind
from dashboard.behaviour.reads import behaviour, chosen, segment_of
from dashboard.charts.spread import spread_bars
from dashboard.i18n import Words
from dashboard.session import words
from dashboard.tables import number_column

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from dashboard.filters import Asked
    from dashboard.reads import Edition


def lateness(of: Edition, asked: Asked) -> None:
    """Draw the spread of days late by segment; a click shows the customers of the segment, the latest payers first."""
    _ = words()
    with st.container(border=True, gap="small"):
        st.header(
            _("Days late by segment"),
            anchor=False,
            help=_(
                "Of invoices paid in two years: the band holds half of them, the line nine in ten, the mark is the median. "
                "Left of the dotted line is before the due date."
            ),
        )
        if _spread(of, asked).empty:
            st.caption(_("Nobody of this selection paid on a day that is known."))
            return
        pick.clickable(_figure(of, asked, _.language), "segment", alt=_("Days late by segment"))
    segment = pick.picked("segment")
    labels = reads.segment_labels(of)
    if segment is None or segment not in labels:
        st.caption(_("Click a band to see the customers of that segment."))
        return
    rows = _customers(of, asked, segment)
    customers_behind(
        of,
        asked,
        rows,
        {
            "median": number_column(_("Median, days late"), _, width=110),
            "on_time": st.column_config.NumberColumn(_("On time"), format="%.0f%%", width=85),
            "invoices": number_column(_("Paid invoices"), _, width=90),
        },
        title=_(labels[segment]),
        key="segment_customers",
        words=_,
        on_close=pick.close,
    )


def _spread(of: Edition, asked: Asked) -> pd.DataFrame:
    known = behaviour(of, asked.as_of).records
    return lateness_by_group(known, segment_of(of, asked.as_of, known.keys), chosen(of, asked.as_of, asked.scope))


@st.cache_resource(show_spinner=False, max_entries=32)
def _figure(of: Edition, asked: Asked, language: str) -> go.Figure:
    _ = Words(language=language)
    spread = {str(row["group"]): row for row in _spread(of, asked).to_dict("records")}
    groups = []
    for name, label in reads.segment_labels(of).items():
        if name not in spread:
            continue
        row = spread[name]
        low, lower, middle, upper, high = (float(row[place]) for place in ("p5", "p25", "p50", "p75", "p95"))
        hover = "<br>".join(
            (
                f"<b>{_(label)}</b>",
                _("Median {days} days late", days=_.number(middle)),
                _("Half of the invoices: {low} to {high}", low=_.number(lower), high=_.number(upper)),
                _("Nine in ten: {low} to {high}", low=_.number(low), high=_.number(high)),
                _.count("{n} invoice", "{n} invoices", int(row["invoices"])),
                _.count("{n} customer", "{n} customers", int(row["customers"])),
            ),
        )
        groups.append((name, _(label), (low, lower, middle, upper, high), hover))
    return spread_bars(groups, axis=_("Days after the due date"), words=_)


def _customers(of: Edition, asked: Asked, segment: str) -> pd.DataFrame:
    """Return the customers of ``segment`` with their median and share on time, the latest payers first."""
    known = behaviour(of, asked.as_of)
    flags = chosen(of, asked.as_of, asked.scope) & (segment_of(of, asked.as_of, known.records.keys) == segment)
    patterns = known.patterns[known.patterns["customer_key"].isin(known.records.keys[flags])]
    late = patterns[patterns["pattern"] == PatternName.DAYS_LATE][["customer_key", "value", "of"]]
    on_time = patterns[patterns["pattern"] == PatternName.ON_TIME][["customer_key", "value"]]
    rows = late.rename(columns={"value": "median", "of": "invoices"}).merge(
        on_time.rename(columns={"value": "on_time"}), on="customer_key", how="left"
    )
    rows["on_time"] *= 100
    return rows.sort_values("median", ascending=False, kind="stable", ignore_index=True)
