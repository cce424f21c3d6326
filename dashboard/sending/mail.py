"""E-mail as a way to send: where it goes out, how fast, where it returns, and a test that says what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.actions import Action
from core.campaigns import rate
from core.channels.loopback import is_loopback
from core.desk.mail_choices import MailChoices, mail_choices
from core.errors import SaldoError
from core.mail import FIRST_PER_MINUTE, save_choices
from core.vocabulary import ChannelName
from dashboard import reads
from dashboard.campaign.decide import where_mail_goes
from dashboard.doors import link
from dashboard.refusals import refuse
from dashboard.sending.trial import trial
from dashboard.session import may, person

if TYPE_CHECKING:
    from dashboard.i18n import Words

FASTEST: Final = 60_000


def mail(words: Words) -> None:
    """Draw the mail half of the ways to send."""
    _ = words
    app = reads.application()
    with st.container(border=True):
        st.header(_("E-mail"), anchor=False)
        where_mail_goes(words)
        if app.relay is None:
            _how_to(words)
        _speed(words)
    with st.container(border=True):
        st.header(_("Try it"), anchor=False)
        trial(words)
    with st.container(border=True):
        st.header(_("What comes back"), anchor=False)
        _returning(words)


def _how_to(words: Words) -> None:
    _ = words
    st.caption(
        _(
            "To send for real, start Saldo with SALDO_SMTP_URL set to your relay. Passwords and tokens are named by where they are kept, never written here; the guide has an example for Microsoft 365, Google and your own server."
        )
    )
    st.code(
        "SALDO_SMTP_URL=smtp://ar%40example.org@smtp.example.org:587?tls=starttls\nSALDO_SMTP_PASSWORD=file:/run/secrets/smtp",
        language=None,
    )
    link("mailbox", _("Open the mailbox"), icon=":material/inbox:")


def _speed(words: Words) -> None:
    """Draw how fast mail may go; a relay that is new begins slowly."""
    _ = words
    app = reads.application()
    per_second = rate.per_second(app.desk, ChannelName.EMAIL)
    relay = app.relay
    is_new = relay is not None and per_second is None and not is_loopback(relay.rpartition(":")[0].strip("[]"))
    shown = FIRST_PER_MINUTE if is_new else 0 if per_second is None else max(1, round(per_second * 60))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.number_input(
            _("Mails a minute, at most"),
            min_value=0,
            max_value=FASTEST,
            value=shown,
            key="mail_speed",
            width=220,
            help=_(
                "0: as fast as the relay takes them. A hosted mailbox (Microsoft 365, Google) takes about 30 a minute; your own relay takes more. It holds over all senders."
            ),
        )
        if st.button(_("Save"), key="mail_speed_save", disabled=chosen == shown or not may(Action.CHANNEL)):
            rate.limit(app.desk, ChannelName.EMAIL, chosen / 60 if chosen else None)
            st.rerun()
    if is_new:
        st.caption(_("A relay that was never used begins at 30 a minute: the limit of hosted mailboxes."))


def _returning(words: Words) -> None:
    """Draw where mail returns, the DKIM selector, and the header for mail programs."""
    _ = words
    desk = reads.application().desk
    known = mail_choices(desk)
    with st.form("mail_returning", border=False, enter_to_submit=False):
        bounce = st.text_input(
            _("Address that undelivered mail returns to"),
            known.bounce_address,
            max_chars=120,
            placeholder="bounce+<message>@bounces.example.org",
            width=480,
            help=_(
                "With <message> in it, every mail returns to an address of its own, so that a bounce always finds its message. It stands on the envelope only: customers answer the reply address. Empty: mail returns to who wrote it."
            ),
        )
        selector = st.text_input(
            _("DKIM selector"),
            known.dkim_selector,
            max_chars=62,
            help=_("The name under which your relay signs, as selector1; the test looks for its key."),
            width=240,
        )
        has_header = st.toggle(
            _("Let mail programs show their own button to stop mails (List-Unsubscribe)"),
            known.has_list_header,
            help=_(
                "Off: a request to pay is not a newsletter. On: it leads to the customer's own page, where channels can be changed."
            ),
        )
        if not st.form_submit_button(_("Save"), icon=":material/save:", disabled=not may(Action.CHANNEL)):
            return
    chosen = MailChoices(bounce_address=bounce.strip(), dkim_selector=selector.strip(), has_list_header=has_header)
    try:
        save_choices(desk, chosen, by=person())
    except SaldoError as refused:
        refuse(refused)
    else:
        st.toast(_("Saved. The next connection carries it."), icon=":material/check:")
