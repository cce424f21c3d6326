"""Who objects to profiling, and marks of people who need help that end soon."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.actions import Action
from core.desk.marks import marks, renew
from core.desk.objections import objections
from dashboard import reads, tables
from dashboard.empty import nothing
from dashboard.people.said import attempt
from dashboard.plain import plain
from dashboard.privacy.names import days, open_customer, with_names
from dashboard.session import may, person, words
from dashboard.texts import HOLDS

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from dashboard.i18n import Words
    from dashboard.reads import Edition

SOON = timedelta(days=30)


@st.fragment
def objecting(of: Edition | None) -> None:
    """Draw who objects to profiling, and who did; a click opens the customer, where an objection is noted or withdrawn."""
    _ = words()
    st.caption(
        _(
            "Who objects is in the standard segment, is foretold nothing, and gets no habit, hour or place on the work list of their own."
            " Note an objection on the customer's page, under Privacy."
        )
    )
    known = with_names(objections(reads.application().desk, with_history=True), of)
    if known.empty:
        nothing(
            _("Nobody objects"), _("An objection counts from the moment it is noted."), icon=":material/front_hand:"
        )
        return
    columns = {
        "name": st.column_config.TextColumn(_("Customer"), width=220),
        "why": st.column_config.TextColumn(_("How it came"), width=280),
        "noted_by": st.column_config.TextColumn(_("Noted by"), width=110),
        "noted_on": tables.day_column(_("Since"), _, width=110),
        "ended_on": tables.day_column(_("Withdrawn"), _, width=110),
    }
    shown = known.assign(
        noted_on=days(known["noted_at"]),
        ended_on=days(known["ended_at"]),
    )
    open_customer(shown, tables.table(shown, columns, alt=_("Objections to profiling"), key="privacy_objections"))


@st.fragment
def helped(of: Edition | None) -> None:
    """Draw the marks of hardship and vulnerability, the first to end on top, each to be renewed."""
    _ = words()
    st.caption(
        _(
            "A mark only softens: reminders pause and a person takes care. It is in no score, and ends after 6 months unless somebody renews it."
        )
    )
    today = reads.today()
    known = with_names(marks(reads.application().desk, today), of)
    if known.empty:
        nothing(
            _("No marks"),
            _("Marks are placed on a customer's page, or by customers themselves."),
            icon=":material/volunteer_activism:",
        )
        return
    for row in known.to_dict("records"):
        _mark(row, row["until_on"].date() - today <= SOON, _)


def _mark(row: Mapping[Hashable, Any], is_soon: bool, words: Words) -> None:
    _ = words
    until = row["until_on"].date()
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"mark_{row['hold_id']}"):
        with st.container(width="stretch", gap=None):
            kind = f":orange-badge[{_(HOLDS[row['kind']])}]"
            st.markdown(f"{kind} **{plain(str(row['name']))}**")
            ends = _("ends {day}", day=_.day(until))
            st.caption(plain(f"{ends} · {row['why']}") if row["why"] else ends)
        if is_soon:
            st.markdown(f":material/schedule: :orange[{_('ends soon')}]")
        if may(Action.AGREE):
            with st.popover(_("Renew"), icon=":material/autorenew:"):
                why = st.text_input(_("Why it is still needed"), key=f"renew_why_{row['hold_id']}", max_chars=200)
                if st.button(
                    _("For another 6 months"), type="primary", key=f"renew_{row['hold_id']}", disabled=not why.strip()
                ):
                    desk = reads.application().desk
                    attempt(
                        lambda: renew(desk, int(str(row["hold_id"])), by=person(), why=why), _("The mark stands on.")
                    )
