"""What a change of people did, or why it was refused: said on the run that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import streamlit as st

from core.errors import SaldoError
from dashboard.plain import plain
from dashboard.refusals import refuse

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
TURN: Final = "people_turn"  # part of the forms' keys: after a change they are new


def turn() -> int:
    """Return how many changes this session made."""
    return int(st.session_state.get(TURN, 0))


def attempt(act: Callable[[], T], said: str | Callable[[T], str]) -> None:
    """Do ``act`` and draw the page anew, or say what is wrong beside the form; ``said`` may hang on what it did."""
    try:
        done = act()
    except SaldoError as problem:
        refuse(problem)
        return
    st.session_state[TURN] = turn() + 1
    st.toast(plain(said if isinstance(said, str) else said(done)), icon=":material/check:")
    st.rerun()
