"""Every message of a campaign to read: search, step through, leave one out, write one in your own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.campaigns import preview, reading
from core.vocabulary import CampaignState
from dashboard import reads, tables
from dashboard.components.mail import mail_frame
from dashboard.empty import nothing
from dashboard.plain import plain
from dashboard.session import person, words

if TYPE_CHECKING:
    from core.campaigns.reading import Mail
    from core.desk.campaign_tables import PreviewMessage
    from dashboard.i18n import Words

PAGE_ROWS = 12
AT = "reader_at"
SEARCH = "reader_search"


@st.fragment
def reader(name: str, state: CampaignState) -> None:
    """Draw the list of messages and the one being read; everything here reruns only this."""
    _ = words()
    desk = reads.application().desk
    at = int(st.session_state.get(AT, 0))
    with st.container(border=True, gap="small", key="reader"):
        search = st.text_input(
            _("Search"),
            key=SEARCH,
            type="search",
            placeholder=_("Name, customer number, address or subject"),
            label_visibility="collapsed",
            on_change=_from_the_start,
        )
        total, page = reading.previewed(desk, name, search=search or "", offset=at - at % PAGE_ROWS, limit=PAGE_ROWS)
        if not total or at >= total:
            nothing(_("No message fits"), _("Search for less."), icon=":material/search_off:")
            return
        left, right = st.columns([1, 1.35], gap="medium")
        with left:
            _list(page, at, total, _)
        with right:
            _one(name, page[at % PAGE_ROWS], at, total, state, _)


def _from_the_start() -> None:
    st.session_state[AT] = 0


def _move(by: int) -> None:
    st.session_state[AT] = int(st.session_state.get(AT, 0)) + by


def _list(page: list[PreviewMessage], at: int, total: int, words: Words) -> None:
    _ = words
    frame = pd.DataFrame(
        [
            {
                "name": f"{'▸ ' if place == at % PAGE_ROWS else ''}{message.name}",
                "step": message.step,
                "asked": amounts(message.amounts, words),
                "marks": _marks(message, words),
            }
            for place, message in enumerate(page)
        ],
    )
    text = st.column_config.TextColumn
    columns = {
        "name": text(_("Customer"), width=180),
        "step": st.column_config.NumberColumn(_("Step"), width=50, format="%d"),
        "asked": text(_("Asked"), width=150, alignment="right"),
        "marks": text(_("Marks"), width=90),
    }
    row = tables.table(frame, columns, alt=_("Messages"), key=f"reader_list_{at // PAGE_ROWS}", most=PAGE_ROWS)
    if row is not None and row != at % PAGE_ROWS:
        st.session_state[AT] = at - at % PAGE_ROWS + row
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Previous"),
            icon=":material/chevron_left:",
            on_click=_move,
            args=(-1,),
            disabled=at == 0,
            key="reader_back",
        )
        st.button(
            _("Next"),
            icon=":material/chevron_right:",
            on_click=_move,
            args=(1,),
            disabled=at + 1 >= total,
            key="reader_on",
        )
        st.caption(_("{n} of {all}", n=words.number(at + 1), all=words.number(total)))


def _marks(message: PreviewMessage, words: Words) -> str:
    _ = words
    said = [_("left out")] if message.is_excluded else []
    if message.is_edited:
        said.append(_("own words"))
    if message.remarks:
        said.append(_.count("{n} remark", "{n} remarks", len(message.remarks)))
    return ", ".join(said)


def amounts(asked: dict[str, int], words: Words) -> str:
    """Return what a message asks for, one amount a currency."""
    return " + ".join(words.money(minor, currency) for currency, minor in asked.items())


def _one(name: str, message: PreviewMessage, at: int, total: int, state: CampaignState, words: Words) -> None:  # noqa: PLR0917  # drawn as one
    _ = words
    mail = reading.mail(reads.application().desk, name, entity=message.entity, customer_id=message.customer_id)
    st.markdown(f"**{plain(mail.subject)}**")
    st.caption(envelope(mail, words))
    if message.is_excluded:
        st.warning(_("Left out by hand: this message will not be sent."), icon=":material/person_off:")
    for remark in message.remarks:
        st.info(plain(str(remark)), icon=":material/spellcheck:")
    show_mail(mail, words, key=f"{message.id}_{at}_{total}")
    if state is CampaignState.PREVIEWED:
        with st.container(horizontal=True):
            _exclude(name, message, words)
            _edit(name, message, mail, words)


def envelope(mail: Mail, words: Words) -> str:
    """Return who writes to whom, on two lines of Markdown."""
    sender, to = words("From"), words("To")
    return f"{sender} {plain(mail.sender)}  \n{to} {plain(mail.to)}"


def show_mail(mail: Mail, words: Words, *, key: str) -> None:
    """Draw a mail in its three forms; the third is the bytes themselves."""
    _ = words
    html, text, source = st.tabs(
        [_("As seen"), _("Plain text"), _("Exact bytes")], on_change="rerun", key=f"forms_{key}"
    )
    if html.open:
        with html:
            mail_frame(mail.html, title=mail.subject, height=460)
    if text.open:
        with text, st.container(height=460, border=False):
            st.text(mail.text)
    if source.open:
        with source, st.container(height=460, border=False):
            if mail.sha256:
                st.caption(f"SHA-256 {mail.sha256}")
            else:
                st.caption(_("Date and Message-ID are fixed at approval; from then on these bytes never change."))
            st.code(mail.content.decode("utf-8", "backslashreplace"), language=None)


def _exclude(name: str, message: PreviewMessage, words: Words) -> None:
    _ = words
    who = (message.entity, message.customer_id)
    if message.is_excluded:
        if st.button(_("Put back"), icon=":material/person_add:", key=f"back_{message.id}"):
            preview.include(reads.application().desk, name, *who, by=person())
            st.rerun()
        return
    with st.popover(_("Leave out"), icon=":material/person_off:"):
        why = st.text_input(_("Why?"), key=f"out_why_{message.id}", max_chars=300)
        if st.button(_("Leave this customer out"), key=f"out_{message.id}", type="primary", disabled=not why.strip()):
            preview.exclude(reads.application().desk, name, *who, by=person(), why=why.strip())
            st.rerun()


def _edit(name: str, message: PreviewMessage, mail: Mail, words: Words) -> None:
    _ = words
    with st.popover(_("Edit"), icon=":material/edit:", width="content"):
        st.caption(_("Your words replace text and HTML of this one message."))
        with st.form(f"edit_{message.id}", border=False, enter_to_submit=False):
            subject = st.text_input(_("Subject"), mail.subject, max_chars=200)
            text = st.text_area(_("Text"), mail.text, height=320, max_chars=20_000)
            why = st.text_input(_("Why?"), max_chars=300)
            if st.form_submit_button(_("Save"), type="primary"):
                preview.edit(
                    reads.application().desk,
                    name,
                    message.entity,
                    message.customer_id,
                    subject=subject,
                    text=text,
                    by=person(),
                    why=why.strip(),
                )
                st.rerun()
