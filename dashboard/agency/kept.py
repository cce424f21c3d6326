"""The register: how every handover stands, its file, its events, recall, and the agency's statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.actions import Action
from core.clock import local_day
from core.errors import SaldoError
from core.handover import register as read_register
from core.handover.place import recall
from core.handover.register import HandoverState
from core.money import to_decimal
from dashboard import reads, tables
from dashboard.agency import reads as read
from dashboard.doors import link
from dashboard.empty import nothing
from dashboard.exports import export_menu, taken
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person, words
from dashboard.texts import later

if TYPE_CHECKING:
    from core.handover.register import Handover
    from dashboard.i18n import Words
    from dashboard.reads import Edition

STATES = {
    HandoverState.HANDED_OVER: later("handed over"),
    HandoverState.PARTLY_PAID: later("partly paid"),
    HandoverState.PAID: later("paid"),
    HandoverState.RETURNED: later("returned"),
    HandoverState.RECALLED: later("recalled"),
    HandoverState.PROPOSED: later("proposed"),
    HandoverState.WITHDRAWN: later("taken back"),
}
COLOURS = {
    HandoverState.HANDED_OVER: "blue",
    HandoverState.PARTLY_PAID: "orange",
    HandoverState.PAID: "green",
    HandoverState.RETURNED: "gray",
    HandoverState.RECALLED: "gray",
    HandoverState.PROPOSED: "orange",
    HandoverState.WITHDRAWN: "gray",
}


@st.fragment
def kept(of: Edition) -> None:
    """Draw the register; a click opens one handover."""
    _ = words()
    known = read.register(of, read.turn())
    if not known:
        nothing(
            _("Nobody is with the agency"),
            _("What is handed over stands here, with what comes back."),
            icon=":material/gavel:",
        )
        return
    settled = [each for each in known if each.is_settled_here]
    if settled:
        names = ", ".join(each.name for each in settled[:5])
        st.warning(
            plain(_("Paid here while the agency still works on it: {names}. Recall them today.", names=names)),
            icon=":material/notification_important:",
        )
    shown = listed(known, _)
    columns = {
        "reference": st.column_config.TextColumn(_("File"), width=190),
        "name": st.column_config.TextColumn(_("Customer"), width=190),
        "state": st.column_config.TextColumn(_("State"), width=110),
        "agency": st.column_config.TextColumn(_("Agency"), width=140),
        "principal": tables.money_column(_("Principal"), "EUR", _, width=110),
        "paid": tables.money_column(_("Collected"), "EUR", _, width=110),
        "fees": tables.money_column(_("Fee and costs"), "EUR", _, width=110),
        "ledger": tables.money_column(_("Open in the ledger"), "EUR", _, width=125),
        "handed_on": tables.day_column(_("Since"), _, width=100),
        "handed_by": st.column_config.TextColumn(_("By"), width=100),
    }
    place = tables.table(shown, columns, alt=_("Register of handovers"), key="agency_register", most=12)
    export_menu(lambda: shown, name="agency-register", words=_, key="agency_register_out")
    if place is not None:
        _one(known[place], _)
    st.caption(
        _(
            "The agency's statement comes in under Settings, Data (or by a scheduled run), by a mapping as any file: each booking counts once."
        )
    )


def listed(known: list[Handover], words: Words) -> pd.DataFrame:
    """Return the register as a reader takes it away."""
    return pd.DataFrame(
        [
            {
                "reference": each.reference,
                "entity": each.entity,
                "customer_id": each.customer_id,
                "name": each.name,
                "state": words(STATES[each.state]),
                "agency": each.agency,
                "currency": each.currency,
                "principal": float(to_decimal(each.principal_minor, each.currency)),
                "paid": float(to_decimal(each.paid_minor, each.currency)),
                "fees": float(to_decimal(each.fees_minor, each.currency)),
                "ledger": None if each.ledger_minor is None else float(to_decimal(each.ledger_minor, each.currency)),
                "handed_on": local_day(each.handed_at),
                "handed_by": each.handed_by,
            }
            for each in known
        ]
    )


def _one(known: Handover, words: Words) -> None:
    _ = words
    app = reads.application()
    with st.container(border=True, gap="small"):
        st.markdown(
            f":{COLOURS[known.state]}-badge[{_(STATES[known.state])}] **{plain(known.name)}** · {plain(known.reference)}"
        )
        st.caption(plain(f"{known.handed_by}, {_.moment(known.handed_at)}: {known.why}"))
        for event in read_register.events(app.desk, known.id):
            paid = (
                _(", {amount} collected", amount=_.money(event.paid_minor, known.currency)) if event.paid_minor else ""
            )
            fee = _(", {amount} kept", amount=_.money(event.fee_minor, known.currency)) if event.fee_minor else ""
            spoken = event.act.replace("_", " ")  # as STATES has it, for the catalogues
            act = _(spoken)
            st.markdown(plain(f"{_.day(event.happened_on)} · {act}{paid}{fee} · {event.acted_by} {event.why}".rstrip()))
        path = app.settings.home / "agency" / known.file_name
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if path.exists():
                st.download_button(
                    _("The file"), taken(known.file_name, path.read_bytes), file_name=known.file_name, mime="application/zip",
                    key=f"agency_file_{known.id}", on_click="ignore", icon=":material/folder_zip:",
                )  # fmt: skip
            if known.is_open:
                _recall(known, words)
            link("customers", _("Customers"), icon=":material/groups:", search=known.customer_id)
        st.caption(f"SHA-256 {known.file_sha256}")


def _recall(known: Handover, words: Words) -> None:
    _ = words
    with st.popover(_("Recall"), icon=":material/undo:", disabled=not may(Action.HANDOVER)):
        st.caption(_("Our own reminders may go again from then on. Tell the agency on the same day."))
        why = st.text_input(_("Why?"), key=f"recall_why_{known.id}", max_chars=300)
        if st.button(
            _("Recall"), key=f"recall_{known.id}", type="primary", disabled=not why.strip() or not may(Action.HANDOVER)
        ):
            try:
                recall(reads.application().desk, known.reference, by=person(), why=why)
            except SaldoError as problem:
                refuse(problem)
                return
            st.rerun()
