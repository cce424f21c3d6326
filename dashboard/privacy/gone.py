"""A customer that was erased: who did it and why, and what it left for a person to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.privacy import erasing
from dashboard import reads
from dashboard.people.said import attempt, turn
from dashboard.plain import plain
from dashboard.session import may, person

if TYPE_CHECKING:
    from core.desk.erasure_tables import Erasure
    from dashboard.customer.reads import Who
    from dashboard.i18n import Words


def gone(who: Who, known: Erasure, words: Words) -> None:
    """Say who erased the customer, when and why, what is left to do, and let imports name it again."""
    _ = words
    st.markdown(f":green-badge[{_('erased')}] {plain(known.why)}")
    if known.done_at is not None:
        st.caption(plain(_("{who}, {moment}", who=known.done_by or "", moment=_.moment(known.done_at))))
    st.caption(_("Amounts, dates and document numbers stay. No import brings the name back."))
    left_to_do(known, _)
    if may(Action.PRIVACY):
        with st.popover(_("A customer again"), icon=":material/undo:"):
            why = st.text_input(_("Why"), key=f"return_why_{turn()}", max_chars=300)
            if st.button(_("Let imports name this customer"), key="return_go", disabled=not why.strip()):
                attempt(
                    lambda: erasing.let_return(reads.application().places, who.names, by=person(), why=why),
                    _("The next file that names the customer is taken as it is."),
                )


def left_to_do(known: Erasure, words: Words) -> None:
    """Say what an erasure left for a person to do."""
    _ = words
    for each in known.done.get("left", ()):
        st.warning(plain(_(each)), icon=":material/info:")
    for entity, customer_id, name in known.done.get("naming", ()):
        st.warning(
            plain(
                _(
                    "Look at {name}, which {customer} of {company} sent along: it names who was erased, and is theirs.",
                    name=name,
                    customer=customer_id,
                    company=entity,
                )
            ),
            icon=":material/find_in_page:",
        )
    if known.done.get("unread"):
        st.caption(
            _(
                "Files that other customers sent along and that nothing here can read (photos, scans, locked PDFs): {n}. Nobody looked for the name in them.",
                n=_.number(known.done["unread"]),
            )
        )
