"""Who is late only by the calendar: invoices wait for the customer's pay day, and would be on time if it were respected."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import streamlit as st

from core.behaviour.patterns.pattern import PatternName
from core.behaviour.patterns.words import day_label
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


MOST_BARS: Final = 12


def by_calendar(of: Edition, asked: Asked) -> None:
    """Draw how many customers pay on each day of the month, and who of them is late only because of it."""
    _ = words()
    habits = _habits(of, asked)
    with st.container(border=True, gap="small"):
        st.header(
            _("Customers with a pay day"),
            anchor=False,
            help=_("Customers whose payments keep to one day of the month, by that day."),
        )
        if habits.empty:
            st.caption(_("Nobody of this selection keeps to a day of the month."))
        else:
            pick.clickable(_figure(of, asked, _.language), "payday", alt=_("Customers by pay day"))
            st.caption(_("Click a bar to see only the customers with that pay day."))
    late = behaviour(of, asked.as_of).by_calendar
    late = late[late["customer_key"].isin(habits["customer_key"])]
    day = pick.picked("payday")
    if day is not None and day.isdecimal():
        late = late[late["pay_day"] == int(day)]
    rows = late.assign(
        habit=[day_label(int(value), _) for value in late["pay_day"]],
        why=late["by_calendar"] / late["late"],
    ).sort_values("late", ascending=False, kind="stable", ignore_index=True)
    st.caption(
        _(
            "Four in five or more of their late invoices were paid no later than one banking day after the first pay day on or "
            "after the due date. With terms that end on that day they would be on time; a reminder before it is wasted."
        )
    )
    customers_behind(
        of,
        asked,
        rows,
        {
            "habit": st.column_config.TextColumn(_("Pay day"), width=150),
            "late": number_column(_("Paid late"), _, width=80),
            "by_calendar": number_column(_("By the calendar"), _, width=110),
            "of": number_column(_("Paid invoices"), _, width=95),
        },
        title=_("Late only by the calendar"),
        key="by_calendar",
        words=_,
        on_close=pick.close if day is not None else None,
    )


def _habits(of: Edition, asked: Asked) -> pd.DataFrame:
    """Return the pay days of the customers asked about."""
    known = behaviour(of, asked.as_of)
    keys = known.records.keys[chosen(of, asked.as_of, asked.scope)]
    patterns = known.patterns[known.patterns["pattern"] == PatternName.PAY_DAY]
    return patterns[patterns["customer_key"].isin(keys)]


@st.cache_resource(show_spinner=False, max_entries=32)
def _figure(of: Edition, asked: Asked, language: str) -> go.Figure:
    _ = Words(language=language)
    counts = Counter(int(day) for day in _habits(of, asked)["value"])
    bars = [(str(day), day_label(day, _), number, _.number(number)) for day, number in counts.most_common(MOST_BARS)]
    return reason_bars(bars, words=_)
