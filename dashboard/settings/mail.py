"""Where mail goes: the relay, or the built-in mailbox that lets nothing leave this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.actions import Action
from core.campaigns.expiry import MOST_APPROVAL_DAYS, approval_days, save_approval_days
from dashboard import reads
from dashboard.campaign.decide import where_mail_goes
from dashboard.doors import link
from dashboard.session import may, person
from dashboard.settings.brakes import brakes
from dashboard.settings.senders import senders

if TYPE_CHECKING:
    from dashboard.i18n import Words

EXAMPLE: Final = "SALDO_SMTP_URL=smtp://ar%40example.org@smtp.example.org:587?tls=starttls\nSALDO_SMTP_PASSWORD=file:/run/secrets/smtp"


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
                    "To send for real, start Saldo with the address of your relay, and with its password in a file that only Saldo reads. The lines"
                    " below are an example."
                )
            )
            st.code(EXAMPLE, language=None)
            link("mailbox", _("Open the mailbox"), icon=":material/inbox:")
    brakes(words)
    _approval(words)
    senders(words)
