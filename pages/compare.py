"""Compare: two strategies on the same day and ledger, figure by figure and name by name."""

from __future__ import annotations

import streamlit as st

from dashboard import reads
from dashboard.empty import edition_or_stop
from dashboard.mix.compare import compare
from dashboard.session import words
from dashboard.strategy_nav import strategy_nav

_ = words()
of = edition_or_stop(_("Compare"))
st.title(_("Compare"), anchor=False)
st.caption(_("Two strategies on the same ledger; figures of {day}.", day=_.day(reads.latest_on(of))))
strategy_nav(_)
compare(of, reads.latest_on(of))
