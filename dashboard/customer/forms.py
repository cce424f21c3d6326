"""The forms of a customer's page: promise, dispute, plan, stop and other marks, each about chosen items or all of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.actions import Action
from core.campaigns import agreements
from core.campaigns.parts import Every, even_parts
from core.desk.case_frames import cases_of
from core.desk.cases import Instalment
from core.money import precision, to_decimal
from core.vocabulary import WAITING_ON_US, CaseState, DisputeCause, HoldKind
from dashboard import reads
from dashboard.customer.cases import headline
from dashboard.customer.done import turn
from dashboard.session import may, person
from dashboard.texts import CAUSES, HOLDS, later

if TYPE_CHECKING:
    from core.book.book import Book
    from core.campaigns.agreements import About
    from core.desk.cases import Done
    from dashboard.i18n import Words

EVERY = {Every.WEEK: later("week"), Every.TWO_WEEKS: later("two weeks"), Every.MONTH: later("month")}
MARKS = (
    HoldKind.REPORTED_PAYMENT,
    HoldKind.HARDSHIP,
    HoldKind.VULNERABLE,
    HoldKind.OPT_OUT,
    HoldKind.AGENCY,
    HoldKind.LEGAL,
    HoldKind.INSOLVENCY,
    HoldKind.DECEASED,
)
MOST_PARTS = 36


def promise_form(book: Book, about: About, open_minor: int, words: Words) -> Done | None:
    """Draw the form of a promise; return what was done, None until it is saved."""
    _ = words
    with st.form(_key("promise"), border=False, enter_to_submit=False):
        amount = _amount(_("Amount"), about.currency, open_minor, "promise_amount", words)
        on = _day(_("Promised for"), "promise_on")
        instead = _instead_of(about, words, "promise_instead")
        why = _why(words, "promise_why")
        if not _submitted(_("Note the promise"), "promise_go"):
            return None
    return agreements.promise(
        reads.application().desk,
        book,
        about,
        amount_minor=amount or 0,
        promised_on=on,
        by=person(),
        why=why,
        instead_of=instead,
    )


def dispute_form(book: Book, about: About, open_minor: int, words: Words) -> Done | None:
    """Draw the form of a dispute; a cause that waits on us says so."""
    _ = words
    with st.form(_key("dispute"), border=False, enter_to_submit=False):
        cause = st.selectbox(
            _("Cause"),
            list(CAUSES),
            format_func=lambda each: _cause(each, words),
            key=_key("dispute_cause"),
            help=_("A cause that is ours holds reminders as waiting on us."),
        )
        amount = _amount(
            _("Contested amount"),
            about.currency,
            None,
            "dispute_amount",
            words,
            placeholder=_("All of it: {amount}", amount=words.money(open_minor, about.currency or "EUR")),
        )
        owner = st.text_input(_("Who takes care of it"), person(), key=_key("dispute_owner"), max_chars=100)
        deadline = _day(_("Answer by"), "dispute_deadline")
        why = _why(words, "dispute_why")
        if not _submitted(_("Note the dispute"), "dispute_go"):
            return None
    return agreements.dispute(
        reads.application().desk,
        book,
        about,
        cause=DisputeCause(cause),
        amount_minor=amount,
        owner=owner,
        deadline_on=deadline,
        by=person(),
        why=why,
    )


def plan_form(book: Book, about: About, open_minor: int, words: Words) -> Done | None:
    """Draw the form of a payment plan: parts are proposed evenly and every one can be changed."""
    _ = words
    currency = about.currency or "EUR"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        total = _amount(_("Total"), currency, open_minor, "plan_total", words, width=150) or 0
        number = st.number_input(_("Parts"), 2, MOST_PARTS, 3, key=_key("plan_number"), width=110)
        first = _day(_("First on"), "plan_first", width=150)
        every = st.selectbox(
            _("Every"), list(EVERY), index=2, format_func=lambda each: _(EVERY[each]), key=_key("plan_every"), width=140
        )
    if first is None:
        st.caption(_("Choose the first day, and the parts appear here to be changed."))
        return None
    parts = _parts(total, int(number), first, Every(every), currency, words)
    instead = _instead_of(about, words, "plan_instead")
    why = _why(words, "plan_why")
    if not st.button(
        _("Note the plan"), key=_key("plan_go"), type="primary", icon=":material/check:", disabled=not may(Action.AGREE)
    ):
        return None
    return agreements.plan(
        reads.application().desk,
        book,
        about,
        parts=parts,
        total_minor=total,
        by=person(),
        why=why,
        instead_of=instead,
    )


def _parts(total: int, number: int, first: date, every: Every, currency: str, words: Words) -> list[Instalment]:  # noqa: PLR0917 - what a proposal is made of
    _ = words
    proposed = even_parts(total, number, first_on=first, every=every)
    digits = precision(currency)
    frame = pd.DataFrame(
        {
            "due_on": [part.due_on for part in proposed],
            "amount": [float(to_decimal(part.amount_minor, currency)) for part in proposed],
        }
    )
    edited = st.data_editor(
        frame,
        hide_index=True,
        width=320,
        column_config={
            "due_on": st.column_config.DateColumn(_("Due"), format="DD-MM-YYYY", required=True),
            "amount": st.column_config.NumberColumn(_("Amount"), format=f"%.{digits}f", required=True, min_value=0),
        },
        key=_key(f"plan_parts_{total}_{number}_{first}_{every}"),
    )
    return [
        Instalment(due_on=pd.Timestamp(row["due_on"]).date(), amount_minor=_minor(row["amount"], currency))
        for row in edited.to_dict("records")
    ]


def stop_form(book: Book, about: About, _open_minor: int, words: Words) -> Done | None:
    """Draw the form of a stop: its last day and its reason."""
    _ = words
    with st.form(_key("stop"), border=False, enter_to_submit=False):
        until = _day(_("Until and including"), "stop_until")
        why = _why(words, "stop_why")
        if not _submitted(_("Stop reminders"), "stop_go"):
            return None
    return agreements.stop(reads.application().desk, book, about, until_on=until, by=person(), why=why)


def mark_form(about: About, words: Words) -> int | None:
    """Draw the form of any other mark; return the hold that was placed."""
    _ = words
    kind = st.selectbox(_("Kind"), list(MARKS), format_func=lambda each: _(HOLDS[each]), key=_key("mark_kind"))
    is_payment = kind is HoldKind.REPORTED_PAYMENT
    with st.form(_key("mark"), border=False, enter_to_submit=False):
        amount = None
        if is_payment:
            amount = _amount(
                _("Reported amount"), about.currency, None, "mark_amount", words, placeholder=_("All of it")
            )
        until = _day(_("Until, if it ends by itself"), "mark_until")
        why = _why(words, "mark_why")
        if not _submitted(_("Add the mark"), "mark_go"):
            return None
    if not why.strip():
        st.error(_("Say why in a few words: the next person needs it."))
        return None
    if is_payment and until is None:
        st.error(_("Choose the last day: if the money has not come in by then, reminders go again."))
        return None
    named = [about.items[0]] if about.items else []
    place: dict[str, Any] = {
        "until_on": until,
        "amount_minor": amount,
        "currency": about.currency if amount is not None else None,
    }
    for item in named:
        place |= {
            "document_type": item.document_type,
            "number": item.number,
            "fiscal_year": item.fiscal_year,
            "part_no": item.part_no,
        }
    return reads.application().place_hold(
        HoldKind(kind), entity=about.entity, customer_id=about.customer_id, by=person(), why=why.strip(), **place
    )


def _cause(cause: DisputeCause, words: Words) -> str:
    ours = words("waits on us")
    return f"{words(CAUSES[cause])} · {ours}" if cause in WAITING_ON_US else words(CAUSES[cause])


def _key(name: str) -> str:
    return f"{name}_{turn()}"


def _submitted(label: str, name: str) -> bool:
    return bool(st.form_submit_button(label, key=_key(name), type="primary", icon=":material/check:"))


def _why(words: Words, name: str) -> str:
    return str(
        st.text_input(words("Why"), key=_key(name), max_chars=300, placeholder=words("phoned, mail of today, …"))
    )


def _day(label: str, name: str, *, width: int = 200) -> date | None:
    chosen = st.date_input(label, value=None, format="DD-MM-YYYY", key=_key(name), width=width)
    return chosen if isinstance(chosen, date) else None


def _amount(
    label: str,
    currency: str | None,
    minor: int | None,
    name: str,
    words: Words,
    *,
    placeholder: str | None = None,
    width: int = 200,
) -> int | None:
    known = currency or "EUR"
    digits = precision(known)
    amount = st.number_input(
        f"{label} ({known})",
        value=None if minor is None else float(to_decimal(minor, known)),
        step=10.0**-digits,
        format=f"%.{digits}f",
        placeholder=placeholder,
        key=_key(f"{name}_{minor}"),
        width=width,
    )
    del words
    return None if amount is None else _minor(amount, known)


def _minor(amount: float, currency: str) -> int:
    minor: int = round(amount * 10 ** precision(currency))
    return minor


def _instead_of(about: About, words: Words, name: str) -> int | None:
    """Offer the promises and plans that stand or were broken: a new agreement may take the place of one."""
    _ = words
    known = cases_of(reads.application().desk, entity=about.entity, customer_id=about.customer_id)
    standing = known[
        known["kind"].isin([HoldKind.PROMISE, HoldKind.PLAN]) & known["state"].isin([CaseState.OPEN, CaseState.BROKEN])
    ]
    if standing.empty:
        return None
    told = {
        int(row["case_id"]): f"{_(HOLDS[HoldKind(row['kind'])])}: {headline(row, words)}"
        for row in standing.to_dict("records")
    }
    chosen = st.selectbox(
        _("Takes the place of"),
        list(told),
        index=None,
        format_func=lambda case_id: told[case_id],
        placeholder=_("Nothing: it stands beside"),
        key=_key(name),
    )
    return None if chosen is None else int(chosen)
