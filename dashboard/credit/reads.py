"""Cached reads of credit, keyed by the book's edition, what others said, what people said of who is who, and the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.credit import advice
from core.credit.board import Board, board
from core.credit.exposure import by_group
from core.desk import credit, identity
from core.desk.revisions import Topic, revisions
from core.desk.side_frames import files
from dashboard import reads

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from dashboard.reads import Edition

Turn = tuple[int, int]


def turn() -> Turn:
    """Return the numbers that grow with every file of others and every word about who is who."""
    known = revisions(reads.application().desk)
    return known[Topic.SIDE], known[Topic.IDENTITY]


def today() -> date:
    """Return the day by which deadlines are counted."""
    return reads.application().clock().date()


@st.cache_resource(show_spinner=False, max_entries=8)
def whole(of: Edition, turn: Turn, today: date) -> Board:  # noqa: ARG001 (a new number is a new answer)
    """Return everything about credit on the book's latest day."""
    return board(reads.book(of), reads.application().desk, as_of=reads.latest_on(of), today=today)


@st.cache_resource(show_spinner=False, max_entries=8)
def watched(of: Edition, turn: Turn, today: date) -> pd.DataFrame:
    """Return whom to watch."""
    return advice.watched(whole(of, turn, today).exposure, _days_later(of))


@st.cache_resource(show_spinner=False, max_entries=8)
def with_room(of: Edition, turn: Turn, today: date) -> pd.DataFrame:
    """Return who could be allowed more than it uses."""
    return advice.with_room(whole(of, turn, today).exposure, _days_later(of))


@st.cache_resource(show_spinner=False, max_entries=8)
def groups(of: Edition, turn: Turn, today: date) -> pd.DataFrame:
    """Return exposure per group of customers."""
    return by_group(whole(of, turn, today).exposure, identity.circles(reads.application().desk))


@st.cache_resource(show_spinner=False, max_entries=8)
def taken(home: str, turn: Turn) -> pd.DataFrame:  # noqa: ARG001 (home and turn are the key)
    """Return the files of others that were taken in, the newest first."""
    return files(reads.application().desk)


@st.cache_resource(show_spinner=False, max_entries=8)
def notices(home: str, turn: Turn) -> pd.DataFrame:  # noqa: ARG001 (home and turn are the key)
    """Return what was told to insurers, the newest first."""
    return credit.notices(reads.application().desk)


def _days_later(of: Edition) -> pd.Series:
    known = reads.features(of, reads.latest_on(of)).frame
    return known.set_index("customer_key")["days_later"]
