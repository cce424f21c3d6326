"""What was agreed with a customer or is contested, as it stands: who noted it, what became of it, and ways to end it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.actions import Action
from core.campaigns import agreements
from core.desk import holds
from core.desk.case_frames import CONTESTED, case_items, cases_of, instalments_of
from core.errors import SaldoError
from core.vocabulary import CaseState, DisputeCause, HoldKind
from dashboard import reads, tables
from dashboard.campaign.held_why import held_why
from dashboard.customer.done import tell, turn
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person
from dashboard.texts import CASE_COLOURS, CASE_STATES, CAUSES, HOLDS

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from dashboard.customer.reads import Who
    from dashboard.i18n import Words

SHOWN = (CaseState.OPEN, CaseState.BROKEN)


def case_board(who: Who, as_of: date, words: Words) -> None:
    """Draw what stands or was broken and not yet followed up, then the marks; nothing when there is nothing."""
    desk = reads.application().desk
    known = cases_of(desk, entity=who.entity, customer_id=who.customer_id)
    followed = set(known.loc[known["state"] != CaseState.WITHDRAWN, "follows_id"].dropna().tolist())
    shown = known[known["state"].isin([*SHOWN]) & ~known["case_id"].isin(followed)]
    marks = holds.standing(desk, as_of, entity=who.entity, customer_id=who.customer_id)
    marks = marks[marks["case_id"].isna()]
    if shown.empty and marks.empty:
        return
    names = case_items(desk, entity=who.entity, customer_id=who.customer_id)
    with st.container(border=True, gap="small", key="cases"):
        st.header(words("Agreed and contested"), anchor=False)
        for row in shown.to_dict("records"):
            _case(who, row, _documents(names, row["case_id"]), words)
        for row in marks.to_dict("records"):
            _mark(who, row, words)


def _documents(names: pd.DataFrame, case_id: int) -> list[str]:
    return sorted(set(names.loc[(names["case_id"] == case_id) & names["number"].notna(), "number"]))


def _case(who: Who, row: Mapping[Hashable, Any], documents: list[str], words: Words) -> None:
    _ = words
    kind, state = HoldKind(row["kind"]), CaseState(row["state"])
    badge = f":{CASE_COLOURS[state]}-badge[{_(CASE_STATES[state])}]"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{_(HOLDS[kind])}** {badge} {plain(headline(row, words))}")
            about = _("invoice {number}", number=", ".join(documents)) if documents else _("the whole account")
            by = str(row["created_by"])
            told = _("{who}, {moment}", who=_(by), moment=words.moment(row["created_at"]))
            st.caption(plain(" · ".join([about, *_more(row, words), held_why(row["why"], words), told])))
        if kind is HoldKind.PLAN:
            _parts(row["case_id"], row["currency"], words)
        if state is CaseState.OPEN:
            if kind in CONTESTED:
                _change(who, row, words)
            _end(who, row, words)


def headline(row: Mapping[Hashable, Any], words: Words) -> str:
    """Return the particulars of a case in one line: amount, cause, day."""
    _ = words
    amount = "" if pd.isna(row["amount_minor"]) else words.money(row["amount_minor"], row["currency"])
    until = "" if pd.isna(row["until_on"]) else words.day(row["until_on"])
    match HoldKind(row["kind"]):
        case HoldKind.PROMISE:
            return _("{amount} on {day}", amount=amount, day=until)
        case HoldKind.PLAN:
            return _("{amount} in parts until {day}", amount=amount, day=until)
        case HoldKind.STOP:
            return _("until {day}", day=until)
        case _kind:
            cause = "" if row["cause"] is None or pd.isna(row["cause"]) else _(CAUSES[DisputeCause(row["cause"])])
            return " · ".join(each for each in (cause, amount or _("all of it")) if each)


def _more(row: Mapping[Hashable, Any], words: Words) -> list[str]:
    """Return what is known beside the headline: what came in, who takes care of it and by when."""
    _ = words
    said = []
    if row["kind"] in {HoldKind.PROMISE, HoldKind.PLAN} and row["paid_minor"]:
        said.append(_("{amount} came in", amount=words.money(row["paid_minor"], row["currency"])))
    if row["kind"] in CONTESTED:
        if isinstance(row["owner"], str):
            said.append(_("{who} takes care of it", who=row["owner"]))
        if not pd.isna(row["until_on"]):
            said.append(_("answer by {day}", day=words.day(row["until_on"])))
    return said


def _parts(case_id: int, currency: str, words: Words) -> None:
    _ = words
    with st.popover(_("Parts"), icon=":material/view_list:", key=f"parts_{case_id}"):
        rows = instalments_of(reads.application().desk, case_id)
        shown = rows.assign(
            amount=tables.in_units(rows["amount_minor"], pd.Series(currency, index=rows.index)),
            paid=tables.in_units(rows["paid_minor"], pd.Series(currency, index=rows.index)),
            missed=[_("missed") if missed else "" for missed in rows["is_missed"]],
        )
        columns = {
            "due_on": tables.day_column(_("Due"), words, width=105),
            "amount": tables.money_column(_("Amount"), currency, words, width=95),
            "paid": tables.money_column(_("Came in"), currency, words, width=95),
            "missed": st.column_config.TextColumn(_("Marks"), width=80),
        }
        tables.table(shown, columns, alt=_("Parts of the plan"))


def _end(who: Who, row: Mapping[Hashable, Any], words: Words) -> None:
    _ = words
    case_id = int(row["case_id"])
    with (
        st.popover(_("End"), icon=":material/play_circle:", key=f"end_case_{case_id}", disabled=not may(Action.AGREE)),
        st.form(f"end_case_form_{case_id}_{turn()}", border=False, enter_to_submit=False),
    ):
        outcome = None
        if row["kind"] in CONTESTED:
            outcome = st.text_input(_("Outcome"), key=f"outcome_{case_id}_{turn()}", max_chars=300)
        why = st.text_input(_("Why does it end?"), key=f"end_case_why_{case_id}_{turn()}", max_chars=300)
        if st.form_submit_button(
            _("End it"), key=f"end_case_go_{case_id}_{turn()}", type="primary", disabled=not may(Action.AGREE)
        ):
            app = reads.application()
            try:
                done = agreements.close(
                    app.desk, case_id, by=person(), why=why, outcome=(outcome or "").strip() or None
                )
            except SaldoError as refused:
                refuse(refused)
                return
            tell(who.names, _("Ended: from now on reminders go again."), _undoing(done.event_id, case_id))


def _change(who: Who, row: Mapping[Hashable, Any], words: Words) -> None:
    _ = words
    case_id = int(row["case_id"])
    with (
        st.popover(_("Edit"), icon=":material/edit:", key=f"change_case_{case_id}", disabled=not may(Action.AGREE)),
        st.form(f"change_case_form_{case_id}_{turn()}", border=False, enter_to_submit=False),
    ):
        causes = list(CAUSES)
        cause = st.selectbox(
            _("Cause"),
            causes,
            index=causes.index(DisputeCause(row["cause"])),
            format_func=lambda each: _(CAUSES[each]),
            key=f"change_cause_{case_id}_{turn()}",
        )
        owner = st.text_input(_("Who takes care of it"), row["owner"], key=f"change_owner_{case_id}_{turn()}")
        known = None if pd.isna(row["until_on"]) else row["until_on"].date()
        deadline = st.date_input(_("Answer by"), known, format="DD-MM-YYYY", key=f"change_deadline_{case_id}_{turn()}")
        why = st.text_input(_("Why"), key=f"change_case_why_{case_id}_{turn()}", max_chars=300)
        if st.form_submit_button(
            _("Save"), key=f"change_case_go_{case_id}_{turn()}", type="primary", disabled=not may(Action.AGREE)
        ):
            try:
                done = agreements.change(
                    reads.application().desk,
                    case_id,
                    by=person(),
                    why=why,
                    cause=cause,
                    owner=owner,
                    until_on=deadline if isinstance(deadline, date) else None,
                )
            except SaldoError as refused:
                refuse(refused)
                return
            tell(who.names, _("Changed."), _undoing(done.event_id, case_id))


def _undoing(event_id: int, case_id: int) -> Any:  # noqa: ANN401 - a function without arguments
    def undo() -> None:
        app = reads.application()
        agreements.undo(app.desk, app.book(), event_id, case_id, by=person())

    return undo


def _mark(who: Who, row: Mapping[Hashable, Any], words: Words) -> None:
    _ = words
    hold_id = int(row["hold_id"])
    until = "" if pd.isna(row["until_on"]) else " · " + _("until {day}", day=words.day(row["until_on"]))
    document = "" if pd.isna(row["number"]) else " · " + _("invoice {number}", number=plain(row["number"]))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{_(HOLDS[HoldKind(row['kind'])])}**{until}{document}")
            author = str(row["created_by"])
            told = _("{who}, {moment}", who=_(author), moment=words.moment(row["created_at"]))
            st.caption(plain(f"{held_why(row['why'], words)} · {told}"))
        with st.popover(
            _("End"), icon=":material/play_circle:", key=f"end_mark_{hold_id}", disabled=not may(Action.AGREE)
        ):
            why = st.text_input(_("Why does it end?"), key=f"end_why_{hold_id}", max_chars=300)
            if st.button(_("End it"), key=f"end_{hold_id}", type="primary", disabled=not may(Action.AGREE)):
                if not why.strip():
                    st.error(_("Say why in a few words: the next person needs it."))
                    return
                desk, by = reads.application().desk, person()
                holds.end(desk, hold_id, by=by, why=why.strip())
                again = _("ended by mistake")
                tell(
                    who.names,
                    _("Ended: from now on reminders go again."),
                    lambda: holds.place_again(desk, hold_id, by=by, why=again),
                )
