"""Open items of one customer: when each is expected, what a reminder would do with it, and rows to act on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.strategy.account import evidence
from core.strategy.audience import label_of
from core.vocabulary import DocumentType
from dashboard import reads, tables
from dashboard.campaign.held_why import held_why
from dashboard.customer import reads as customer_reads
from dashboard.customer.acts import act_board
from dashboard.customer.done import turn
from dashboard.customer.expected import expectations
from dashboard.customer.lists import marks, source_of
from dashboard.customer.reads import open_in_ledger
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.session import words
from dashboard.texts import DOCUMENTS, MESSAGES, later

if TYPE_CHECKING:
    from datetime import date

    from core.strategy.account import Account
    from dashboard.customer.reads import Who
    from dashboard.i18n import Words
    from dashboard.reads import Edition

PAYMENT = "payment"
KINDS = {**{str(kind): label for kind, label in DOCUMENTS.items()}, PAYMENT: later("payment")}


@st.fragment
def item_board(of: Edition, who: Who, as_of: date) -> None:
    """Draw the acts, and what is open with boxes to choose what an act is about."""
    _ = words()
    account = customer_reads.account(of, who, as_of)
    items = _ordered(account.items.assign(evidence=evidence(account.audience, _)))
    chosen: list[int] = []
    acts, table = st.container(), st.container()
    with table:  # first, for it says which rows the acts above it are about
        if items.empty:
            nothing(
                _("Nothing is open"),
                _("Everything this customer was asked for has been paid."),
                icon=":material/task_alt:",
            )
        else:
            chosen = _table(of, who, account, items, _)
    with acts:
        act_board(reads.book(of), who, items, chosen, _)


def _ordered(items: pd.DataFrame) -> pd.DataFrame:
    """Return invoices first, oldest due first, then credits and payments."""
    is_credit = (items["balance_minor"] < 0) | (items["document_type"] != DocumentType.INVOICE)
    keyed = items.assign(is_credit=is_credit).sort_values(["is_credit", "due_on", "number", "part_no"], kind="stable")
    return keyed.reset_index(drop=True)


def _table(of: Edition, who: Who, account: Account, items: pd.DataFrame, words: Words) -> list[int]:
    _ = words
    shown = _rows(of, who, account, items, words)
    event: Any = st.dataframe(
        shown,
        key=f"open_rows_{turn()}",
        on_select="rerun",
        selection_mode="multi-row",
        hide_index=True,
        column_order=[str(name) for name in shown],
        column_config=_columns(items, words),
        row_height=tables.ROW_PIXELS,
        height=tables.height(len(shown), most=12),
        alt=_("Open items"),
        placeholder="",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            _("Tick rows to act on them alone; an act without rows is about the whole account."), width="stretch"
        )
        export_menu(lambda: shown, name="open", words=words, key="open")
    return [int(place) for place in event.selection.rows if int(place) < len(items)]


def _rows(of: Edition, who: Who, account: Account, items: pd.DataFrame, words: Words) -> pd.DataFrame:
    _ = words
    shown = items.assign(
        number=tables.numbered(items["number"], items["part_no"], words),
        document=[_(KINDS.get(kind, kind)) for kind in items["document_type"]],
        balance=tables.in_units(items["balance_minor"], items["currency"]),
        amount=tables.in_units(items["amount_minor"], items["currency"]),
        days_late=items["days_past_due"],
        reminder=[_reminder(account, row, words) for row in items.to_dict("records")],
    )
    expected = expectations(of, who, account, items, words)
    if expected is not None:
        shown = shown.assign(expected=expected)
    told = open_in_ledger(of, who.key, account.audience.candidates.as_of).reindex(items["item_key"])
    shown = shown.assign(
        marks=["" if pd.isna(row["import_id"]) else marks(row, words) for row in told.to_dict("records")],
        source=source_of(told, of, words),
    )
    return shown.loc[:, [name for name in _columns(items, words) if name in shown]]


def _reminder(account: Account, row: dict[Any, Any], words: Words) -> str:
    """Return what a campaign of the day does with an item: its step, or the reason why not."""
    _ = words
    if row["is_in"]:
        step = account.audience.candidates.strategy.ladder(row["ladder"]).step(int(row["step"]))
        return _("Due: {step}", step=_(MESSAGES[step.message]))
    return _("{reason}: {evidence}", reason=_(label_of(row["reason"])), evidence=held_why(row["evidence"], words))


def _columns(items: pd.DataFrame, words: Words) -> dict[str, Any]:
    _ = words
    text = st.column_config.TextColumn
    currency = str(items["currency"].iloc[0])
    columns: dict[str, Any] = {
        "number": text(_("Number"), width=120),
        "balance": tables.money_column(_("Balance"), currency, words, width=100),
    }
    if len(set(items["currency"])) > 1:
        columns["currency"] = text(_("Currency"), width=75)
    return columns | {
        "days_late": tables.number_column(_("Days late"), words, width=80, help=_("Negative is before the due date.")),
        "due_on": tables.day_column(_("Due"), words, width=100),
        "expected": text(_("Expected"), width=300, help=_("How sure that is stands under How it pays.")),
        "reminder": text(_("Reminder"), width=280, help=_("What a campaign of today does with it, and why.")),
        "issued_on": tables.day_column(_("Issued"), words, width=100),
        "amount": tables.money_column(_("Amount"), currency, words, width=100),
        "document": text(_("Document"), width=90),
        "marks": text(_("Marks"), width=180),
        "source": text(_("File and line"), width=210, help=_("Where the book has this row from.")),
    }
