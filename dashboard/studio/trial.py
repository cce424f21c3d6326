"""A text tried on the ten most awkward customers: a row for each, and the message of the one that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.campaigns.studio_trial import draft
from core.errors import SaldoError
from core.messages.readability import remarks
from core.messages.sms import segments
from dashboard import reads, tables
from dashboard.refusals import refusal
from dashboard.session import words
from dashboard.studio import reads as studio_reads
from dashboard.studio.show import show
from dashboard.studio.whom import message_of, settings_now
from dashboard.texts import later

if TYPE_CHECKING:
    from core.campaigns.studio_customers import Tried
    from core.campaigns.studio_trial import Draft
    from core.vocabulary import MessageName
    from dashboard.i18n import Words
    from dashboard.reads import Edition
    from dashboard.studio.pick import Picked

CHOSEN = "studio_tried"
WHATS = (
    later("the longest name"),
    later("forty invoices or more"),
    later("no first name"),
    later("a right-to-left name"),
    later("a name with signs of a program"),
    later("amounts without cents"),
    later("less than one euro"),
    later("two currencies"),
    later("a credit note"),
    later("an invoice paid in part"),
)


@st.fragment
def trial(picked: Picked, of: Edition) -> None:
    """Draw the ten for the newest version, the fine ones too."""
    _ = words()
    left, right = st.columns([1.15, 1], gap="medium")
    with left, st.container(border=True):
        st.header(_("Tried on the ten most awkward customers"), anchor=False)
        st.caption(
            _("Found in your ledger; where it has nobody of a kind, the customer is made up and the list says so.")
        )
        message = message_of(picked.message, _)
        written = draft(reads.application().desk, picked.message, picked.language, picked.newest.forms)
        tried = studio_reads.awkward(of, message, settings_now())
        place = min(int(st.session_state.get(CHOSEN, 0)), len(tried) - 1)
        rows = [_row(written, each, message, _) for each in tried]
        text = st.column_config.TextColumn
        columns = {
            "what": text(_("What is awkward"), width=190),
            "name": text(_("Customer"), width=150),
            "from": text(_("From"), width=80),
            "outcome": text(_("Outcome"), width=160),
        }
        row = tables.table(pd.DataFrame(rows), columns, alt=_("Awkward customers"), key="studio_trial")
        if row is not None and row != place:
            st.session_state[CHOSEN] = row
            st.rerun(scope="fragment")
    with right, st.container(border=True):
        st.markdown(f"**{_(tried[place].what)}**")
        show(written, tried[place], message, _, key="trial")


def _row(written: Draft, tried: Tried, message: MessageName, words: Words) -> dict[str, Any]:
    _ = words
    return {
        "what": _(tried.what),
        "name": tried.name or "-",
        "from": _("made up") if tried.is_made_up else _("the ledger"),
        "outcome": _outcome(written, tried, message, words),
    }


def _outcome(written: Draft, tried: Tried, message: MessageName, words: Words) -> str:
    _ = words
    try:
        rendered = written.rendered(tried.context, message=message)
    except SaldoError as error:
        return refusal(error, words)
    parts, found = segments(rendered.sms), len(remarks(rendered.text, written.language))
    said = [_("fine")] if not found else [_.count("{n} remark", "{n} remarks", found)]
    return ", ".join([*said, _.count("{n} SMS segment", "{n} SMS segments", parts)])
