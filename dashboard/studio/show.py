"""A text as one customer would get it, in every form, and a test mail of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.campaigns.studio_mail import MARK, send_test
from core.errors import SaldoError
from core.messages.bytes import content_for
from core.messages.sms import segments
from core.vocabulary import ChannelName
from dashboard import reads
from dashboard.components.mail import letter_pages, mail_frame, script_frame, sms_frame, with_picture
from dashboard.doors import link
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may
from dashboard.texts import later

if TYPE_CHECKING:
    from core.campaigns.studio_customers import Tried
    from core.campaigns.studio_trial import Draft
    from core.messages.render import Rendered
    from core.vocabulary import MessageName
    from dashboard.i18n import Words

FORMS = {
    "mail": later("Mail"),
    "text": later("Plain text"),
    "sms": later("SMS"),
    "letter": later("Letter"),
    "call": later("Call script"),
}
ADDRESS = "Voorbeeldstraat 1\n1234 AB Voorbeeld"  # only for the studio: letters of a campaign have the customer's own
FRAME_PIXELS = 520


def show(draft: Draft, tried: Tried, message: MessageName, words: Words, *, key: str) -> Rendered | None:
    """Draw the draft for one customer in the form of choice; return it rendered, None where it cannot be shown."""
    _ = words
    form = st.segmented_control(
        _("Form"),
        list(FORMS),
        default="mail",
        required=True,
        format_func=lambda name: _(FORMS[name]),
        key=f"form_{key}",
        label_visibility="collapsed",
    )
    try:
        rendered = draft.rendered(tried.context, message=message)
        _form(form, rendered, tried, words)
    except SaldoError as error:
        refuse(error)
        return None
    return rendered


def _form(form: str, rendered: Rendered, tried: Tried, words: Words) -> None:
    _ = words
    if form == "sms":
        parts = segments(rendered.sms)
        st.caption(
            _.count("{n} SMS segment", "{n} SMS segments", parts) + f" · {_('{n} characters', n=len(rendered.sms))}"
        )
        sms_frame(rendered.sms, title=_("SMS"))
    elif form == "call":
        script_frame(rendered.call, title=_("Call script"), height=FRAME_PIXELS)
    elif form == "letter":
        source = content_for(ChannelName.LETTER, rendered, tried.context, ADDRESS)
        with st.container(height=FRAME_PIXELS + 40, border=False):
            letter_pages(source, title=_("Page"))
    elif form == "text":
        st.markdown(f"**{plain(rendered.subject)}**")
        with st.container(height=FRAME_PIXELS, border=False):
            st.text(rendered.text)
    else:
        st.markdown(f"**{plain(rendered.subject)}**")
        content = content_for(ChannelName.EMAIL, rendered, tried.context, "customer@voorbeeld.example")
        mail_frame(with_picture(rendered.html, content), title=rendered.subject, height=FRAME_PIXELS)


def test_mail(rendered: Rendered, tried: Tried, words: Words) -> None:
    """Draw the button that sends the text as a mail to whoever reads this."""
    _ = words
    with st.popover(_("Test mail"), icon=":material/outgoing_mail:", disabled=not may(Action.TEMPLATE)):
        st.caption(
            _(
                "Goes through the same way out as every mail, to this address only; its subject begins with {mark}.",
                mark=MARK,
            )
            if reads.application().relay
            else _("No relay is set: it arrives in the built-in mailbox, and nothing leaves this machine.")
        )
        to = st.text_input(_("Send it to"), key="studio_test_to", placeholder="you@company.example", max_chars=200)
        if st.button(
            _("Send"),
            key="studio_test_send",
            type="primary",
            disabled=not (to or "").strip() or not may(Action.TEMPLATE),
        ):
            app = reads.application()
            try:
                send_test(app.email(), rendered, tried.context, to=to, at=app.clock())
            except SaldoError as error:
                refuse(error)
            else:
                st.success(_("Sent."))
                link("mailbox", _("Open the mailbox"), icon=":material/inbox:")
