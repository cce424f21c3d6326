"""Cached reads of the studio: who is there to try a text on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.campaigns import studio_customers
from core.vocabulary import MessageName
from dashboard import reads

if TYPE_CHECKING:
    import pandas as pd

    from core.campaigns.studio_customers import Tried
    from dashboard.reads import Edition


@st.cache_resource(show_spinner=False, max_entries=2)
def customers(of: Edition) -> pd.DataFrame:
    """Return every customer with an open invoice."""
    return studio_customers.customers(reads.book(of))


@st.cache_resource(show_spinner=False, max_entries=32)
def awkward(of: Edition, message: str, settings: int) -> list[Tried]:  # noqa: ARG001 - the sender is a setting
    """Return the awkward customers for a message."""
    return studio_customers.awkward(reads.application().desk, reads.book(of), customers(of), MessageName(message))


@st.cache_resource(show_spinner=False, max_entries=64)
def customer(of: Edition, message: str, customer_key: int, settings: int) -> Tried:  # noqa: ARG001 - the sender is a setting
    """Return one customer as a message speaks of it."""
    desk, everybody = reads.application().desk, customers(of)
    return studio_customers.customer(desk, reads.book(of), everybody, customer_key, MessageName(message))
