"""The telephone numbers of a customer that may be used, mobile ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.desk.stopped import compared, stopped_addresses
from core.vocabulary import ContactKind
from dashboard import reads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.reads import Edition


def numbers_of(of: Edition, entry: Mapping[str, Any]) -> list[str]:
    """Return the numbers at which the customer of an entry may be called; none that somebody stopped."""
    stopped = set(stopped_addresses(reads.application().desk)["address"])
    return [each for each in _numbers(of, int(entry["customer_key"])) if compared(each) not in stopped]


@st.cache_resource(show_spinner=False, max_entries=256)
def _numbers(of: Edition, key: int) -> list[str]:
    rows = reads.book(of).frame("audience_addresses", customer_key=key)
    allowed = rows[rows["is_allowed"] == 1]
    kinds = (str(ContactKind.MOBILE), str(ContactKind.PHONE))
    return list(dict.fromkeys(each for kind in kinds for each in allowed.loc[allowed["kind"] == kind, "address"]))
