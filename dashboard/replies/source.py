"""Where replies are read, when that was last done, and the way to do it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.campaigns.schedule import jobs
from core.errors import SaldoError
from core.mail_reading import JOB, inbox_of, read_mailbox, said
from dashboard import reads, refusals
from dashboard.campaign.held_why import held_why
from dashboard.plain import plain
from dashboard.session import may

if TYPE_CHECKING:
    from dashboard.i18n import Words


def source_line(words: Words) -> None:
    """Draw which mailbox is read, or how to name one."""
    _ = words
    app = reads.application()
    try:
        place = inbox_of(app.settings)
    except SaldoError as error:
        refusals.refuse(error)
        return
    if place is None:
        st.markdown(
            _(
                "No mailbox is read. Start Saldo with SALDO_IMAP_URL, or take in a folder of saved mails: `python -m core read-mail FOLDER`."
            )
        )
        return
    last = next((told for name, _next, told in jobs(app.desk) if name == JOB), None)
    with st.container(horizontal=True, vertical_alignment="center"):
        told = f" · {plain(_told(last, words))}" if last else ""
        st.caption(f":material/inbox: {plain(place.label)}{told}", width="stretch")
        if st.button(_("Read now"), icon=":material/refresh:", key="read_mail_now", disabled=not may(Action.HANDLE)):
            with st.spinner(_("Reading the mailbox")):
                try:
                    st.toast(plain(refusals.said(said(read_mailbox(app)), words)), icon=":material/inbox:")
                except SaldoError as error:
                    refusals.refuse(error)


def _told(last: str, words: Words) -> str:
    """Return what the last reading brought, as the schedule keeps it: some counts, or why it could not be read."""
    whole = held_why(last, words)
    return ", ".join(held_why(each, words) for each in last.split(", ")) if whole == last else whole
