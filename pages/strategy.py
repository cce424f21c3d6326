"""Segments: the lab where thresholds and rules are moved and everything that would change is seen first."""

from __future__ import annotations

import streamlit as st

from core.segments import versions
from dashboard import reads
from dashboard.empty import edition_or_stop
from dashboard.lab.lab import lab
from dashboard.session import words
from dashboard.strategy_nav import strategy_nav
from dashboard.versions import in_force

_ = words()
of = edition_or_stop(_("Segments"))
st.title(_("Segments"), anchor=False)
in_force(versions.active(reads.application().desk).number, versions.KIND, of, _)
strategy_nav(_)
currencies = reads.choices(of).currencies
lab(of, reads.latest_on(of), currencies[0] if currencies else "EUR")
