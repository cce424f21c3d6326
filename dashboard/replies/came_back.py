"""What came back: addresses to which nothing more goes, and reports that belong to no message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from core.actions import Action
from core.desk.stopped import lift, stopped_addresses
from core.replies import seen
from core.replies.arrived import UNKNOWN_REPORT
from core.vocabulary import ContactKind, DeliveryKind
from dashboard import reads, tables
from dashboard.empty import nothing
from dashboard.plain import plain
from dashboard.replies.done import tell
from dashboard.replies.texts import DELIVERIES
from dashboard.session import may, person
from dashboard.texts import CONTACTS

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from dashboard.i18n import Words

SHOWN: Final = 25


def came_back(words: Words) -> None:
    """Draw the stopped addresses, each with its evidence and the way to lift it, and what belongs to no message."""
    _ = words
    stopped = stopped_addresses(reads.application().desk, is_shown=True)
    st.header(_("Addresses that nothing more goes to"), anchor=False)
    if stopped.empty:
        nothing(
            _("No address is stopped"),
            _(
                "An address is stopped when mail to it comes back for good, or somebody complains. The customer's other addresses stay open."
            ),
            icon=":material/mark_email_read:",
        )
    for row in stopped.head(SHOWN).to_dict("records"):
        stopped_line(row, words)
    if len(stopped) > SHOWN:
        st.caption(_("{n} more come up as you go.", n=words.number(len(stopped) - SHOWN)))
    _unknown(words)


def stopped_line(row: Mapping[Hashable, Any], words: Words) -> None:
    """Draw one stopped address with its evidence, and the way to lift it."""
    _ = words
    known = row["kind"] in set(DeliveryKind)
    kind = _(DELIVERIES[DeliveryKind(row["kind"])]) if known else plain(row["kind"])
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"stopped_{row['stop_id']}"):
        with st.container(gap=None):
            contact = _(CONTACTS[ContactKind(row["contact"])])
            st.markdown(f"**{plain(row['address'])}** :red-badge[{kind}] :gray[{contact}]")
            st.caption(plain(row["why"]))
        with st.popover(_("Lift"), icon=":material/lock_open:", disabled=not may(Action.HANDLE)):
            why = st.text_input(_("Why may mail go there again?"), key=f"lift_why_{row['stop_id']}", max_chars=200)
            if st.button(
                _("Lift"),
                key=f"lift_{row['stop_id']}",
                type="primary",
                disabled=not why.strip() or not may(Action.HANDLE),
            ):
                lift(reads.application().desk, int(row["stop_id"]), by=person(), why=why.strip())
                tell(_("Mail may go to {address} again.", address=row["address"]), None)


def _unknown(words: Words) -> None:
    """Draw reports about messages that Saldo never sent: a mistake of the other side, or made up."""
    _ = words
    found = seen.latest(reads.application().desk, what=UNKNOWN_REPORT)
    if found.empty:
        return
    st.header(_("Reports that belong to no message"), anchor=False)
    st.caption(
        _("They touch nobody. Somebody may have made them up, or the message is older than what is looked through.")
    )
    shown = found[["read_at", "sender", "subject"]].assign(
        read_at=pd.Series([tables.local(each.to_pydatetime()) for each in found["read_at"]], index=found.index)
    )
    columns = {
        "read_at": tables.moment_column(_("When"), _, width=150),
        "sender": st.column_config.TextColumn(_("From"), width=260),
        "subject": st.column_config.TextColumn(_("Subject"), width=360),
    }
    tables.table(shown, columns, alt=_("Reports that belong to no message"), key="unknown_reports")
