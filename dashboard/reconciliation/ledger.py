"""The general ledger beside the book: balances that people give, the difference, and the rows that account for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.actions import Action
from core.closing.control import give_balance
from core.desk.control_balances import Control
from core.errors import SaldoError
from core.intake.presets import preset
from core.metrics.reconcile.control import LABELS
from core.money import precision
from dashboard import reads, tables
from dashboard.doors import link
from dashboard.explain.body import FAILS, HOLDS
from dashboard.explain.rows import KINDS
from dashboard.exports import export_menu
from dashboard.plain import plain
from dashboard.reconciliation import reads as read
from dashboard.reconciliation.texts import CHANGES
from dashboard.refusals import refuse
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.metrics.reconcile import Cause, Kind, Reconciled
    from dashboard.i18n import Words
    from dashboard.reads import Edition

SHOWN = 25
MOST_EXPORTED = 1_000_000
COUNTED = "control_counted"


@st.fragment
def general_ledger(of: Edition, ends_on: date) -> None:
    """Draw what the general ledger says of ``ends_on`` beside the book, and the form to give a balance."""
    _ = words()
    turn = read.revision()
    held = read.ledger(of, ends_on)
    told = read.reconciled(of, ends_on, turn, tuple(sorted(_counted(ends_on).items(), key=str)))
    for each in told:
        _balance(of, each, _)
    if not told:
        st.info(
            _("No balance of the general ledger was given for this month-end yet."), icon=":material/account_balance:"
        )
    with st.expander(_("Give a balance"), icon=":material/edit:", expanded=not told):
        _form(of, ends_on, held, _)
    _history(ends_on, turn, _)


def _counted(ends_on: date) -> dict[tuple[str, date, str], frozenset[Kind]]:
    kept: dict[tuple[str, date, str], frozenset[Kind]] = st.session_state.setdefault(COUNTED, {})
    return {key: kinds for key, kinds in kept.items() if key[1] == ends_on}


def _balance(of: Edition, told: Reconciled, words: Words) -> None:
    _ = words
    key = f"{told.entity}_{told.currency}"
    with st.container(border=True, gap="small", key=f"control_{key}"):
        st.header(f"{plain(told.entity)} · {told.currency}", anchor=False)
        with st.grid(4, min_column_width=230, gap="small"):
            for label, minor in (
                (_("General ledger"), told.control_minor),
                (_("Book"), told.book_minor),
                (_("Difference"), told.difference_minor),
                (_("Unexplained"), told.unexplained_minor),
            ):
                st.metric(label, words.money(minor, told.currency), border=True)
        _verdict(told, words)
        for cause in told.causes:
            _cause(told, cause, words)
        if told.causes:
            _rows(of, told, words)


def _verdict(told: Reconciled, words: Words) -> None:
    _ = words
    if told.list_minor is not None:
        said = _("The list of that very day adds up to {amount}.", amount=words.money(told.list_minor, told.currency))
        st.caption(said)
    if not told.difference_minor:
        mark, line = HOLDS, _("The general ledger and the book say the same.")
    elif not told.unexplained_minor:
        mark, line = HOLDS, _("The rows that are ticked account for all of the difference.")
    else:
        left = words.money(told.unexplained_minor, told.currency)
        mark, line = FAILS, _("{amount} is not accounted for by any row Saldo knows.", amount=left)
    st.markdown(f"{mark} {plain(line)}")
    if told.late_after is None:
        st.caption(_("No file in this book is of that day or before: what came late cannot be told."))


def _cause(told: Reconciled, cause: Cause, words: Words) -> None:
    """Draw one cause with a tick that says whether it counts."""
    _ = words
    about = (told.entity, told.ends_on, told.currency)

    def tick() -> None:
        chosen = {each.kind for each in told.causes if each.is_counted} ^ {cause.kind}
        st.session_state[COUNTED] = {**st.session_state.get(COUNTED, {}), about: frozenset(chosen)}

    label = f"{_(LABELS[cause.kind])}: {words.money(cause.minor, told.currency)}"
    rows = words.count("{n} row", "{n} rows", cause.rows)
    key = f"counts_{cause.kind}_{told.entity}_{told.currency}_{told.ends_on}"
    st.checkbox(f"{plain(label)} ({rows})", value=cause.is_counted, key=key, on_change=tick)


def _rows(of: Edition, told: Reconciled, words: Words) -> None:
    """Draw the rows of one cause at a time, the largest first, with their sum."""
    _ = words
    key = f"{told.entity}_{told.currency}_{told.ends_on}"
    by_kind = {cause.kind: cause for cause in told.causes}
    with st.expander(_("Rows"), icon=":material/list:"):
        kind = st.segmented_control(
            _("Rows of"),
            list(by_kind),
            default=next(iter(by_kind)),
            required=True,
            format_func=lambda each: _(LABELS[each]),
            key=f"cause_{key}",
            label_visibility="collapsed",
        )
        page = read.cause_rows(of, told, kind, size=SHOWN, start=0)
        mark = HOLDS if page.sum_minor == by_kind[kind].minor else FAILS
        together = words.money(page.sum_minor, told.currency)
        line = words.count(
            "{n} row adds up to {amount}", "{n} rows add up to {amount}", page.total_rows, amount=together
        )
        st.markdown(f"{mark} {plain(line)}")
        tables.table(readable(page.rows, words), row_columns(told.currency, page.rows, words), alt=_("Rows"), most=8)
        export_menu(
            lambda: readable(read.cause_rows(of, told, kind, size=MOST_EXPORTED, start=0).rows, words),
            name=str(kind),
            words=words,
            key=f"cause_{key}",
        )


def row_columns(currency: str, rows: pd.DataFrame, words: Words) -> dict[str, Any]:
    """Return the columns of rows of the book, with those that only some causes have."""
    _ = words
    text = st.column_config.TextColumn
    columns = {
        "name": text(_("Customer"), width=190),
        "document": text(_("Document"), width=90),
        "number": text(_("Number"), width=120),
        "issued_on": tables.day_column(_("Issued"), words, width=95),
        "value": tables.money_column(_("Adds"), currency, words, width=110),
    }
    if "change" in rows:
        columns["what"] = text(_("What changed"), width=180)
        columns["changed_by_file"] = text(_("Came with"), width=180)
    if "reason" in rows:
        columns["reason"] = text(_("Reason"), width=300)
    if "gone_on" in rows:
        columns["gone_on"] = tables.day_column(_("Gone on"), words, width=95)
    columns["source"] = text(_("File and line"), width=190)
    return columns


def readable(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return rows with money in units, documents and changes in words, and file and line in one text."""
    _ = words
    if not len(rows):
        return rows
    shown = rows.assign(
        document=[_(KINDS[kind]) for kind in rows["document_type"]],
        value=tables.in_units(rows["value_minor"], rows["currency"]),
        source=[
            _("{file}, line {line}", file=file, line=int(line)) if isinstance(file, str) else ""
            for file, line in zip(rows["file_name"], rows["source_row"].fillna(0), strict=True)
        ],
    )
    return shown.assign(what=[_(CHANGES[change]) for change in rows["change"]]) if "change" in rows else shown


def _form(of: Edition, ends_on: date, held: dict[tuple[str, str], int], words: Words) -> None:
    _ = words
    with st.form("give_balance", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            entity = st.selectbox(_("Own company"), read.entities(of), key="balance_entity", width=160)
            currencies = sorted({currency for _entity, currency in held}) or ["EUR"]
            currency = st.selectbox(_("Currency"), currencies, key="balance_currency", width=110)
            typed = st.text_input(
                _("Balance of the control account"),
                key="balance_amount",
                width=220,
                placeholder=words.number(123456.78, 2),
                help=_("As the general ledger shows it on the last day of the month; a credit balance with a minus."),
            )
            sent = st.form_submit_button(
                _("Keep"), icon=":material/save:", type="primary", disabled=not may(Action.COMPANY)
            )
        if sent and entity is not None and currency is not None:
            _keep(of, Control(entity=entity, ends_on=ends_on, currency=currency, balance_minor=0), typed, words)
    st.caption(
        _(
            "Many at once: import a file with the columns {columns} ({preset}).",
            columns=", ".join(preset("saldo_control_balances").mapping.columns),
            preset="saldo_control_balances",
        )
    )
    link("settings", _("Import a file"), icon=":material/upload_file:", tab="data")


def _keep(of: Edition, about: Control, typed: str, words: Words) -> None:
    _ = words
    minor = in_minor(typed, about.currency, words)
    if minor is None:
        st.error(
            _(
                "{typed} is not an amount: write it as {example}.",
                typed=plain(typed) or "…",
                example=words.number(1234.56, 2),
            )
        )
        return
    given = Control(entity=about.entity, ends_on=about.ends_on, currency=about.currency, balance_minor=minor)
    try:
        give_balance(reads.application().desk, reads.book(of), given, by=person())
    except SaldoError as error:
        refuse(error)
        return
    st.rerun()


def in_minor(typed: str, currency: str, words: Words) -> int | None:
    """Return what was typed in minor units, in the notation of the reader's language; None when it is no amount."""
    point, mark = (re.escape(each) for each in words.separators)
    text = re.sub(r"\s", "", typed)
    written = re.fullmatch(rf"([-−]?)(\d+|\d{{1,3}}(?:{mark}\d{{3}})+)(?:{point}(\d+))?", text)
    if written is None:
        return None
    whole, fraction = re.sub(r"\D", "", written[2]), (written[3] or "").rstrip("0")
    places = precision(currency)
    if len(fraction) > places:
        return None
    minor = int(whole + fraction.ljust(places, "0"))
    return -minor if written[1] else minor


def _history(ends_on: date, turn: int, words: Words) -> None:
    _ = words
    told = read.given(reads.desk_key(), ends_on, turn)
    if not told:
        return
    with st.expander(_("Who gave what, and when"), icon=":material/history:"):
        for each in told:
            amount = words.money(each.balance_minor, each.currency)
            source = each.source or words("typed")
            line = f"{each.entity} · {amount} · {each.set_by} · {words.moment(each.set_at)} · {source}"
            if each.replaced_at is not None:
                replaced = _("replaced by {who}, {moment}", who=each.replaced_by, moment=words.moment(each.replaced_at))
                line += f" · {replaced}"
            st.caption(plain(line))
