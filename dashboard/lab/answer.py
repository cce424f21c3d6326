"""What a proposal would change: who moves and why, and what the days ahead would bring, before anything is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.segments.referred import references, warnings
from dashboard import reads
from dashboard.lab.ahead import ahead_board
from dashboard.lab.flow import flow
from dashboard.lab.movers import movers
from dashboard.lab.reads import what_if
from dashboard.plain import plain

if TYPE_CHECKING:
    from datetime import date

    from core.segments.policy import Policy
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def answer(of: Edition, as_of: date, proposed: Policy, currency: str, words: Words) -> None:
    """Draw the consequences of ``proposed``, the quick ones first."""
    _ = words
    seen = what_if(of, as_of, proposed)
    for told in warnings(seen, references(reads.application().desk), _):
        st.warning(plain(told), icon=":material/campaign:")
    left, right = st.columns([1.65, 1], gap="small")
    with left, st.container(border=True, height="stretch"):
        movers(of, seen, _)
    with right, st.container(border=True, height="stretch"):
        flow(seen, currency, _)
    ahead_board(of, as_of, proposed, _)
