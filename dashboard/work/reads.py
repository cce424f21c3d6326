"""Cached reads of the work list: found anew when the book or the desk changed, and every few seconds for what workers settle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.campaigns.work_list import WorkList, work_list
from core.desk.revisions import Topic, revisions
from dashboard import reads

if TYPE_CHECKING:
    from dashboard.reads import Edition

STALE_SECONDS: Final = 15
"""States of messages are no topic of the desk: what a worker settles is seen after so long."""
TOPICS: Final = (
    Topic.WORK,
    Topic.HOLDS,
    Topic.CAMPAIGNS,
    Topic.CUSTOMERS,
    Topic.STANDING,
    Topic.SETTINGS,
    Topic.REPLIES,
    Topic.DELIVERIES,
    Topic.REQUESTS,
)


def found(of: Edition) -> WorkList:
    """Return the work list as it stands."""
    known = revisions(reads.application().desk)
    return _found(of, tuple(known[topic] for topic in TOPICS))


@st.cache_resource(show_spinner=False, max_entries=4, ttl=STALE_SECONDS)
def _found(of: Edition, desk_stands_at: tuple[int, ...]) -> WorkList:  # noqa: ARG001 - part of the key
    return work_list(reads.application().desk, reads.book(of))
