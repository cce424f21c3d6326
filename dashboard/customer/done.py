"""What was just done on a customer's page: said once, with the way to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import streamlit as st

from core.errors import SaldoError
from dashboard.plain import plain
from dashboard.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.i18n import Words

DONE = "customer_done"
TURN = "customer_turn"  # part of every form's keys: after an act the forms are new, and empty


@dataclass(frozen=True, kw_only=True)
class DoneHere:
    """An act on one customer: what to say of it, and what takes it back (nothing when nothing can)."""

    customer: tuple[str, str]
    said: str
    undo: Callable[[], object] | None


def turn() -> int:
    """Return how many acts this session has done: forms carry it in their keys."""
    return int(st.session_state.get(TURN, 0))


def tell(customer: tuple[str, str], said: str, undo: Callable[[], object] | None) -> NoReturn:
    """Keep what was done for the next run, empty the forms, and run the page again."""
    st.session_state[DONE] = DoneHere(customer=customer, said=said, undo=undo)
    st.session_state[TURN] = turn() + 1
    st.rerun()


def done_board(customer: tuple[str, str], words: Words) -> None:
    """Draw the latest act on this customer with its undo, until the next act or another customer."""
    _ = words
    done: DoneHere | None = st.session_state.get(DONE)
    if done is None:
        return
    if done.customer != customer:
        del st.session_state[DONE]
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="done"):
        st.markdown(f":material/check_circle: {done.said}", width="stretch")
        if done.undo is not None and st.button(_("Undo"), icon=":material/undo:", key=f"undo_{turn()}"):
            try:
                done.undo()
            except SaldoError as refused:
                tell(customer, plain(refusal(refused, words)), None)
            tell(customer, _("Taken back."), None)
