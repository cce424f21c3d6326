"""Router: six doors, the pages behind them, and the sidebar that every page shares."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402  # the root must be importable first

from core.errors import SaldoError  # noqa: E402
from dashboard.doors import doors  # noqa: E402
from dashboard.refusals import refuse  # noqa: E402
from dashboard.session import words  # noqa: E402
from dashboard.shell import frame, sidebar  # noqa: E402
from dashboard.signing.page import gate  # noqa: E402

frame()
actor = gate()
page = st.navigation(doors(words(), actor), position="sidebar")
sidebar(actor)
try:
    page.run()
except SaldoError as problem:
    refuse(problem)
