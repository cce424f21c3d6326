"""Cached reads of the page of causes: what is late because of us, its course, deliveries, and complaints without a match."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.company import complaints as kept
from core.company import deliveries as advised
from core.company import late as causes
from core.desk.revisions import Topic, revisions
from dashboard import reads

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.company.deliveries import Delivery
    from core.company.late import Late
    from dashboard.reads import Edition

TOPICS = (Topic.HOLDS, Topic.SIDE, Topic.ADVICE, Topic.SETTINGS)


def turn() -> tuple[int, ...]:
    """Return what changes when cases, files of the company, decisions or settings do."""
    known = revisions(reads.application().desk)
    return tuple(known[topic] for topic in TOPICS)


@st.cache_resource(show_spinner=False, max_entries=8)
def late(of: Edition, at: tuple[int, ...], as_of: date) -> Late:  # noqa: ARG001 - what the answer depends on
    """Return what is late because of us."""
    return causes.late(reads.application().desk, reads.book(of), as_of)


@st.cache_resource(show_spinner=False, max_entries=8)
def course(of: Edition, at: tuple[int, ...], as_of: date) -> pd.DataFrame:  # noqa: ARG001 - what the answer depends on
    """Return what was late because of us at the last month-ends."""
    return causes.trend(reads.application().desk, reads.book(of), causes.month_ends(as_of))


@st.cache_resource(show_spinner=False, max_entries=8)
def deliveries(of: Edition, at: tuple[int, ...], as_of: date) -> list[Delivery]:  # noqa: ARG001 - what the answer depends on
    """Return everybody with orders under way, and the advice."""
    return advised.deliveries(reads.application().desk, reads.book(of), as_of)


@st.cache_resource(show_spinner=False, max_entries=8)
def complaints(of: Edition, at: tuple[int, ...]) -> pd.DataFrame:  # noqa: ARG001 - what the answer depends on
    """Return the complaints of the files, each with whether it opened a case."""
    desk = reads.application().desk
    said = kept.complaints(desk)
    matched = kept.matched(desk)
    is_matched = [name in matched for name in zip(said["source"], said["key"], strict=True)]
    return said.assign(is_matched=is_matched)
