"""Which month and which currency: chosen among those that are over and that the book has, and kept in the URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.month_ends import last_month_end
from core.metrics.period import months_before
from core.metrics.span import span_of
from dashboard import reads

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.i18n import Words
    from dashboard.reads import Edition

MOST_MONTHS = 36


def month_of(of: Edition, words: Words) -> date | None:
    """Draw the choice of a month that is over, the latest first; None when there is none."""
    ends = month_ends(of)
    if not ends:
        return None
    named = {f"{end:%Y-%m}": end for end in ends}
    asked = st.query_params.get("month")

    def remember() -> None:
        st.query_params["month"] = st.session_state["month_choice"]

    chosen = st.selectbox(
        words("Month"),
        list(named),
        index=list(named).index(asked) if asked in named else 0,
        format_func=lambda name: words.month(named[name]),
        key="month_choice",
        on_change=remember,
        width=200,
    )
    return named[chosen] if chosen in named else ends[0]


def month_ends(of: Edition) -> list[date]:
    """Return the month-ends from the book's latest back to its first document, at most three years."""
    first_on = span_of(reads.book(of)).first_issued_on
    end = last_month_end(reads.latest_on(of))
    ends: list[date] = []
    while first_on is not None and end >= first_on and len(ends) < MOST_MONTHS:
        ends.append(end)
        end = months_before(end, 1)
    return ends


def currency_of(options: Sequence[str], words: Words) -> str:
    """Draw the choice of a currency where there is one to make."""
    if len(options) < 2:  # noqa: PLR2004  # one is no choice
        return options[0] if options else "EUR"
    chosen = st.segmented_control(
        words("Currency"),
        list(options),
        default=options[0],
        required=True,
        key="close_currency",
        label_visibility="collapsed",
    )
    return chosen if chosen in options else options[0]
