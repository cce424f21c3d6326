"""Whose month-ends a segment's course shows: of those who are in it today, or who were in it at each month-end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import jobs
from dashboard.numbers import reads as figures
from dashboard.texts import later

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition

TODAY, THEN = "today", "then"
LABELS = {TODAY: later("In the segment today"), THEN: later("In it at each month-end")}
MEANINGS = {
    TODAY: later("The customers who are in this segment today, at every month-end, wherever they were then."),
    THEN: later(
        "At each month-end the customers the policy of today placed in this segment with what was known on that day. "
        "Members differ from month to month, so months do not chain."
    ),
}


def rows_by_choice(of: Edition, asked: Asked, words: Words) -> pd.DataFrame | None:
    """Return the month-ends to show, saying of a segment whose they are; None while they are worked out."""
    _ = words
    if asked.scope.segment is None:
        return figures.trend(of, asked.as_of, scope=asked.scope)
    chosen = st.segmented_control(
        _("Customers"),
        list(LABELS),
        default=TODAY,
        required=True,
        format_func=lambda name: _(LABELS[name]),
        key="trend_members",
        label_visibility="collapsed",
        persist_state="session",
    )
    st.caption(_(MEANINGS[chosen or TODAY]))
    if chosen != THEN:
        return figures.trend(of, asked.as_of, scope=asked.scope)
    return _worked_out(of, asked, _)


def _worked_out(of: Edition, asked: Asked, words: Words) -> pd.DataFrame | None:
    """Return the month-ends by the segments of each day, or start working them out and show how far it is."""
    _ = words
    rows = figures.known_by_month(of, asked.as_of, scope=asked.scope)
    if rows is not None:
        return rows
    key = f"by_month_{hash((of, asked))}"
    job = jobs.find(key)
    if job is None:
        jobs.start(
            key,
            later("Placing every customer at each month-end."),
            lambda progress: figures.work_out_by_month(of, asked.as_of, scope=asked.scope, progress=progress),
        )
    done = jobs.watch(key, _)
    if done is not None:
        if done.problem is not None:
            jobs.tell(done.problem, _)
        jobs.forget(key)
    return figures.known_by_month(of, asked.as_of, scope=asked.scope)
