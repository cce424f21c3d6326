"""What a review is asked: two dates, a DSO variant and a dimension, all in the URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.period import month_end, months_before
from core.metrics.registry import METRICS
from core.metrics.review.bridge import BRIDGED, DIMENSIONS
from core.metrics.scope import GroupBy
from dashboard import reads
from dashboard.texts import later

if TYPE_CHECKING:
    from datetime import date

    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition

YEAR = 12
DIMENSION_LABELS: dict[str, str] = {
    GroupBy.SEGMENT: later("Segment"),
    GroupBy.COUNTRY: later("Country"),
    GroupBy.ENTITY: later("Own company"),
    GroupBy.TYPE: later("Customer type"),
}


@dataclass(frozen=True, kw_only=True)
class Review:
    """One review: a part of the portfolio in one currency, from a date to a later one, a variant, a dimension."""

    asked: Asked
    from_on: date
    to_on: date
    metric: str
    group: GroupBy


def usual_dates(latest_on: date) -> tuple[date, date]:
    """Return the last month-end that is over on ``latest_on``, and the one a year before it."""
    to_on = latest_on if latest_on == month_end(latest_on) else months_before(month_end(latest_on), 1)
    return months_before(to_on, YEAR), to_on


def ask(of: Edition, asked: Asked, house: str, words: Words) -> Review:
    """Draw the dates, the variant and the dimension; a reader who turns the dates round is told so and the page ends."""
    _ = words
    latest_on = reads.latest_on(of)
    usual = usual_dates(latest_on)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="review_ask"):
        from_on = _day(_("From"), "from", usual[0], latest_on)
        to_on = _day(_("Until and including"), "to", usual[1], latest_on)
        metric = _variant(house, words)
        group = _dimension(words)
    if from_on >= to_on:
        st.warning(
            _("The first date must be before the second: choose an earlier first date."), icon=":material/event:"
        )
        st.stop()
    return Review(asked=asked, from_on=from_on, to_on=to_on, metric=metric, group=group)


def _day(label: str, key: str, usual: date, latest_on: date) -> date:
    day = st.date_input(
        label, value=usual, max_value=latest_on, key=key, bind="query-params", format="DD-MM-YYYY", width=150
    )
    return min(day, latest_on) if day else usual


def _variant(house: str, words: Words) -> str:
    """Return the variant to explain: the house DSO when it has a bridge, else plain DSO, unless another is chosen."""
    first = house if house in BRIDGED else "dso"
    options = [first, *(slug for slug in BRIDGED if slug != first)]
    asked = st.query_params.get("figure")

    def remember() -> None:
        st.query_params["figure"] = st.session_state["review_figure"]

    chosen = st.selectbox(
        words("Figure"),
        options,
        index=options.index(asked) if asked in options else 0,
        format_func=lambda slug: words(METRICS[slug].label),
        key="review_figure",
        on_change=remember,
        width=210,
    )
    return chosen if chosen in BRIDGED else first


def _dimension(words: Words) -> GroupBy:
    asked = st.query_params.get("by")
    options = [str(each) for each in DIMENSIONS if each in DIMENSION_LABELS]

    def remember() -> None:
        st.query_params["by"] = st.session_state["review_by"]

    chosen = st.segmented_control(
        words("Split by"),
        options,
        default=asked if asked in options else options[0],
        required=True,
        format_func=lambda name: words(DIMENSION_LABELS[name]),
        key="review_by",
        on_change=remember,
    )
    return GroupBy(chosen if chosen in options else options[0])
