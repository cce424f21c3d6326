"""Items and payments of one customer, a page at a time, each with the file and line it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.metrics.customers import customer_items, customer_payments
from dashboard import reads, tables
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.session import words
from dashboard.texts import DOCUMENTS

if TYPE_CHECKING:
    from datetime import date

    from core.metrics.paging import Page
    from dashboard.i18n import Words
    from dashboard.reads import Edition

PAGE_ROWS = 25
MOST_EXPORTED = 100_000


@st.fragment
def paid_items(of: Edition, key: int, as_of: date) -> None:
    """Draw what was settled, newest first."""
    _ = words()
    _items(of, key, as_of, _, is_settled=True, name="paid")


@st.fragment
def payments(of: Edition, key: int, as_of: date) -> None:
    """Draw what came in, newest first, and how much of it no invoice has used."""
    _ = words()

    def ask(size: int, start: int) -> Page:
        return customer_payments(reads.book(of), key, as_of, page_size=size, page_start=start)

    place = st.session_state.get("payments_page", 1)
    page = ask(PAGE_ROWS, (place - 1) * PAGE_ROWS)
    if not page.total_rows:
        nothing(_("No payment yet"), _("Payments come with the next import."), icon=":material/payments:")
        return
    tables.table(_payment_rows(page.rows, of, _), _payment_columns(page.rows, _), alt=_("Payments"), most=PAGE_ROWS)
    _foot(page, "payments", lambda: _payment_rows(ask(MOST_EXPORTED, 0).rows, of, _), _)


def _items(of: Edition, key: int, as_of: date, words: Words, *, is_settled: bool, name: str) -> None:
    _ = words

    def ask(size: int, start: int) -> Page:
        return customer_items(reads.book(of), key, as_of, is_settled=is_settled, page_size=size, page_start=start)

    place = st.session_state.get(f"{name}_page", 1)
    page = ask(PAGE_ROWS, (place - 1) * PAGE_ROWS)
    if not page.total_rows:
        if is_settled:
            nothing(_("Nothing settled yet"), _("Invoices move here once they are paid."), icon=":material/task_alt:")
        else:
            nothing(
                _("Nothing is open"),
                _("Everything this customer was asked for has been paid."),
                icon=":material/task_alt:",
            )
        return
    columns = _item_columns(page.rows, words, is_settled=is_settled)
    tables.table(_item_rows(page.rows, of, words), columns, alt=_("Items"), most=PAGE_ROWS)
    _foot(page, name, lambda: _item_rows(ask(MOST_EXPORTED, 0).rows, of, words), words)


def _foot(page: Page, name: str, load: Any, words: Words) -> None:  # noqa: ANN401  # a function without arguments
    with st.container(horizontal=True, vertical_alignment="center"):
        if page.total_rows > PAGE_ROWS:
            st.pagination(-(-page.total_rows // PAGE_ROWS), key=f"{name}_page")
        export_menu(load, name=name, words=words, key=name)


def source_of(rows: pd.DataFrame, of: Edition, words: Words) -> list[str]:
    """Return the file and the line of every row; nothing for a row that comes from no line."""
    names = reads.file_names(of)
    return [
        "" if pd.isna(number) else words("{file}, line {line}", file=names.get(int(number), "?"), line=int(line))
        for number, line in zip(rows["import_id"], rows["source_row"], strict=True)
    ]


def _item_rows(rows: pd.DataFrame, of: Edition, words: Words) -> pd.DataFrame:
    _ = words
    shown = rows.assign(
        number=tables.numbered(rows["number"], rows["part_no"], words),
        document=[_(DOCUMENTS.get(kind, kind)) for kind in rows["document_type"]],
        amount=tables.in_units(rows["amount_minor"], rows["currency"]),
        balance=tables.in_units(rows["balance_minor"], rows["currency"]),
        marks=[marks(row, words) for row in rows.to_dict("records")],
        source=source_of(rows, of, words),
    )
    return shown[[
        "number", "document", "part_no", "issued_on", "due_on", "days_late", "currency", "amount", "balance",
        "last_paid_on", "marks", "structured_reference", "source",
    ]]  # fmt: skip


def marks(row: dict[Any, Any], words: Words) -> str:
    """Return what the source system says of an item besides its amounts."""
    _ = words
    said = []
    if row["is_disputed"]:
        said.append(_("disputed"))
    if not pd.isna(row["promised_on"]):
        said.append(_("promised {day}", day=words.short_day(row["promised_on"])))
    if not pd.isna(row["blocked_until"]):
        said.append(_("blocked"))
    if row["is_at_agency"]:
        said.append(_("at the agency"))
    if row["source_step"]:
        said.append(_.count("{n} reminder before Saldo", "{n} reminders before Saldo", int(row["source_step"])))
    if row["is_inferred"]:
        said.append(_("paid between two lists"))
    return ", ".join(said)


def _item_columns(rows: pd.DataFrame, words: Words, *, is_settled: bool) -> dict[str, Any]:
    _ = words
    text = st.column_config.TextColumn
    currency = _shown_currency(rows)
    columns: dict[str, Any] = {"number": text(_("Number"), width=130)}
    if is_settled:
        columns["last_paid_on"] = tables.day_column(_("Settled"), words, width=105)
    else:
        columns["balance"] = tables.money_column(_("Balance"), currency, words, width=105)
    if len(set(rows["currency"])) > 1:
        columns["currency"] = text(_("Currency"), width=75)
    return columns | {
        "days_late": tables.number_column(_("Days late"), words, width=80, help=_("Negative is before the due date.")),
        "due_on": tables.day_column(_("Due"), words, width=100),
        "issued_on": tables.day_column(_("Issued"), words, width=100),
        "amount": tables.money_column(_("Amount"), currency, words, width=105),
        "document": text(_("Document"), width=90),
        "marks": text(_("Marks"), width=180),
        "source": text(_("File and line"), width=210, help=_("Where the book has this row from.")),
    }


def _payment_rows(rows: pd.DataFrame, of: Edition, words: Words) -> pd.DataFrame:
    _ = words
    shown = rows.assign(
        amount=tables.in_units(rows["amount_minor"], rows["currency"]),
        unapplied=tables.in_units(rows["unapplied_minor"], rows["currency"]),
        method=[_(name) if isinstance(name, str) else "" for name in rows["method"]],
        source=source_of(rows, of, words),
    )
    columns = ["received_on", "currency", "amount", "unapplied", "items", "method", "reference", "source_id", "source"]
    return shown[columns]


def _payment_columns(rows: pd.DataFrame, words: Words) -> dict[str, Any]:
    _ = words
    text = st.column_config.TextColumn
    currency = _shown_currency(rows)
    columns: dict[str, Any] = {"received_on": tables.day_column(_("Received"), words, width=110)}
    if len(set(rows["currency"])) > 1:
        columns["currency"] = text(_("Currency"), width=80)
    return columns | {
        "amount": tables.money_column(_("Amount"), currency, words, width=110),
        "unapplied": tables.money_column(_("Not yet used"), currency, words, width=110),
        "items": tables.number_column(_("Invoices"), words, width=80),
        "method": text(_("Method"), width=110),
        "reference": text(_("Reference"), width=190),
        "source": text(_("File and line"), width=230, help=_("Where the book has this row from.")),
    }


def _shown_currency(rows: pd.DataFrame) -> str:
    return str(rows["currency"].iloc[0])
