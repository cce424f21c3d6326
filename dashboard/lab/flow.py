"""The flow between segments: ribbons, and the same as a list for who cannot see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.money import to_decimal
from dashboard import tables
from dashboard.charts.moves import ribbons
from dashboard.drawn import draw
from dashboard.lab.texts import labels_seen

if TYPE_CHECKING:
    from core.segments.whatif import WhatIf
    from dashboard.i18n import Words

MOST_RIBBONS = 12


def flow(seen: WhatIf, currency: str, words: Words) -> None:
    """Draw who goes where in customers and in balance of ``currency``; nothing where nobody moves."""
    _ = words
    st.header(_("From where to where"), anchor=False)
    told = moves(seen, currency, _)
    if told.empty:
        st.caption(_("Nobody moves."))
        return
    first = told.head(MOST_RIBBONS)
    rows = list(zip(first["source"], first["target"], first["customers"].tolist(), strict=True))
    draw(ribbons(rows, words=_), _("Flow between segments"), key="lab_flow")
    columns = {
        "source": st.column_config.TextColumn(_("From"), width=120),
        "target": st.column_config.TextColumn(_("To"), width=120),
        "customers": tables.number_column(_("Customers"), _, width=85),
        "balance": tables.money_column(_("Balance"), currency, _, width=110),
    }
    with st.expander(_("The same as a table"), icon=":material/table_rows:"):
        tables.table(told, columns, alt=_("Flow between segments"), most=8)


def moves(seen: WhatIf, currency: str, words: Words) -> pd.DataFrame:
    """Return source, target, customers and balance (units of ``currency``) of every flow between two segments, the widest first."""
    labels, currencies = labels_seen(seen, words), seen.after.features.currencies
    place = currencies.index(currency) if currency in currencies else None
    rows = [
        {
            "source": labels[source],
            "target": labels[target],
            "customers": int(seen.flow[start, end]),
            "balance_minor": 0 if place is None else int(seen.flow_minor[start, end, place]),
        }
        for start, source in enumerate(seen.segments)
        for end, target in enumerate(seen.segments)
        if start != end and seen.flow[start, end]
    ]
    found = pd.DataFrame(rows, columns=["source", "target", "customers", "balance_minor"])
    return (
        found.assign(balance=[float(to_decimal(minor, currency)) for minor in found["balance_minor"]])
        .sort_values("customers", ascending=False, kind="stable")
        .reset_index(drop=True)
    )
