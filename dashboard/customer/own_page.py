"""The customer's own page as people here see it: its link, what was done there, and what waits for an answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.actions import Action
from core.customer_page import links
from core.customer_page.decisions import decide
from core.customer_page.links import NoPageError
from core.customer_page.uploads import content_of
from core.desk import customer_requests
from core.desk.customer_requests import RequestKind, RequestState
from core.desk.page_access import access, revoke_payment
from core.errors import SaldoError
from core.payments import links_kept
from core.payments.provider import PayState
from core.vocabulary import DisputeCause
from dashboard import reads
from dashboard.empty import nothing
from dashboard.exports import taken
from dashboard.plain import plain
from dashboard.refusals import refusal, refuse
from dashboard.session import may, person, words
from dashboard.texts import CAUSES, later

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from core.desk.customer_requests import KeptFile
    from core.desk.pay_tables import PayLink
    from core.wiring import Application
    from dashboard.customer.reads import Who
    from dashboard.i18n import Words

KINDS = {
    RequestKind.PROMISE: later("Promise"),
    RequestKind.PLAN: later("Payment plan"),
    RequestKind.DISPUTE: later("Dispute"),
    RequestKind.COPY: later("Asks for a copy"),
    RequestKind.REACH: later("Language or channel"),
    RequestKind.CONTACT: later("Other contact details"),
    RequestKind.CANNOT_PAY: later("Cannot pay"),
    RequestKind.PAID: later("Says it paid"),
    RequestKind.QUESTION: later("Question"),
    RequestKind.PAID_TWICE: later("Paid too much online"),
    RequestKind.PAID_BACK: later("Online payment went back"),
}
STATES = {
    RequestState.OPEN: later("waits for you"),
    RequestState.DONE: later("in force"),
    RequestState.GRANTED: later("granted"),
    RequestState.REFUSED: later("refused"),
    RequestState.TAKEN_BACK: later("taken back by the customer"),
}
PAID_AT = {
    PayState.OPEN: later("can be paid at"),
    PayState.PAID: later("paid"),
    PayState.EXPIRED: later("expired"),
    PayState.WITHDRAWN: later("withdrawn"),
    PayState.REVOKED: later("revoked"),
}
AGREED = frozenset({RequestKind.PLAN, RequestKind.PROMISE})
MOST_SHOWN = 50


@st.fragment
def own_page(who: Who) -> None:
    """Draw the link to the customer's page, what waits, and what the customer did there."""
    _, app = words(), reads.application()
    _link(app, who, _)
    found = customer_requests.requests_of(app.desk, *who.names)
    rows = found.head(MOST_SHOWN).to_dict("records")
    files = customer_requests.files_of(app.desk, [int(row["request_id"]) for row in rows])
    if not rows:
        nothing(
            _("The customer did nothing on the page yet"),
            _("Promises, plans, disputes and questions of the customer appear here."),
            icon=":material/person_pin:",
        )
    for row in rows:
        request_card(row, files.get(int(row["request_id"]), []), _)
    _pay_links(app, who, _)


def request_card(row: Mapping[Hashable, Any], files: list[KeptFile], words: Words, *, name: str = "") -> None:
    """Draw one request with its files, and the buttons that decide it while it waits; ``name`` is said where several customers are listed."""
    _ = words
    is_open = row["state"] == RequestState.OPEN
    with st.container(border=True, gap="small", key=f"request_{row['request_id']}"):
        title = " · ".join(each for each in (plain(name), _(KINDS[RequestKind(row["kind"])])) if each)
        colour = "orange" if is_open else "gray"
        st.markdown(
            f"**{title}** :{colour}-badge[{_(STATES[RequestState(row['state'])])}] :gray[{_.moment(row['made_at'])}]"
        )
        for line in said(row, _):
            st.markdown(plain(line))
        for each in files:
            _file(each, _)
        if is_open:
            decide_buttons(row, _)
            return
        told = [each for each in (row["decided_by"], row["decided_why"]) if isinstance(each, str) and each]
        if told:
            st.caption(plain(" · ".join(told)))


def decide_buttons(row: Mapping[Hashable, Any], words: Words) -> None:
    """Draw the two buttons that decide a request, with a reason."""
    _, request_id = words, int(row["request_id"])
    is_agreed, is_contact = RequestKind(row["kind"]) in AGREED, row["kind"] == RequestKind.CONTACT
    with st.form(f"decide_{request_id}", border=False, enter_to_submit=False):
        why = st.text_input(_("Why, or what you did"), key=f"why_{request_id}")
        with st.container(horizontal=True):
            yes = st.form_submit_button(
                _("Agree") if is_agreed else _("Change it") if is_contact else _("Taken care of"),
                type="primary",
                icon=":material/check:",
                disabled=not may(Action.HANDLE),
            )
            no = (is_agreed or is_contact) and st.form_submit_button(
                _("Refuse"), icon=":material/close:", disabled=not may(Action.HANDLE)
            )
    if yes or no:
        app = reads.application()
        try:
            decide(app.desk, app.book(), request_id, is_granted=bool(yes), by=person(), why=why.strip())
        except SaldoError as problem:
            refuse(problem)
        else:
            st.rerun()


def said(row: Mapping[Hashable, Any], words: Words) -> list[str]:
    """Return what a request says, line by line."""
    _, body = words, dict(row["body"])
    lines: list[str] = []
    if "amount_minor" in body:
        amount = _.money(int(body["amount_minor"]), str(body["currency"]))
        numbers = ", ".join(str(item[1]) for item in body.get("items", [])[:6])
        lines.append(" · ".join(each for each in (amount, numbers) if each))
    if "on" in body:
        lines.append(_("On {day}", day=_day(body["on"], _)))
    if "parts" in body:
        parts = ", ".join(f"{_day(on, _)} {_.money(int(minor), str(body['currency']))}" for on, minor in body["parts"])
        lines.append(parts)
    if "cause" in body:
        lines.append(_(CAUSES[DisputeCause(body["cause"])]))
    if body.get("text"):
        lines.extend(str(body["text"]).splitlines())
    for name, value in dict(body.get("said", {})).items():
        lines.append(f"{_(FIELDS[name])}: {value}")
    return lines


FIELDS = {
    "email": later("E-mail"),
    "phone": later("Telephone"),
    "person": later("Person"),
    "address": later("Address"),
}


def _link(app: Application, who: Who, words: Words) -> None:
    _ = words
    known = access(app.desk, *who.names)
    with st.container(border=True, gap="small", key="own_page_link"):
        try:
            address = links.link_for(app.desk, app.book(), *who.names, on=reads.today())
        except NoPageError as problem:
            st.caption(plain(refusal(problem, _)))
            address = ""
        if address:
            st.markdown(
                _("The link to this customer's page. Whoever has it sees what is open: give it to the customer only.")
            )
            st.code(address, language=None, wrap_lines=True)
        if known.opened_at is not None:
            st.caption(_("Last opened {moment}.", moment=_.moment(known.opened_at)))
        if known.changed_by:
            st.caption(plain(f"{known.changed_by}: {known.why or ''}"))
        with st.container(horizontal=True):
            if address:
                st.link_button(_("Open the page"), address, icon=":material/open_in_new:")
            if not known.is_closed and st.button(
                _("Revoke the links"),
                icon=":material/link_off:",
                key="own_page_revoke",
                disabled=not may(Action.HANDLE),
            ):
                links.revoke(app.desk, *who.names, by=person(), why=_("revoked"))
                st.rerun()
            if known.is_closed and st.button(
                _("Open again"), icon=":material/lock_open:", key="own_page_open", disabled=not may(Action.HANDLE)
            ):
                links.open_again(app.desk, *who.names, by=person(), why=_("opened again"))
                st.rerun()
            if not known.is_closed and st.button(
                _("Close the page"), icon=":material/lock:", key="own_page_close", disabled=not may(Action.HANDLE)
            ):
                links.close(app.desk, *who.names, by=person(), why=_("closed"))
                st.rerun()


def _pay_links(app: Application, who: Who, words: Words) -> None:
    _, found = words, links_kept.of_customer(app.desk, *who.names)
    if not found:
        return
    with st.container(border=True, gap="small", key="own_page_pay_links"):
        st.header(_("Online payments"), anchor=False)
        for each in found[:MOST_SHOWN]:
            _pay_link(app, each, _)
        if st.button(
            _("Revoke all pay links sent until now"),
            icon=":material/link_off:",
            key="pay_links_revoke",
            disabled=not may(Action.HANDLE),
        ):
            revoke_payment(app.desk, *who.names, by=person(), why=_("revoked"))
            open_now = [each.id for each in found if each.state == PayState.OPEN]
            links_kept.withdraw(app.desk, open_now, why=_("revoked"), state=PayState.REVOKED)
            st.rerun()


def _pay_link(app: Application, link: PayLink, words: Words) -> None:
    _ = words
    state = _(PAID_AT[PayState(link.state)])
    back = _("{amount} went back", amount=_.money(link.returned_minor, link.currency)) if link.returned_minor else ""
    amount = _.money(link.amount_minor, link.currency)
    told = [amount, link.provider, link.provider_id, state, back, link.withdrawn_why or ""]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(" · ".join(each for each in told if each)), width="stretch")
        if link.state == PayState.OPEN and st.button(
            _("Revoke"), key=f"pay_link_{link.id}", disabled=not may(Action.HANDLE)
        ):
            links_kept.withdraw(app.desk, [link.id], why=_("revoked"), state=PayState.REVOKED)
            st.rerun()


def _file(kept: KeptFile, words: Words) -> None:
    """Draw the button that saves a file: it is never opened in the app."""
    content = content_of(reads.application().settings.home, kept)
    if content is None:
        st.caption(words("{name} is no longer there.", name=plain(kept.name)))
        return
    st.download_button(
        f"{plain(kept.name)} ({words.number(max(1, kept.length / 1000))} kB)",
        taken(kept.name, lambda: content),
        file_name=kept.name,
        mime="application/octet-stream",
        icon=":material/download:",
        key=f"file_{kept.file_id}",
        on_click="ignore",
    )


def _day(text: str, words: Words) -> str:
    return words.day(date.fromisoformat(text))
