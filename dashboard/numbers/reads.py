"""Cached reads of the figures: keyed by the book, the policy, what the house chose, and what the desk was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.desk.case_frames import promises
from core.desk.revisions import Topic, revisions
from core.house import house as house_of_desk
from core.metrics import measures
from core.metrics import trend as trends
from core.metrics.trend_by_month import trend_by_month
from dashboard import reads

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from core.metrics.house import House
    from core.metrics.metric import Value
    from core.metrics.scope import Scope
    from dashboard.jobs import Progress
    from dashboard.reads import Edition

MONTHS = 24


def house() -> House:
    """Return the figures that lead, as the team chose them."""
    return house_of_desk(reads.application().desk)


def values(of: Edition, as_of: date, *, scope: Scope) -> Mapping[str, Mapping[str, Value]]:
    """Return every metric by slug and currency on ``as_of``."""
    holds = revisions(reads.application().desk)[Topic.HOLDS]
    return _values(of, as_of, scope, house().lost_share, holds)


def trend(of: Edition, as_of: date, *, scope: Scope) -> pd.DataFrame:
    """Return the metrics at 24 month-ends, segments as they are today: one row per currency and month-end."""
    return _trend(of, as_of, scope, house().lost_share)


def known_by_month(of: Edition, as_of: date, *, scope: Scope) -> pd.DataFrame | None:
    """Return the metrics at 24 month-ends, each by the segments of that day, once they were worked out; else None."""
    return _by_month(of, as_of, scope, house().lost_share).get("rows")


def work_out_by_month(of: Edition, as_of: date, *, scope: Scope, progress: Progress) -> None:
    """Work out the metrics at 24 month-ends by the segments of each day, and keep them: seconds on a large book."""
    done = 0

    def segments_on(day: date) -> pd.DataFrame:
        nonlocal done
        progress(min(done / MONTHS, 1.0), f"{day:%Y-%m}")
        done += 1
        return reads.segments(of, day)

    share = house().lost_share
    rows = trend_by_month(reads.book(of), as_of, scope=scope, segments_on=segments_on, months=MONTHS, lost_share=share)
    _by_month(of, as_of, scope, share)["rows"] = rows


@st.cache_resource(show_spinner=False, max_entries=64)
def _by_month(of: Edition, as_of: date, scope: Scope, lost_share: float) -> dict[str, pd.DataFrame]:  # noqa: ARG001 - the key
    """Return the place where that answer is kept."""
    return {}


@st.cache_resource(show_spinner=False, max_entries=256)
def _values(
    of: Edition,
    as_of: date,
    scope: Scope,
    lost_share: float,
    holds: int,  # noqa: ARG001 - promises change with it
) -> Mapping[str, Mapping[str, Value]]:
    return measures.evaluate(
        reads.book(of),
        as_of,
        scope=scope,
        segments=reads.segments(of, as_of) if scope.segment else None,
        cube=reads.segment_cubes(of, as_of) if scope.segment else None,
        promises=promises(reads.application().desk),
        lost_share=lost_share,
    )


@st.cache_resource(show_spinner=False, max_entries=128)
def _trend(of: Edition, as_of: date, scope: Scope, lost_share: float) -> pd.DataFrame:
    return trends.trend(
        reads.book(of),
        as_of,
        months=MONTHS,
        scope=scope,
        cube=reads.segment_cubes(of, as_of) if scope.segment else None,
        lost_share=lost_share,
    )
