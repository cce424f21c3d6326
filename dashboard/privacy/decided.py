"""Decisions on steps to a natural person's disadvantage: who decided what of whom, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.desk.person_decisions import Step, decisions
from dashboard import reads, tables
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.privacy.names import days, open_customer, with_names
from dashboard.privacy.texts import STEPS
from dashboard.session import words

if TYPE_CHECKING:
    from dashboard.reads import Edition

MOST = 2_000


@st.fragment
def decided(of: Edition | None) -> None:
    """Draw the latest decisions; a click opens the customer."""
    _ = words()
    st.caption(
        _(
            "Costs, a delivery stop, refused credit and the agency are decided by a person, by name and with a reason, for consumers, sole"
            " traders and partners. Nothing of it goes by itself (GDPR art. 22)."
        )
    )
    known = with_names(decisions(reads.application().desk, most=MOST), of)
    if known.empty:
        nothing(_("No decision yet"), _("The first one is kept when it is taken."), icon=":material/gavel:")
        return
    shown = known.assign(
        what=[_(STEPS[Step(each)]) for each in known["step"]],
        answer=[_("taken") if each else _("not taken") for each in known["is_taken"]],
        decided_on=days(known["decided_at"]),
    )
    columns = {
        "name": st.column_config.TextColumn(_("Customer"), width=200),
        "what": st.column_config.TextColumn(_("Step"), width=150),
        "answer": st.column_config.TextColumn(_("Decision"), width=95),
        "why": st.column_config.TextColumn(_("Reason"), width=300),
        "reference": st.column_config.TextColumn(_("Campaign or file"), width=150),
        "decided_by": st.column_config.TextColumn(_("By"), width=110),
        "decided_on": tables.day_column(_("On"), _, width=105),
    }
    place = tables.table(shown, columns, alt=_("Decisions on natural persons"), key="privacy_decisions")
    taken = shown[["entity", "customer_id", "name", "what", "answer", "why", "reference", "decided_by", "decided_on"]]
    export_menu(lambda: taken, name="decisions", words=_, key="privacy_decisions_out")
    open_customer(shown, place)
