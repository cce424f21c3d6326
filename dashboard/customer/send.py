"""Send one message now: written for real, read, and sent by the same checks and the same ledger as a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.campaigns import reading, states
from core.campaigns.errors import NothingSaidError
from core.campaigns.one_message import KeptOutError, approve_one, write_one
from core.strategy.account import deciding_evidence
from core.vocabulary import CampaignState
from dashboard import reads
from dashboard.campaign.decide import where_mail_goes
from dashboard.campaign.reader_message import envelope, show_mail
from dashboard.customer.done import tell, turn
from dashboard.doors import link
from dashboard.plain import plain
from dashboard.session import may, person

if TYPE_CHECKING:
    from core.book.book import Book
    from core.campaigns.agreements import About
    from dashboard.customer.reads import Who
    from dashboard.i18n import Words

WRITTEN = "one_message"


def send_board(book: Book, who: Who, about: About, words: Words) -> None:
    """Draw the way from writing to sending: nothing goes before it was read here."""
    _ = words
    key = f"{WRITTEN}_{turn()}_{who.key}"
    written: str | None = st.session_state.get(key)
    if written is None:
        st.caption(
            _("The message is written first, for you to read; the same reasons and limits hold as in every campaign.")
        )
        if st.button(
            _("Write it"),
            type="primary",
            icon=":material/edit_note:",
            key=f"write_one_{turn()}",
            disabled=not may(Action.LAUNCH),
        ):
            _write(book, who, about, key, words)
        return
    _read(written, who, words)


def _write(book: Book, who: Who, about: About, key: str, words: Words) -> None:
    _ = words
    items = frozenset((each.document_type, each.number, each.fiscal_year, each.part_no) for each in about.items)
    try:
        message = write_one(reads.application().desk, book, who.names, as_of=book.latest_on, by=person(), items=items)
    except KeptOutError as refused:
        why = _(
            "{reason}: {evidence}.", reason=_(refused.reason.label), evidence=deciding_evidence(refused.found, words)
        )
        st.error(
            plain(
                _("No message goes. {why} It holds for every campaign; end it first if it is no longer so.", why=why)
            ),
            icon=":material/block:",
        )
        return
    st.session_state[key] = message.name
    st.rerun()


def _read(name: str, who: Who, words: Words) -> None:
    _ = words
    app = reads.application()
    mail = reading.mail(app.desk, name, entity=who.entity, customer_id=who.customer_id)
    st.markdown(f"**{plain(mail.subject)}**")
    st.caption(envelope(mail, words))
    show_mail(mail, words, key=f"one_{turn()}")
    where_mail_goes(words)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            _("Send it"),
            type="primary",
            icon=":material/send:",
            key=f"send_one_{turn()}",
            disabled=not may(Action.LAUNCH),
        ):
            approve_one(app.desk, name, by=person())
            launched = app.launch(name, by=person())
            said = _("The message is on its way.") if launched.queued else _("The message is in the ledger already.")
            if launched.held:
                said = _("The message is held: something changed since it was written.")
            tell(who.names, said, None)
        if st.button(
            _("Do not send"), key=f"leave_one_{turn()}", icon=":material/close:", disabled=not may(Action.STOP)
        ):
            _leave(name, words)
            tell(who.names, _("Nothing was sent."), None)
        link("campaign", _("Open as a campaign"), icon=":material/outgoing_mail:", name=name)


def _leave(name: str, words: Words) -> None:
    desk = reads.application().desk
    if reading.campaign(desk, name).state in {CampaignState.PREVIEWED, CampaignState.APPROVED}:
        try:
            states.cancel(desk, name, by=person(), why=words("not sent after reading it"))
        except NothingSaidError:
            return
