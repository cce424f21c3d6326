"""The rows behind a number as a table: who, which document, what it adds, and where the book has it from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.metrics.explain.explanation import Counts
from dashboard import tables
from dashboard.texts import DOCUMENTS, later

if TYPE_CHECKING:
    import pandas as pd

    from core.metrics.explain import Input
    from dashboard.i18n import Words

KINDS = {str(kind): said for kind, said in DOCUMENTS.items()} | {
    "cash": later("payment"),
    "sales_file": later("sales file"),
    "promise": later("promise"),
}


def row_columns(given: Input, currency: str, words: Words) -> dict[str, Any]:
    """Return the columns of the rows of one input; what a row adds has a column of its own where it is not money."""
    _ = words
    text = st.column_config.TextColumn
    value: Any = tables.money_column(_("Adds"), currency, words, width=110)
    if given.counts in {Counts.NUMBER, Counts.DAYS}:
        value = tables.number_column(_("Adds"), words, width=80)
    columns = {
        "who": text(_("Customer"), width=190),
        "document": text(_("Document"), width=90),
        "number": text(_("Number"), width=120),
        "issued_on": tables.day_column(_("Issued"), words, width=95),
        "due_on": tables.day_column(_("Due"), words, width=95),
        "amount": tables.money_column(_("Amount"), currency, words, width=105),
        "adds": value,
        "source": text(_("File and line"), width=200),
    }
    if given.rows is not None and given.rows.query in {"explained_events", "explained_rolls"}:
        columns["happened_on"] = tables.day_column(_("On"), words, width=95)
    return columns


def shown_rows(rows: pd.DataFrame, given: Input, words: Words) -> pd.DataFrame:
    """Return rows with money in units, documents in words, and file and line in one text."""
    _ = words
    return rows.assign(
        who=rows["name"].fillna(""),
        document=[_(KINDS[kind]) for kind in rows["document_type"]],
        amount=tables.in_units(rows["amount_minor"], rows["currency"]),
        adds=_adds(rows, given),
        source=[
            _("{file}, line {line}", file=file, line=int(line)) if isinstance(file, str) else ""
            for file, line in zip(rows["file_name"], rows["source_row"].fillna(0), strict=True)
        ],
    )


def exported(rows: pd.DataFrame, given: Input) -> pd.DataFrame:
    """Return the rows to take away: every column a reader can use, headed by name, money in units."""
    kept = ["entity", "customer_id", "name", "document_type", "number", "part_no", "currency", "issued_on", "due_on"]
    return rows[kept].assign(
        amount=tables.in_units(rows["amount_minor"], rows["currency"]),
        balance=tables.in_units(rows["balance_minor"], rows["currency"]),
        adds=_adds(rows, given),
        file=rows["file_name"],
        line=rows["source_row"],
    )


def _adds(rows: pd.DataFrame, given: Input) -> pd.Series:
    """Return what each row adds: units of its currency, or pieces."""
    is_money = given.counts not in {Counts.NUMBER, Counts.DAYS}
    return tables.in_units(rows["value_minor"], rows["currency"]) if is_money else rows["value_minor"]
