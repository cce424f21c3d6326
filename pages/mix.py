"""Channel mix: by which way each step goes, what the next thirty days ask and cost, and what could be better."""

from __future__ import annotations

import streamlit as st

from core.strategy import mix_versions
from dashboard import reads
from dashboard.empty import edition_or_stop
from dashboard.mix.board import board
from dashboard.session import words
from dashboard.strategy_nav import strategy_nav
from dashboard.versions import in_force

_ = words()
of = edition_or_stop(_("Channel mix"))
st.title(_("Channel mix"), anchor=False)
in_force(mix_versions.active(reads.application().desk).number, mix_versions.KIND, of, _)
strategy_nav(_)
board(of, reads.latest_on(of))
