"""What needs a look: money that could be a customer's, one click to say whose, or that it is nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.actions import Action
from core.errors import SaldoError
from core.matching import deciding
from dashboard import reads
from dashboard.doors import link
from dashboard.empty import nothing
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from core.desk.bank_tables import BankLine, BankMatch
    from dashboard.bank.reads import Names
    from dashboard.i18n import Words

SHOWN: Final = 20
UNDO: Final = "bank_last_decided"


def queue(lines: list[tuple[BankLine, BankMatch | None]], names: Names, words: Words) -> None:
    """Draw the lines that wait, the newest first, each with its evidence and what a person can say of it."""
    _ = words
    _undo_last(words)
    if not lines:
        nothing(
            _("Nothing waits for you"),
            _("Every payment on the statements is in the ledger, matched, or no customer's."),
            icon=":material/task_alt:",
        )
        return
    for line, match in lines[:SHOWN]:
        _waiting(line, match, names, words)
    if len(lines) > SHOWN:
        st.caption(_("{n} more come up as you go.", n=words.number(len(lines) - SHOWN)))


def _waiting(line: BankLine, match: BankMatch | None, names: Names, words: Words) -> None:
    _ = words
    with st.container(border=True, gap="small", key=f"bank_line_{line.id}"):
        left, right = st.columns([3, 2], gap="medium")
        with left:
            amount = words.money(line.amount_minor, line.currency)
            st.markdown(f"**{amount}** · {words.day(line.booked_on)} · {plain(line.entity)}")
            payer = plain(line.party) or _("payer not named")
            st.markdown(f"{payer} :gray[{plain(line.account)}]")
            said = " ".join([*map(str, line.references), line.text]).strip()
            st.caption(f"“{plain(said)}”" if said else _("Nothing was written with it."))
        with right:
            _evidence(line, match, names, words)
            _decide(line, match, names, words)


def _evidence(line: BankLine, match: BankMatch | None, names: Names, words: Words) -> None:
    _ = words
    if match is None:
        st.caption(_("Nothing points to a customer."))
        return
    slots = {name: plain(str(value)) for name, value in match.slots.items()}
    st.markdown(f":material/lightbulb: {_(match.evidence, **slots)}")
    for customer_id in match.customers:
        key = names.key(line.entity, str(customer_id))
        if key is not None:
            link("customer", plain(names.name(line.entity, str(customer_id))), icon=":material/person:", id=str(key))


def _decide(line: BankLine, match: BankMatch | None, names: Names, words: Words) -> None:
    _ = words
    proposed = [] if match is None else [str(each) for each in match.customers]
    choices = proposed + [each for each in names.of_entity(line.entity) if each not in proposed]
    chosen = st.selectbox(
        _("Customer"),
        choices,
        index=0 if len(proposed) == 1 else None,
        format_func=lambda each: f"{names.name(line.entity, each)} ({each})",
        key=f"bank_customer_{line.id}",
        placeholder=_("Choose a customer"),
        label_visibility="collapsed",
    )
    with st.container(horizontal=True, gap="small"):
        if st.button(
            _("It is theirs"),
            type="primary",
            icon=":material/check:",
            key=f"bank_accept_{line.id}",
            disabled=chosen is None or not may(Action.BANK),
        ):
            _accept(line, chosen)
        if st.button(
            _("No customer's"), icon=":material/close:", key=f"bank_dismiss_{line.id}", disabled=not may(Action.BANK)
        ):
            deciding.dismiss(reads.application().desk, line.id, by=person(), why="")
            _followed(line.id)


def _accept(line: BankLine, customer_id: str | None) -> None:
    app = reads.application()
    try:
        deciding.accept(app.desk, app.book(), line.id, customer_id=customer_id, by=person())
    except SaldoError as problem:
        refuse(problem)
        return
    _followed(line.id)


def _followed(line_id: int) -> None:
    """Match anew with what was learnt, and offer the way back."""
    reads.application().follow_book()
    st.session_state[UNDO] = line_id
    st.rerun()


def _undo_last(words: Words) -> None:
    _ = words
    last = st.session_state.get(UNDO)
    if last is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(
            _("Noted. Payments like it find their way by themselves from now on."), icon=":material/check_circle:"
        )
        if st.button(_("Undo"), icon=":material/undo:", key="bank_undo", disabled=not may(Action.BANK)):
            undo(int(last))


def undo(line_id: int) -> None:
    """Take back what was said of a line."""
    app = reads.application()
    deciding.undo(app.desk, line_id)
    app.follow_book()
    st.session_state.pop(UNDO, None)
    st.rerun()
