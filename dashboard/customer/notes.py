"""Notes about one customer: write one, read them newest first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.desk import customers
from core.errors import SaldoError
from dashboard import reads
from dashboard.customer.done import tell
from dashboard.plain import plain
from dashboard.privacy.warned import may_be_kept
from dashboard.refusals import refuse
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from core.desk.contacts import Customer
    from dashboard.i18n import Words

BODY = "note_body"
KEPT = "note_kept"  # the note was kept: the next run begins an empty one


@st.fragment
def note_board(entity: str, customer_id: str) -> None:
    """Draw the form for a note and the notes there are."""
    _ = words()
    desk = reads.application().desk
    if st.session_state.pop(KEPT, False):
        st.session_state[BODY] = ""
    with st.form("note", border=False, enter_to_submit=False):
        body = st.text_area(_("New note"), key=BODY, max_chars=4000, height=90)
        if st.form_submit_button(
            _("Add note"), key="note_add", type="primary", icon=":material/add:", disabled=not may(Action.COMMENT)
        ):
            if not body.strip():
                st.error(_("Write something first."))
            elif may_be_kept(body.strip(), _):
                _keep((entity, customer_id), body.strip(), _)
    known = customers.notes(desk, entity=entity, customer_id=customer_id)
    if known.empty:
        st.caption(_("No note yet: write down what the next person should know."))
    for note in known.to_dict("records"):
        with st.container(border=True, gap=None):
            st.markdown("  \n".join(plain(line) for line in note["body"].splitlines()))
            st.caption(_("{who}, {moment}", who=plain(note["written_by"]), moment=_.moment(note["written_at"])))


def _keep(who: Customer, body: str, words: Words) -> None:
    _ = words
    desk, by = reads.application().desk, person()
    try:
        note_id = customers.remark(desk, entity=who[0], customer_id=who[1], body=body, by=by)
    except SaldoError as problem:
        refuse(problem)
        return
    st.session_state[KEPT] = True
    tell(who, _("The note is kept."), partial(customers.take_back_note, desk, note_id, by=by))
