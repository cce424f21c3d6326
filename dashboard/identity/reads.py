"""Cached reads of customer data, keyed by the book's edition and what people said of who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.desk import identity
from core.desk.revisions import Topic, revisions
from core.identity import board
from dashboard import reads

if TYPE_CHECKING:
    import pandas as pd

    from core.desk.contacts import Customer
    from core.identity.board import Quality
    from dashboard.reads import Edition


def turn() -> int:
    """Return the number that grows with every word about who is who."""
    return revisions(reads.application().desk)[Topic.IDENTITY]


@st.cache_resource(show_spinner=False, max_entries=4)
def quality(of: Edition) -> Quality:
    """Return what is wrong with customer data on the book's latest day."""
    accounts = board.known_accounts(reads.application().desk)
    return board.quality(reads.book(of), reads.latest_on(of), accounts=accounts)


@st.cache_resource(show_spinner=False, max_entries=4)
def duplicates(of: Edition, turn: int) -> pd.DataFrame:  # noqa: ARG001 (a new number is a new answer)
    """Return the pairs of customers that may be one."""
    return board.duplicates(reads.book(of), reads.application().desk, reads.latest_on(of), quality(of).customers)


@st.cache_resource(show_spinner=False, max_entries=4)
def decisions(home: str, turn: int) -> pd.DataFrame:  # noqa: ARG001 (home and turn are the key)
    """Return every answer about a pair, also those taken back, the newest first."""
    return identity.decisions(reads.application().desk, with_history=True)


@st.cache_resource(show_spinner=False, max_entries=4)
def persons(home: str, turn: int) -> pd.DataFrame:  # noqa: ARG001 (home and turn are the key)
    """Return who people said is a natural person, and who is not."""
    return identity.natural_persons(reads.application().desk)


@st.cache_resource(show_spinner=False, max_entries=4)
def circles(home: str, turn: int) -> dict[Customer, list[Customer]]:  # noqa: ARG001 (home and turn are the key)
    """Return the customers that are one, by each of them."""
    return {each: circle for circle in identity.circles(reads.application().desk) for each in circle}
