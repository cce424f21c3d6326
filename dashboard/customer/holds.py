"""Holds of one customer: what keeps it out of campaigns, until when and why; place one, end one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.desk import holds
from core.vocabulary import DocumentType, HoldKind
from dashboard import reads
from dashboard.plain import plain
from dashboard.session import person, words
from dashboard.texts import HOLDS

if TYPE_CHECKING:
    from datetime import date

    from dashboard.i18n import Words

# In the order of how often people need them; a dated kind asks for an end date.
DATED = (HoldKind.STOP, HoldKind.PROMISE, HoldKind.PLAN, HoldKind.REPORTED_PAYMENT)


@st.fragment
def hold_board(entity: str, customer_id: str, as_of: date, invoices: list[str]) -> None:
    """Draw the holds that stand on ``as_of``, each with a way to end it, and the form for a new one."""
    _ = words()
    standing = holds.standing(reads.application().desk, as_of, entity=entity, customer_id=customer_id)
    with st.container(border=True, gap="small", key="holds"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(_("Holds"), anchor=False, width="stretch")
            with st.popover(_("Add a hold"), icon=":material/front_hand:"):
                _form(entity, customer_id, as_of, invoices, _)
        if standing.empty:
            st.caption(
                _(
                    "Nothing holds reminders back. Add a stop, a promise or a dispute and the next campaign leaves this customer out."
                )
            )
        for row in standing.to_dict("records"):
            _hold(row, _)


def _hold(row: dict[Any, Any], words: Words) -> None:
    _ = words
    kind = HoldKind(row["kind"])
    until = "" if pd.isna(row["until_on"]) else " · " + _("until {day}", day=words.day(row["until_on"]))
    document = "" if pd.isna(row["number"]) else " · " + _("invoice {number}", number=plain(row["number"]))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{_(HOLDS[kind])}**{until}{document}")
            told = _("{who}, {moment}", who=plain(row["created_by"]), moment=words.moment(row["created_at"]))
            st.caption(f"{plain(row['why'])} · {told}")
        with st.popover(_("End"), icon=":material/play_circle:"):
            why = st.text_input(_("Why does it end?"), key=f"end_why_{row['hold_id']}", max_chars=300)
            if st.button(_("End this hold"), key=f"end_{row['hold_id']}", type="primary", disabled=not why.strip()):
                holds.end(reads.application().desk, int(row["hold_id"]), by=person(), why=why.strip())
                st.rerun()


def _form(entity: str, customer_id: str, as_of: date, invoices: list[str], words: Words) -> None:
    _ = words
    kind = st.selectbox(_("Kind"), list(HOLDS), format_func=lambda name: _(HOLDS[name]), key="hold_kind")
    with st.form("hold", border=False, clear_on_submit=True, enter_to_submit=False):
        until = None
        if kind in DATED:
            until = st.date_input(
                _("Promised for") if kind is HoldKind.PROMISE else _("Until"),
                value=None,
                min_value=as_of,
                format="DD-MM-YYYY",
                key=f"hold_until_{kind}",
            )
        number = st.selectbox(
            _("For"),
            invoices,
            index=None,
            key="hold_number",
            placeholder=_("The whole customer"),
            help=_("Choose one open invoice, or leave it for the whole customer."),
        )
        why = st.text_area(_("Why"), key="hold_why", max_chars=500, height=80)
        if st.form_submit_button(_("Add"), type="primary", icon=":material/add:"):
            if not why.strip():
                st.error(_("Say why in a few words: the next person needs it."))
            elif kind in DATED and until is None:
                st.error(_("Choose the last day on which this hold stands."))
            else:
                reads.application().place_hold(
                    HoldKind(kind),
                    entity=entity,
                    customer_id=customer_id,
                    by=person(),
                    why=why.strip(),
                    number=number,
                    document_type=None if number is None else DocumentType.INVOICE,
                    until_on=until,
                )
                st.rerun()
