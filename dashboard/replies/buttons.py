"""What a person makes of a reply: a button for each outcome, and the form of those that need a day or an amount."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.actions import Action
from core.campaigns import agreements
from core.campaigns.answered import about_of, answer, settled, taking_back
from core.errors import SaldoError
from core.vocabulary import ReplyOutcome
from dashboard import reads
from dashboard.customer.forms import plan_form, promise_form
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.replies.done import FORM, tell
from dashboard.replies.texts import COPY_GOES, HELP, ICONS, OUTCOMES, SAID
from dashboard.session import may, person

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.book.book import Book
    from core.campaigns.agreements import About
    from core.desk.cases import Done
    from dashboard.i18n import Words

FORMS: Final[dict[ReplyOutcome, Callable[[Book, About, int, Words], Done | None]]] = {
    ReplyOutcome.PROMISE: promise_form,
    ReplyOutcome.PLAN: plan_form,
}


def buttons(reply_id: int, suggestion: str | None, words: Words) -> None:
    """Draw the outcomes of a reply that belongs to a customer; the one its words suggest stands out, and is only suggested."""
    _ = words
    with st.container(horizontal=True, gap="small"):
        for outcome in ReplyOutcome:
            if st.button(
                _(OUTCOMES[outcome]),
                icon=ICONS[outcome],
                key=f"reply_{reply_id}_{outcome}",
                type="primary" if outcome == suggestion else "secondary",
                help=_(HELP[outcome]),
                disabled=not may(Action.HANDLE),
            ):
                _chosen(reply_id, outcome, words)
    is_open, outcome = st.session_state.get(FORM, (None, None))
    if is_open == reply_id and outcome in FORMS:
        with st.container(border=True, gap="small", key=f"reply_form_{reply_id}"):
            _form(reply_id, outcome, words)


def _chosen(reply_id: int, outcome: ReplyOutcome, words: Words) -> None:
    _ = words
    if outcome in FORMS:
        st.session_state[FORM] = (reply_id, outcome)
        return
    app = reads.application()
    try:
        done = answer(app.desk, app.book(), reply_id, outcome, by=person())
    except SaldoError as refused:
        refuse(refused)
        return
    tell(_(COPY_GOES if done.has_copy else SAID[outcome]), done.undo)


def _form(reply_id: int, outcome: ReplyOutcome, words: Words) -> None:
    """Draw the form of a promise or a plan about what the reply is about, and deal with the reply when it is saved."""
    _ = words
    app = reads.application()
    book = app.book()
    try:
        about, why = about_of(app.desk, book, reply_id)
        owed = agreements.open_items(book, about)
        if owed.empty:
            st.info(_("Nothing is open at this customer."), icon=":material/task_alt:")
            return
        st.caption(plain(why))
        done = FORMS[outcome](
            book, _in_one_currency(about, owed["currency"].iloc[0]), int(owed["balance_minor"].sum()), words
        )
        if done is None:
            return
        undo = taking_back(app.desk, book, done, by=person())
        handled = settled(app.desk, reply_id, outcome, undo, by=person())
    except SaldoError as refused:
        refuse(refused)
        return
    tell(_(SAID[outcome]), handled.undo)


def _in_one_currency(about: About, currency: str) -> About:
    return agreements.About(
        entity=about.entity, customer_id=about.customer_id, items=about.items, currency=about.currency or currency
    )
