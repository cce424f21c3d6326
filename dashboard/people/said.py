"""What a change of people did, or why it was refused: said on the run that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.errors import SaldoError
from dashboard.people.problems import refusal
from dashboard.plain import plain
from dashboard.session import words

if TYPE_CHECKING:
    from collections.abc import Callable

TURN: Final = "people_turn"  # part of the forms' keys: after a change they are new


def turn() -> int:
    """Return how many changes this session made."""
    return int(st.session_state.get(TURN, 0))


def attempt(act: Callable[[], object], said: str) -> None:
    """Do ``act`` and draw the page anew, or say what is wrong beside the form."""
    try:
        act()
    except SaldoError as problem:
        st.error(refusal(problem, words()), icon=":material/error:")
        return
    st.session_state[TURN] = turn() + 1
    st.toast(plain(said), icon=":material/check:")
    st.rerun()
