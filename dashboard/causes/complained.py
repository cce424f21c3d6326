"""Complaints of the files: which opened a case, which match nothing open, and which are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.vocabulary import DisputeCause
from dashboard import tables
from dashboard.causes import reads as read
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.session import words
from dashboard.texts import CAUSES

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.reads import Edition


@st.fragment
def complained(of: Edition) -> None:
    """Draw the complaints of the files, the open ones first."""
    _ = words()
    rows = read.complaints(of, read.turn())
    if rows.empty:
        nothing(
            _("No complaint file yet"),
            _(
                "Bring the list of your complaints desk in under Settings, Data. Each open complaint keeps its invoice out of reminders at once."
            ),
            icon=":material/support_agent:",
        )
        return
    only = st.toggle(_("Open ones only"), value=True, key="complaints_open")
    shown = listed(rows[rows["complaint_state"] == "open"] if only else rows, _)
    columns = {
        "reference": st.column_config.TextColumn(_("Complaint"), width=110),
        "customer_id": st.column_config.TextColumn(_("Customer number"), width=130),
        "number": st.column_config.TextColumn(_("Invoice"), width=130),
        "cause": st.column_config.TextColumn(_("Cause"), width=180),
        "owner": st.column_config.TextColumn(_("Owner"), width=130),
        "opened_on": tables.day_column(_("Open since"), _, width=110),
        "state": st.column_config.TextColumn(_("State"), width=260),
    }
    tables.table(shown, columns, alt=_("Complaints"), most=14)
    export_menu(lambda: shown, name="complaints", words=_, key="complaints_out")


def listed(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return complaints as a reader takes them away."""
    _ = words
    return pd.DataFrame(
        {
            "entity": rows["entity"],
            "customer_id": rows["customer_id"],
            "reference": rows["reference"],
            "number": rows["number"].fillna(""),
            "cause": [_(CAUSES[DisputeCause(each)]) for each in rows["cause"]],
            "owner": rows["owner"].fillna(""),
            "opened_on": pd.to_datetime(rows["opened_on"]),
            "state": [
                _("closed") if state == "closed"
                else _("keeps its invoice out of reminders") if is_matched
                else _("matches no open invoice")
                for state, is_matched in zip(rows["complaint_state"], rows["is_matched"], strict=True)
            ],
        }
    ).reset_index(drop=True)  # fmt: skip
