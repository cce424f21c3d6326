"""Who writes: the company and the person under each message, for all own companies or for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.campaigns.senders import SETTING, save_sender, sender_of
from core.desk import settings
from core.messages.context import Sender
from core.messages.iban import BadIbanError
from dashboard import reads
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.reads import Edition

EVERY = ""
NOT_NEEDED = frozenset({"enterprise_number", "product"})  # the legal check asks for them where a law does


def sender(of: Edition, words: Words) -> None:
    """Draw the sender of one company, or of all that have none of their own, and save what is changed."""
    _ = words
    desk = reads.application().desk
    entities = reads.choices(of).entities
    entity = st.selectbox(
        _("For"),
        [EVERY, *entities],
        format_func=lambda name: name or _("All own companies"),
        key="sender_entity",
        width=320,
    )
    known = sender_of(desk, entity or (entities[0] if entities else EVERY))
    if settings.get(desk, SETTING, entity) is None:
        st.info(_("Nobody filled this in yet: messages carry a made-up sender until you do."), icon=":material/edit:")
    with st.form(f"sender_{entity}", enter_to_submit=False):
        left, right = st.columns(2)
        with left:
            name = st.text_input(_("Company"), known.name, max_chars=120)
            address = st.text_input(_("Address"), known.address, max_chars=200)
            iban = st.text_input(_("Account number (IBAN)"), known.iban, max_chars=42)
            enterprise_number = st.text_input(
                _("Number in the trade register"),
                known.enterprise_number,
                max_chars=40,
                help=_("Belgian law wants it in the first reminder to a consumer."),
            )
            product = st.text_input(
                _("What you sell, in a few words"),
                known.product,
                max_chars=120,
                help=_("As in: electricity and gas. Belgian law wants it in the first reminder to a consumer."),
            )
        with right:
            who = st.text_input(_("Person"), known.person, max_chars=120)
            phone = st.text_input(_("Telephone"), known.phone, max_chars=40)
            email = st.text_input(_("From address"), known.email, max_chars=200)
            reply_to = st.text_input(_("Replies go to"), known.reply_to, max_chars=200)
        if st.form_submit_button(_("Save"), type="primary", icon=":material/save:", disabled=not may(Action.SETTING)):
            filled = Sender(
                name=name,
                person=who,
                phone=phone,
                email=email,
                reply_to=reply_to,
                address=address,
                iban=iban,
                enterprise_number=enterprise_number,
                product=product,
            )
            empty = [field for field, value in filled.to_dict().items() if not value.strip()]
            if set(empty) - NOT_NEEDED:
                st.error(_("Every field stands in the message: fill them all in."))
            else:
                _save(entity, filled, words)


def _save(entity: str, filled: Sender, words: Words) -> None:
    _ = words
    try:
        save_sender(reads.application().desk, entity, filled, by=person())
    except BadIbanError as error:
        refuse(error)
    else:
        st.toast(_("Saved. New previews carry it."), icon=":material/check:")
