"""The insurer's clock: deadlines with the euros that lose cover, and one click to say that it was done, with the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.actions import Action
from core.credit.deadlines import ClockKind, ClockState
from core.desk import credit
from core.desk.credit import Notice
from core.errors import SaldoError
from dashboard import reads, tables
from dashboard.credit import reads as read
from dashboard.credit.columns import euros, in_euros, text
from dashboard.credit.texts import CLOCK, STATES
from dashboard.doors import link
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from core.credit.board import Board
    from dashboard.i18n import Words
    from dashboard.reads import Edition

PRESSING = (ClockState.MISSED, ClockState.DUE)
MARKS = {ClockState.MISSED: "red", ClockState.DUE: "orange", ClockState.AHEAD: "gray", ClockState.DONE: "green"}


@st.fragment
def clock(of: Edition) -> None:
    """Draw the deadlines, the most pressing first; a click opens one, and one more says that it was done."""
    _ = words()
    board = read.whole(of, read.turn(), read.today())
    rows = board.clock
    if rows.empty:
        nothing(
            _("No deadline of an insurer"),
            _("Deadlines appear with a policy's file (limits and terms) and invoices past due under it."),
            icon=":material/timer:",
        )
        return
    picked = _choice(rows, _)
    kept = rows[rows["state"].isin(picked)] if picked else rows[rows["state"] != ClockState.DONE]
    if kept.empty:
        st.caption(_("Nothing is left to do here."))
        return
    told = named(kept, board, _)
    place = tables.table(in_euros(told), _columns(_), alt=_("Deadlines"), key="clock", most=12)
    export_menu(lambda: in_euros(told).drop(columns=["items", "notice_id"]), name="deadlines", words=_, key="clock_out")
    if place is not None:
        _one(kept.iloc[place].to_dict(), told.iloc[place].to_dict(), _)
    else:
        st.caption(_("Click a deadline for its invoices, and to say that it was done."))


def _choice(rows: pd.DataFrame, words: Words) -> list[Any]:
    _ = words
    counts = rows["state"].value_counts()
    return st.pills(
        _("Deadlines"),
        [each for each in ClockState if counts.get(str(each), 0)],
        selection_mode="multi",
        default=[each for each in PRESSING if counts.get(str(each), 0)],
        format_func=lambda each: f"{_(STATES[each])} · {_.number(int(counts[str(each)]))}",
        key="clock_states",
        label_visibility="collapsed",
    )


def named(rows: pd.DataFrame, board: Board, words: Words) -> pd.DataFrame:
    """Return deadlines with the customer's name and company, and kind and state in words."""
    who = board.customers.set_index("customer_key")
    return rows.assign(
        name=rows["customer_key"].map(who["name"]),
        entity=rows["customer_key"].map(who["entity"]),
        customer_id=rows["customer_key"].map(who["customer_id"]),
        what=[words(CLOCK[ClockKind(each)]) for each in rows["kind"]],
        how=[words(STATES[ClockState(each)]) for each in rows["state"]],
        invoices=[len(each) for each in rows["items"]],
    ).reset_index(drop=True)


def _columns(words: Words) -> dict[str, Any]:
    _ = words
    return {
        "deadline_on": tables.day_column(_("Deadline"), words, width=105),
        "days_left": tables.number_column(_("Days left"), words, width=85),
        "how": text(_("State"), 105),
        "name": text(_("Customer"), 200),
        "what": text(_("What"), 170),
        "at_stake": euros(
            _("At stake"), words, help=_("The insured part of these invoices: what is lost when the day passes.")
        ),
        "open": euros(_("Open"), words),
        "invoices": tables.number_column(_("Invoices"), words, width=80),
        "source": text(_("Insurer"), 150),
        "policy": text(_("Policy"), 130),
    }


def _one(row: dict[Any, Any], told: dict[Any, Any], words: Words) -> None:
    """Draw one deadline: its invoices, and the form that says it was done."""
    _ = words
    with st.container(border=True, gap="small"):
        colour = MARKS[ClockState(row["state"])]
        st.markdown(
            f":{colour}-badge[{plain(told['how'])}] **{plain(told['what'])}** · {plain(told['name'])} · {_.day(row['deadline_on'])}"
        )
        amount = _.money(int(row["at_stake_cents"]), "EUR")
        line = _(
            "{amount} at stake under policy {policy} of {insurer}.",
            amount=amount,
            policy=row["policy"] or "-",
            insurer=row["source"],
        )
        if row["waiting_until_on"] is not None and row["waiting_until_on"] == row["waiting_until_on"]:
            line += " " + _("A claim made by then pays out from {day}.", day=_.day(row["waiting_until_on"]))
        st.caption(plain(line))
        _invoices(row, words)
        if row["state"] == ClockState.DONE:
            _undo(int(row["notice_id"]), words)
        else:
            _done(row, told, words)
        link("customer", _("Open the customer"), icon=":material/person:", id=str(int(row["customer_key"])))


def _invoices(row: dict[Any, Any], words: Words) -> None:
    items = pd.DataFrame(row["items"])
    shown = items.assign(open=tables.in_units(items["open_minor"], items["currency"]))
    columns = {
        "number": text(words("Invoice"), 140),
        "open": tables.money_column(words("Open"), str(items["currency"].iloc[0]), words, width=110),
        "currency": text(words("Currency"), 70),
    }
    tables.table(shown, columns, alt=words("Invoices"), most=6)


def _done(row: dict[Any, Any], told: dict[Any, Any], words: Words) -> None:
    _ = words
    key = f"{row['customer_key']}_{row['kind']}_{row['deadline_on']}_{row['policy']}"
    with (
        st.form(f"notice_{key}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        done_on = st.date_input(_("Done on"), read.today(), format="DD-MM-YYYY", width=160, key=f"done_on_{key}")
        evidence = st.text_input(
            _("Proof"),
            placeholder=_("reference of the insurer, or where the proof is"),
            width=320,
            max_chars=400,
            key=f"proof_{key}",
        )
        sent = st.form_submit_button(
            _("Done"), icon=":material/check:", type="primary", disabled=not may(Action.COMPANY)
        )
    if not sent:
        return
    items = tuple(row["items"])
    notice = Notice(
        source=row["source"],
        policy=row["policy"],
        entity=told["entity"],
        customer_id=told["customer_id"],
        kind=row["kind"],
        deadline_on=row["deadline_on"],
        items=items,
        amount_minor=int(row["at_stake_cents"]),
        currency="EUR",
        done_on=done_on or read.today(),
        evidence=evidence or "",
    )
    try:
        credit.note_notice(reads.application().desk, notice, by=person())
    except SaldoError as problem:
        refuse(problem)
        return
    st.rerun()


def _undo(notice_id: int, words: Words) -> None:
    _ = words
    known = read.notices(reads.desk_key(), read.turn())
    row = known[known["notice_id"] == notice_id].iloc[0]
    st.caption(
        plain(
            _(
                "Done on {day}, noted by {who} on {moment}. Proof: {proof}",
                day=_.day(row["done_on"]),
                who=row["noted_by"],
                moment=_.moment(row["noted_at"]),
                proof=row["evidence"],
            )
        )
    )
    if st.button(_("Undo"), icon=":material/undo:", key=f"undo_notice_{notice_id}", disabled=not may(Action.COMPANY)):
        credit.undo_notice(reads.application().desk, notice_id, by=person(), why="")
        st.rerun()
