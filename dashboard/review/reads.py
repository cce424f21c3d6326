"""Cached reads of the review: bridges, customers and rows, each keyed by the edition and the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.review import contribution
from core.metrics.review.bridge import Bridge
from core.metrics.review.bridge import bridge as bridged
from core.metrics.review.items import part_items
from core.metrics.scope import GroupBy
from dashboard import reads

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.metrics.drill import ItemPage
    from core.metrics.review.bridge import Part
    from core.metrics.review.contribution import Customers
    from core.metrics.scope import Scope
    from dashboard.reads import Edition
    from dashboard.review.ask import Review


@st.cache_resource(show_spinner=False, max_entries=64)
def bridge(of: Edition, review: Review) -> Bridge | None:
    """Return the bridge of the asked currency, None without anything in scope."""
    segments = _segments(of, review.asked.scope, review.group)
    found = bridged(
        reads.book(of),
        review.from_on,
        review.to_on,
        metric=review.metric,
        group=review.group,
        scope=review.asked.scope,
        segments=segments,
    )
    return found.get(review.asked.currency)


@st.cache_resource(show_spinner=False, max_entries=64)
def customers(of: Edition, review: Review, group_name: str | None) -> Customers | None:
    """Return who moved the figure of ``review`` most, in one group of it or in all, None without a bridge."""
    told = bridge(of, review)
    if told is None or told.why is not None or (group_name is not None and group_name not in told.groups):
        return None
    scope = review.asked.scope
    split = review.group if group_name is not None else GroupBy.ALL
    return contribution.customers(
        reads.book(of), told, scope=scope, segments=_segments(of, scope, split), group_name=group_name
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def items(of: Edition, as_of: date, part: Part, scope: Scope, *, size: int, start: int) -> ItemPage:
    """Return one page of the items behind a part at one end."""
    segments = _segments(of, scope, GroupBy.ALL)
    return part_items(reads.book(of), as_of, part, scope=scope, segments=segments, page_size=size, page_start=start)


def _segments(of: Edition, scope: Scope, group: GroupBy) -> pd.DataFrame | None:
    """Return the segments of today where the question needs them: who moved meanwhile counts where it is now."""
    needs = group is GroupBy.SEGMENT or scope.segment is not None
    return reads.segments(of, reads.latest_on(of)) if needs else None
