"""What was just made of a reply: said once, with the way to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn

import streamlit as st

from core.errors import SaldoError
from dashboard.plain import plain
from dashboard.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.i18n import Words

DONE: Final = "replies_done"
FORM: Final = "replies_form"  # which reply has which form open


def tell(said: str, undo: Callable[[], object] | None) -> NoReturn:
    """Keep what was done for the next run, and run the page again."""
    st.session_state[DONE] = (said, undo)
    st.session_state.pop(FORM, None)
    st.rerun()


def done_line(words: Words) -> None:
    """Draw the latest act with its undo, until the next one."""
    _ = words
    if DONE not in st.session_state:
        return
    said, undo = st.session_state[DONE]
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="replies_done_line"):
        st.markdown(f":material/check_circle: {plain(said)}", width="stretch")
        if undo is not None and st.button(_("Undo"), icon=":material/undo:", key="replies_undo"):
            try:
                undo()
            except SaldoError as refused:
                tell(refusal(refused, words), None)
            tell(_("Taken back."), None)
