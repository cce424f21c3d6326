"""Where mail goes: the relay, or the built-in mailbox that lets nothing leave this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.campaigns import reading
from dashboard import reads
from dashboard.campaign.decide import where_mail_goes
from dashboard.doors import link
from dashboard.plain import plain

if TYPE_CHECKING:
    from dashboard.i18n import Words


def mail(words: Words) -> None:
    """Draw the state of the way out, how to change it, and what the senders are doing."""
    _ = words
    app = reads.application()
    with st.container(border=True):
        st.header(_("Way out"), anchor=False)
        where_mail_goes(words)
        if app.relay is None:
            st.caption(
                _(
                    "To send for real, start Saldo with SALDO_SMTP_URL set to your relay; the address below is an example."
                )
            )
            st.code("SALDO_SMTP_URL=smtp://user:password@smtp.example.org:587?tls=starttls", language=None)
            link("mailbox", _("Open the mailbox"), icon=":material/inbox:")
    with st.container(border=True):
        st.header(_("Senders"), anchor=False)
        workers = reading.workers(app.desk)
        if not workers:
            st.caption(
                _("No sender has reported yet. The app starts one by itself; `python -m core work` adds another.")
            )
        for worker in workers:
            at_work, stopped = _("at work"), _("stopped")
            state = f":green-badge[{at_work}]" if worker.stopped_at is None else f":gray-badge[{stopped}]"
            where = _("{host}, process {n}", host=plain(worker.host), n=worker.pid)
            st.markdown(f"{state} {where}")
            told = _("last sign of life {moment}", moment=words.moment(worker.beat_at))
            st.caption(" · ".join(filter(None, [told, plain(_(worker.remark))])))
