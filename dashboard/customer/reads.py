"""Cached reads of one customer: its account is found anew when the book, the desk or its messages changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.desk.contacts import latest_turn
from core.desk.revisions import Topic, revisions
from core.metrics.customers import customer_header
from core.strategy.account import Account
from core.strategy.account import account as found
from dashboard import reads

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from dashboard.reads import Edition


@dataclass(frozen=True, kw_only=True)
class Who:
    """One customer, by its key in the book and by its name on the desk."""

    key: int
    entity: str
    customer_id: str

    @property
    def names(self) -> tuple[str, str]:
        """Entity and customer id."""
        return self.entity, self.customer_id


def account(of: Edition, who: Who, as_of: date) -> Account:
    """Return what a campaign of ``as_of`` would find at this customer."""
    app = reads.application()
    known = revisions(app.desk)
    turn = (
        *(known[each] for each in (Topic.POLICIES, Topic.HOLDS, Topic.CAMPAIGNS, Topic.DELIVERIES)),
        *latest_turn(app.desk, who.names),
    )
    return _account(of, who, as_of, turn)


@st.cache_resource(show_spinner=False, max_entries=256)
def open_in_ledger(of: Edition, key: int, as_of: date) -> pd.DataFrame:
    """Return the file, the line and the marks of one customer's open items, indexed by item_key."""
    return reads.book(of).frame("customer_sources", customer_key=key, as_of=as_of).set_index("item_key")


@st.cache_resource(show_spinner=False, max_entries=256)
def in_the_source(of: Edition, key: int) -> dict[str, Any]:
    """Return what the source says of one customer; ``UnknownNameError`` when there is none."""
    return customer_header(reads.book(of), key)


@st.cache_resource(show_spinner=False, max_entries=256)
def _account(of: Edition, who: Who, as_of: date, turn: tuple[object, ...]) -> Account:  # noqa: ARG001 - part of the key
    return found(reads.application().desk, reads.book(of), who.names, who.key, as_of=as_of)
