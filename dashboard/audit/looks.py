"""Approvals that one person gave alone: those that wait for a second look, and the looks that were taken."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.access import second_looks
from core.access.four_eyes import Kind
from core.clock import LOCAL
from dashboard import reads, tables
from dashboard.empty import nothing
from dashboard.people.second_looks import KINDS, second_look
from dashboard.session import words


@st.fragment
def looks() -> None:
    """Draw both lists."""
    _ = words()
    desk = reads.application().desk
    waiting, taken = second_looks.waiting(desk), second_looks.taken(desk)
    if not waiting and not taken:
        nothing(
            _("No approval was given alone"),
            _(
                "Where two people have to look and there is only one, the approval stands here until somebody looked again."
            ),
            icon=":material/visibility:",
        )
        return
    if waiting:
        st.header(
            _.count("{n} approval waits for a second look", "{n} approvals wait for a second look", len(waiting)),
            anchor=False,
        )
    for each in waiting:
        second_look(each, _)
    if taken:
        st.header(_("Looked at again"), anchor=False)
        frame = pd.DataFrame(
            [
                {
                    "looked_at": None
                    if each.looked_at is None
                    else each.looked_at.astimezone(LOCAL).replace(tzinfo=None),
                    "what": each.what,
                    "kind": _(KINDS[Kind(each.kind)]),
                    "approved_by": each.approved_by,
                    "looked_by": each.looked_by,
                    "said": each.said,
                }
                for each in taken
            ]
        )
        columns = {
            "looked_at": st.column_config.DatetimeColumn(_("When"), format="DD-MM-YYYY HH:mm", width=140),
            "what": st.column_config.TextColumn(_("What"), width=200),
            "kind": st.column_config.TextColumn(_("Kind"), width=140),
            "approved_by": st.column_config.TextColumn(_("Approved by"), width=130),
            "looked_by": st.column_config.TextColumn(_("Looked at by"), width=130),
            "said": st.column_config.TextColumn(_("What was seen"), width=360),
        }
        tables.table(frame, columns, alt=_("Second looks"), most=12)
