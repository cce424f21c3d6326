"""Cached reads of the agency's page: candidates and the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.desk.revisions import Topic, revisions
from core.handover import candidates as ripe
from core.handover import register as kept
from dashboard import reads

if TYPE_CHECKING:
    from datetime import date

    from core.handover.candidates import Candidate
    from core.handover.register import Handover
    from dashboard.reads import Edition

TOPICS = (Topic.HOLDS, Topic.CAMPAIGNS, Topic.POLICIES, Topic.SETTINGS, Topic.HANDOVERS)


def turn() -> tuple[int, ...]:
    """Return what changes when holds, messages, ladders, terms or handovers do."""
    known = revisions(reads.application().desk)
    return tuple(known[topic] for topic in TOPICS)


@st.cache_resource(show_spinner=False, max_entries=4)
def candidates(of: Edition, at: tuple[int, ...], as_of: date) -> list[Candidate]:  # noqa: ARG001 - what the answer depends on
    """Return everybody who ran out of steps."""
    app = reads.application()
    return ripe.candidates(app.desk, reads.book(of), as_of, model=app.model())


@st.cache_resource(show_spinner=False, max_entries=4)
def register(of: Edition, at: tuple[int, ...]) -> list[Handover]:  # noqa: ARG001 - what the answer depends on
    """Return every handover, with what the ledger still has open."""
    return kept.register(reads.application().desk, reads.book(of))


@st.cache_resource(show_spinner=False, max_entries=4)
def proposals(of: Edition, at: tuple[int, ...]) -> list[Handover]:  # noqa: ARG001 - what the answer depends on
    """Return every handover that waits for a second person."""
    return kept.proposals(reads.application().desk)
