"""Channel mix: by which way each step goes, what the next thirty days ask and cost, and what could be better."""

from __future__ import annotations

import streamlit as st

from dashboard import reads
from dashboard.empty import edition_or_stop
from dashboard.mix.board import board
from dashboard.mix.head import in_force
from dashboard.session import words
from dashboard.strategy_nav import strategy_nav

_ = words()
of = edition_or_stop(_("Channel mix"))
st.title(_("Channel mix"), anchor=False)
in_force(of, _)
strategy_nav(_)
board(of, reads.latest_on(of))
