"""Who may do what: every action beside every role, as the program checks it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.access.words import ACTIONS, MEANINGS, ROLES
from core.actions import MATRIX, Action, Role
from dashboard.session import words
from dashboard.tables import table

MARK = "●"


def matrix() -> None:
    """Draw what each role is in a sentence, and the table of actions."""
    _ = words()
    for role in Role:
        st.markdown(f"**{_(ROLES[role])}**: {_(MEANINGS[role])}")
    frame = pd.DataFrame(
        [
            {_("Action"): _(ACTIONS[each]), **{_(ROLES[role]): MARK if each in MATRIX[role] else "" for role in Role}}
            for each in Action
        ]
    )
    alt = _("{n} actions by {m} roles; a dot says that the role may do it", n=len(Action), m=len(Role))
    narrow = {
        name: st.column_config.TextColumn(name, width=108, alignment="center") for name in list(frame.columns)[1:]
    }
    table(frame, {_("Action"): st.column_config.TextColumn(_("Action"), width=470), **narrow}, alt=alt, most=30)
