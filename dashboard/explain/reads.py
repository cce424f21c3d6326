"""Cached reads of explanations: made when somebody opens one, shared by everybody who opens the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.desk.case_frames import promises
from core.desk.revisions import Topic, revisions
from core.house import house
from core.metrics import explain as explaining
from core.metrics.buckets import AgedBy, Convention
from core.metrics.scope import GroupBy
from dashboard import reads

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.metrics.explain import Explanation, RowPage
    from core.metrics.traits import Wanted
    from dashboard.filters import Asked
    from dashboard.reads import Edition


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is to be explained: a metric by its slug, or a cell of an aging by its bucket."""

    slug: str = ""
    bucket: str = ""
    by: AgedBy = AgedBy.DUE
    group: GroupBy = GroupBy.ALL
    group_name: str = "all"
    wanted: Wanted = ()
    convention: Convention = Convention.HOUSE


def explanation(of: Edition, asked: Asked, subject: Subject, as_of: date) -> Explanation:
    """Return everything about one number."""
    app = reads.application()
    return _explanation(of, asked, subject, as_of, (house(app.desk).lost_share, revisions(app.desk)[Topic.HOLDS]))


@st.cache_resource(show_spinner=False, max_entries=64)
def _explanation(of: Edition, asked: Asked, subject: Subject, as_of: date, facts: tuple[float, int]) -> Explanation:
    """Return everything about one number; ``facts`` are what the desk adds: the lost share, and the turn of its promises."""
    if subject.slug:
        return explaining.explain(
            reads.book(of),
            subject.slug,
            as_of,
            currency=asked.currency,
            scope=asked.scope,
            segments=_segments(of, asked, subject),
            promises=promises(reads.application().desk),
            lost_share=facts[0],
        )
    return explaining.explain_cell(
        reads.book(of),
        as_of,
        bucket=subject.bucket,
        currency=asked.currency,
        by=subject.by,
        group=subject.group,
        group_name=subject.group_name,
        scope=asked.scope,
        segments=_segments(of, asked, subject),
        wanted=subject.wanted,
        convention=subject.convention,
    )


def rows(of: Edition, asked: Asked, subject: Subject, as_of: date, name: str, *, size: int, start: int) -> RowPage:
    """Return one page of the rows behind the input called ``name``."""
    told = explanation(of, asked, subject, as_of)
    where = told.input(name).rows
    if where is None:
        message = f"{name} has no rows"
        raise ValueError(message)
    return explaining.rows_behind(
        reads.book(of),
        where,
        segments=_segments(of, asked, subject),
        wanted=told.wanted,
        page_size=size,
        page_start=start,
    )


def _segments(of: Edition, asked: Asked, subject: Subject) -> pd.DataFrame | None:
    """Return the segments in force on the day the screen speaks of, where a segment is asked for."""
    is_needed = asked.scope.segment is not None or subject.group is GroupBy.SEGMENT
    return reads.segments(of, asked.as_of) if is_needed else None
