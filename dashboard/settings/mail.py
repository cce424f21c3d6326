"""Where mail goes: the relay, or the built-in mailbox that lets nothing leave this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.campaigns import reading
from core.campaigns.expiry import MOST_APPROVAL_DAYS, approval_days, save_approval_days
from dashboard import reads
from dashboard.campaign.decide import where_mail_goes
from dashboard.doors import link
from dashboard.plain import plain
from dashboard.session import may, person
from dashboard.settings.brakes import brakes

if TYPE_CHECKING:
    from dashboard.i18n import Words


def _approval(words: Words) -> None:
    """Draw for how many days an approval counts."""
    _ = words
    desk = reads.application().desk
    with st.container(border=True):
        st.header(_("Approval"), anchor=False)
        now = approval_days(desk)
        days = st.number_input(
            _("Days that an approval counts"),
            min_value=1,
            max_value=MOST_APPROVAL_DAYS,
            value=now,
            key="approval_days",
            help=_("A message that has not gone by then is held: what it says may no longer be so."),
            width=240,
        )
        if st.button(_("Save"), key="approval_save", disabled=days == now or not may(Action.SETTING)):
            save_approval_days(desk, int(days), by=person())
            st.rerun()


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
    brakes(words)
    _approval(words)
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
