"""One reply as a card: whose it is, what it says, what came with it, and what to make of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from core.actions import Action
from core.desk import replies
from core.errors import SaldoError
from core.replies.quoted import own_words
from core.vocabulary import MatchedBy, ReplyOutcome
from dashboard import reads
from dashboard.doors import link
from dashboard.exports import taken
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.replies.buttons import buttons
from dashboard.replies.done import tell
from dashboard.replies.texts import MATCHED, OUTCOMES
from dashboard.session import may, person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.bank.reads import Names
    from dashboard.i18n import Words

LONG: Final = 1_200


def card(reply: Mapping[Any, Any], names: Names, words: Words) -> None:
    """Draw a reply that waits for a person."""
    _ = words
    reply_id = int(reply["reply_id"])
    with st.container(border=True, gap="small", key=f"reply_card_{reply_id}"):
        _head(reply, names, words)
        _text(reply, words)
        _files(reply_id, words)
        if isinstance(reply["customer_id"], str):
            _suggestion(reply, words)
            buttons(reply_id, reply["suggestion"], words)
        else:
            _attach(reply, names, words)


def _head(reply: Mapping[Any, Any], names: Names, words: Words) -> None:
    _ = words
    who = plain(reply["from_name"] or reply["from_address"]) or _("unknown writer")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if isinstance(reply["customer_id"], str):
            name = names.name(reply["entity"], reply["customer_id"])
            key = names.key(reply["entity"], reply["customer_id"])
            if key is None:
                st.markdown(f"**{plain(name)}**", width="content")
            else:
                link("customer", f"**{plain(name)}**", icon=":material/person:", id=str(key))
        else:
            st.markdown(f":orange-badge[{_('belongs to nobody yet')}]", width="content")
        address = plain(reply["from_address"])
        st.caption(" · ".join(dict.fromkeys([words.moment(reply["known_at"]), who, address])))
    told = [_(MATCHED[MatchedBy(reply["matched_by"])])] if reply["matched_by"] else []
    if isinstance(reply["campaign"], str):
        told.append(_("in answer to {campaign}", campaign=plain(reply["campaign"])))
    st.markdown(f"**{plain(reply['subject']) or _('(no subject)')}**" + (f" :gray[{' · '.join(told)}]" if told else ""))


def _text(reply: Mapping[Any, Any], words: Words) -> None:
    _ = words
    whole, own = str(reply["text"]), own_words(str(reply["text"]))
    shown = own or whole
    st.text(shown[:LONG] + ("…" if len(shown) > LONG else "") if shown else _("(no text)"))
    if len(whole) > len(shown) + 10 or len(shown) > LONG:
        with st.expander(_("The whole mail")):
            st.text(whole)
    for remark in reply["remarks"]:
        st.caption(f":material/info: {plain(remark)}")


def _files(reply_id: int, words: Words) -> None:
    """Draw what came with it, to be saved: nothing of it is opened here."""
    _ = words
    files = replies.files_of(reads.application().desk, reply_id)
    if not files:
        return
    with st.container(horizontal=True, gap="small"):
        for place, file in enumerate(files):
            if file.content is None:
                st.caption(f":material/attach_file: {plain(file.name)} ({_('too big to keep')})")
                continue
            st.download_button(
                plain(file.name),
                taken(file.name, partial(bytes, file.content)),
                file_name=file.name,
                mime="application/octet-stream",
                icon=":material/attach_file:",
                key=f"reply_file_{reply_id}_{place}",
                help=_("It comes from outside: open it only when you know the writer."),
            )


def _suggestion(reply: Mapping[Any, Any], words: Words) -> None:
    _ = words
    if not isinstance(reply["suggestion"], str):
        return
    outcome = _(OUTCOMES[ReplyOutcome(reply["suggestion"])])
    seems = _("It seems to say: {outcome}", outcome=outcome)
    st.markdown(f":material/lightbulb: {seems} :gray[“{plain(reply['suggested_by'])}”]")


def _attach(reply: Mapping[Any, Any], names: Names, words: Words) -> None:
    """Draw the choice whose it is: those it may be of first; or that there is nothing to do."""
    _ = words
    reply_id = int(reply["reply_id"])
    possible = [(str(entity), str(customer)) for entity, customer in reply["possible"]]
    choices = possible + [each for each in names.names if each not in possible]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            _("Whose is it?"),
            choices,
            index=None,
            format_func=lambda each: f"{names.name(*each)} ({each[1]}, {each[0]})",
            placeholder=_("Choose a customer"),
            key=f"reply_customer_{reply_id}",
            width=420,
        )
        is_theirs = st.button(
            _("It is theirs"),
            type="primary",
            icon=":material/check:",
            key=f"reply_attach_{reply_id}",
            disabled=chosen is None or not may(Action.HANDLE),
        )
        is_nothing = st.button(
            _(OUTCOMES[ReplyOutcome.NOTHING]),
            icon=":material/done:",
            key=f"reply_drop_{reply_id}",
            disabled=not may(Action.HANDLE),
        )
    desk = reads.application().desk
    try:
        if is_theirs and chosen is not None:
            replies.attach(desk, reply_id, chosen, by=person())
            tell(_("It belongs to {name} now.", name=names.name(*chosen)), None)
        if is_nothing:
            replies.handle(desk, reply_id, ReplyOutcome.NOTHING, by=person())
            tell(_("Dealt with."), lambda: replies.reopen(desk, reply_id, by=person()))
    except SaldoError as refused:
        refuse(refused)
