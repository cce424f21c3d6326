"""One message as its reader gets it, whatever its channel, with why it is as it is and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.campaigns import reading
from core.law.breach import breach_of
from core.messages.readability import said
from core.strategy.mix_words import CHANNELS
from core.vocabulary import POSTED, SHORT, ChannelName
from dashboard import reads
from dashboard.campaign.proofs import proofs
from dashboard.components.mail import letter_pages, mail_frame, script_frame, sms_frame, with_picture
from dashboard.plain import plain

if TYPE_CHECKING:
    from core.campaigns.reading import Mail, Opened
    from core.desk.campaign_tables import PreviewMessage
    from dashboard.i18n import Words

ICONS = {
    ChannelName.EMAIL: ":material/mail:",
    ChannelName.REGISTERED_EMAIL: ":material/mark_email_read:",
    ChannelName.SMS: ":material/sms:",
    ChannelName.WHATSAPP: ":material/chat:",
    ChannelName.LETTER: ":material/description:",
    ChannelName.REGISTERED_LETTER: ":material/history_edu:",
    ChannelName.PHONE: ":material/call:",
    ChannelName.VOICE: ":material/record_voice_over:",
}
FRAME_PIXELS = 460


def one_message(message: PreviewMessage, labels: dict[str, str], words: Words) -> Opened:
    """Draw one message with its head and its marks, and return it opened."""
    _ = words
    opened = reading.opened(reads.application().desk, message.id)
    channel = ChannelName(message.channel)
    st.markdown(f"{ICONS[channel]} **{plain(message.subject)}**")
    if opened.mail is not None:
        st.caption(envelope(opened.mail, words))
    else:
        st.caption(f"{plain(message.name)}  \n{_(CHANNELS[channel])}: {plain(message.address)}")
    st.caption(_facts(message, words))
    _signs(message, words)
    if opened.is_erased:
        st.info(_("The customer was erased: nobody can read this message any more."), icon=":material/ink_eraser:")
        return opened
    show_message(opened, words, key=f"{message.id}_{message.batch_id}_{message.offset}")
    proofs(message.id, words)
    _why(message, labels, words)
    return opened


def envelope(mail: Mail, words: Words) -> str:
    """Return who writes to whom, on two lines of Markdown."""
    sender, to = words("From"), words("To")
    return f"{sender} {plain(mail.sender)}  \n{to} {plain(mail.to)}"


def show_message(opened: Opened, words: Words, *, key: str) -> None:
    """Draw a message in the form of its channel, and as the exact bytes."""
    _ = words
    channel = ChannelName(opened.message.channel)
    if opened.mail is not None:
        show_mail(opened.mail, words, key=key)
        return
    seen, source = st.tabs([_("As seen"), _("Exact bytes")], on_change="rerun", key=f"forms_{key}")
    if seen.open:
        with seen:
            if channel in POSTED:
                with st.container(height=FRAME_PIXELS + 60, border=False):
                    letter_pages(opened.content, title=_("Page"))
            elif channel in SHORT:
                sms_frame(opened.text, title=_(CHANNELS[channel]))
            else:
                script_frame(opened.text, title=_(CHANNELS[channel]), height=FRAME_PIXELS)
    if source.open:
        with source:
            _bytes(opened.content, opened.sha256, _("From approval on these bytes never change."), words)


def show_mail(mail: Mail, words: Words, *, key: str) -> None:
    """Draw a mail in its three forms; the third is the bytes themselves."""
    _ = words
    html, text, source = st.tabs(
        [_("As seen"), _("Plain text"), _("Exact bytes")], on_change="rerun", key=f"forms_{key}"
    )
    if html.open:
        with html:
            mail_frame(with_picture(mail.html, mail.content), title=mail.subject, height=FRAME_PIXELS)
    if text.open:
        with text, st.container(height=FRAME_PIXELS, border=False):
            st.text(mail.text)
    if source.open:
        with source:
            later = _("Date and Message-ID are fixed at approval; from then on these bytes never change.")
            _bytes(mail.content, mail.sha256, later, words)


def _bytes(content: bytes, sha256: str | None, until_then: str, words: Words) -> None:
    with st.container(height=FRAME_PIXELS, border=False):
        st.caption(f"SHA-256 {sha256}" if sha256 else until_then)
        st.caption(words("{n} bytes", n=words.number(len(content))))
        st.code(content.decode("utf-8", "backslashreplace"), language=None)


def _facts(message: PreviewMessage, words: Words) -> str:
    """Return what the message costs, in how many parts an SMS goes, and when it and the next step may go."""
    _ = words
    parts = [_("cost {amount}", amount=words.money(message.cost_minor, "EUR"))]
    if message.sms_segments:
        parts.insert(0, _.count("{n} SMS segment", "{n} SMS segments", message.sms_segments))
    if message.send_at is not None:
        parts.append(_("goes on {moment}", moment=words.moment(message.send_at)))
    if message.next_legal_on is not None:
        parts.append(_("next step allowed from {day}", day=words.day(message.next_legal_on)))
    return " · ".join(parts)


def _signs(message: PreviewMessage, words: Words) -> None:
    _ = words
    if message.is_excluded:
        st.warning(_("Left out by hand: this message will not be sent."), icon=":material/person_off:")
    for breach in message.breaches:
        st.error(
            f"{plain(breach_of(breach).said(words))}  \n:small[{plain(breach['source'])}]", icon=":material/gavel:"
        )
    if message.is_edited:
        st.caption(f":material/edit: {_('In own words: the templates no longer say this message.')}")
    for remark in message.remarks:
        st.info(plain(said(str(remark), words)), icon=":material/spellcheck:")


def _why(message: PreviewMessage, labels: dict[str, str], words: Words) -> None:
    """Say why this segment, step and channel, as far as it was noted when the message was written."""
    _ = words
    told = message.treatment
    with st.expander(_("Why this message?"), icon=":material/help:"):
        st.markdown(
            _(
                "Segment {segment}, step {step}, template {template} in {language}.",
                segment=f"**{plain(_(labels.get(message.segment, message.segment)))}**",
                step=words.number(message.step),
                template=plain(message.template),
                language=plain(message.language),
            )
        )
        for reason in ("segment", "step", "channel", "now"):
            if told.get(reason):
                st.markdown(f"- {plain(_(str(told[reason])))}")
        if told.get("overruled"):
            st.caption(_("Law or consent overruled the channel that was drawn."))
        if message.is_channel_chosen:
            st.caption(_("A person chose this channel; the history says who and why."))
