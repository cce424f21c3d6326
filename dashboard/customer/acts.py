"""What a person can do at a customer: one row of acts, and the form of the one chosen, about chosen items or all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.actions import Action
from core.campaigns import agreements
from core.campaigns.agreements import About
from core.desk import holds
from core.desk.case_frames import item_names
from core.errors import SaldoError
from core.vocabulary import DocumentType
from dashboard import reads
from dashboard.customer.done import tell, turn
from dashboard.customer.forms import dispute_form, mark_form, plan_form, promise_form, stop_form
from dashboard.customer.send import send_board
from dashboard.refusals import refuse
from dashboard.session import may, person
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    import pandas as pd

    from core.book.book import Book
    from core.desk.cases import Done
    from dashboard.customer.reads import Who
    from dashboard.i18n import Words

    Form = Callable[[Book, About, int, Words], Done | None]

SEND, MARK = "send", "mark"
ACTS = {
    "promise": later("Promise"),
    "dispute": later("Dispute"),
    "plan": later("Payment plan"),
    "stop": later("Stop"),
    SEND: later("Send one message"),
    MARK: later("Other mark"),
}
ICONS = {
    "promise": ":material/handshake:",
    "dispute": ":material/gavel:",
    "plan": ":material/calendar_month:",
    "stop": ":material/front_hand:",
    SEND: ":material/send:",
    MARK: ":material/flag:",
}
SAID = {
    "promise": later("The promise is noted: reminders wait for it."),
    "dispute": later("The dispute is noted: that amount is not asked for."),
    "plan": later("The plan is noted: reminders wait while its parts come in."),
    "stop": later("Reminders are stopped, and begin again by themselves."),
}
NEEDS = {"promise": Action.PROMISE, SEND: Action.LAUNCH}  # the others change what stands: Action.AGREE
FORMS: Mapping[str, Form] = {
    "promise": promise_form,
    "dispute": dispute_form,
    "plan": plan_form,
    "stop": stop_form,
}


def act_board(book: Book, who: Who, items: pd.DataFrame, chosen: Sequence[int], words: Words) -> None:
    """Draw the acts, and the form of the chosen one; ``chosen`` are the rows of ``items`` that were picked in the table."""
    _ = words
    mine = [name for name in ACTS if may(NEEDS.get(name, Action.AGREE))]
    if not mine:
        return
    act = st.segmented_control(
        _("What do you want to note or do?"),
        mine,
        format_func=lambda name: f"{ICONS[name]} {_(ACTS[name])}",
        key=f"act_{turn()}",
        label_visibility="collapsed",
    )
    if act is None:
        return
    with st.container(border=True, gap="small", key="act"):
        about, open_minor = _about(who, items, chosen, words)
        if about is None:
            return
        try:
            _draw(str(act), book, who, about, open_minor, words)
        except SaldoError as refused:
            refuse(refused)


def _draw(act: str, book: Book, who: Who, about: About, open_minor: int, words: Words) -> None:  # noqa: PLR0917 - drawn as one
    _ = words
    if act == SEND:
        send_board(book, who, about, words)
        return
    if act == MARK:
        placed = mark_form(about, words)
        if placed is not None:
            desk, by, why = reads.application().desk, person(), _("taken back")
            tell(who.names, _("The mark is set."), lambda: holds.end(desk, placed, by=by, why=why))
        return
    done = FORMS[act](book, about, open_minor, words)
    if done is None:
        return
    case_id, event_id = done.case_id, done.event_id

    def undo() -> None:
        app = reads.application()
        agreements.undo(app.desk, app.book(), event_id, case_id, by=person())

    tell(who.names, _(SAID[act]), undo)


def _about(who: Who, items: pd.DataFrame, chosen: Sequence[int], words: Words) -> tuple[About | None, int]:
    """Draw what the act is about; return it with what is open of that, None where there is nothing to choose from."""
    _ = words
    owed = items[(items["document_type"] == DocumentType.INVOICE) & (items["balance_minor"] > 0)]
    if owed.empty:
        return About(entity=who.entity, customer_id=who.customer_id), 0
    rows = owed.to_dict("index")
    picked = [items.index[place] for place in chosen if items.index[place] in rows]
    named = st.multiselect(
        _("For"),
        list(rows),
        default=picked,
        format_func=lambda place: _item(rows[place], words),
        placeholder=_("The whole account"),
        key=f"about_{turn()}_{'_'.join(map(str, picked))}",
    )
    about = owed.loc[named] if named else owed
    currency = _currency(about, words)
    of_currency = about[about["currency"] == currency]
    names = item_names(of_currency) if named else ()
    open_minor = int(of_currency["balance_minor"].sum())
    return About(entity=who.entity, customer_id=who.customer_id, items=names, currency=currency), open_minor


def _currency(about: pd.DataFrame, words: Words) -> str:
    known = sorted(about["currency"].unique())
    if len(known) == 1:
        return str(known[0])
    return str(st.selectbox(words("Currency"), known, key=f"act_currency_{turn()}", width=160))


def _item(row: Mapping[Hashable, Any], words: Words) -> str:
    return f"{row['number']} · {words.money(row['balance_minor'], row['currency'])}"
