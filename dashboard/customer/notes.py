"""Notes about one customer: write one, read them newest first."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.desk import customers
from dashboard import reads
from dashboard.customer.done import tell
from dashboard.plain import plain
from dashboard.session import person, words


@st.fragment
def note_board(entity: str, customer_id: str) -> None:
    """Draw the form for a note and the notes there are."""
    _ = words()
    desk = reads.application().desk
    with st.form("note", border=False, clear_on_submit=True, enter_to_submit=False):
        body = st.text_area(_("New note"), key="note_body", max_chars=4000, height=90)
        if st.form_submit_button(_("Add note"), key="note_add", type="primary", icon=":material/add:"):
            if body.strip():
                by = person()
                note_id = customers.remark(desk, entity=entity, customer_id=customer_id, body=body.strip(), by=by)
                undo = partial(customers.take_back_note, desk, note_id, by=by)
                tell((entity, customer_id), _("The note is kept."), undo)
            st.error(_("Write something first."))
    known = customers.notes(desk, entity=entity, customer_id=customer_id)
    if known.empty:
        st.caption(_("No note yet: write down what the next person should know."))
    for note in known.to_dict("records"):
        with st.container(border=True, gap=None):
            st.markdown("  \n".join(plain(line) for line in note["body"].splitlines()))
            st.caption(_("{who}, {moment}", who=plain(note["written_by"]), moment=_.moment(note["written_at"])))
