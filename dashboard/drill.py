"""The invoices behind one cell of the aging, down to the file and the line each came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.metrics.buckets import UNALLOCATED, AgedBy, buckets
from core.metrics.drill import ItemPage, aging_items
from dashboard import reads, tables
from dashboard.doors import go
from dashboard.exports import export_menu
from dashboard.plain import plain
from dashboard.session import words
from dashboard.texts import DOCUMENTS, later

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from core.metrics.scope import GroupBy
    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition

PAGE_ROWS = 50
MOST_EXPORTED = 1_000_000
SORTS = {"balance": later("Largest first"), "due_on": later("Oldest first"), "number": later("By number")}
CASH = "cash"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of an aging: how it was aged and split, which group, which bucket."""

    by: AgedBy
    split: GroupBy
    group: str
    bucket: str


def items_behind(of: Edition, asked: Asked, cell: Cell, group: str, *, on_close: Callable[[], None]) -> None:
    """Draw the items of ``cell``, a page at a time; their sum is the number that was clicked."""
    _ = words()
    labels = {bucket.key: bucket.label for bucket in buckets(cell.by)} | {UNALLOCATED: later("Unallocated")}
    with st.container(border=True, gap="small", key="drill"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(f"{plain(group)} · {_(labels[cell.bucket])}", anchor=False, width="stretch")
            sort = st.selectbox(
                _("Order"),
                list(SORTS),
                format_func=lambda name: _(SORTS[name]),
                key="drill_sort",
                label_visibility="collapsed",
                width=150,
            )
            export_menu(
                lambda: readable(_page(of, asked, cell, sort, size=MOST_EXPORTED, start=0).rows, _),
                name="items",
                words=_,
                key="drill",
            )
            st.button(_("Close"), icon=":material/close:", type="tertiary", on_click=on_close, key="drill_close")
        place = st.session_state.get("drill_page", 1)
        page = _page(of, asked, cell, sort, size=PAGE_ROWS, start=(place - 1) * PAGE_ROWS)
        st.caption(
            _.count(
                "{n} item, together {amount}",
                "{n} items, together {amount}",
                page.cell.count,
                amount=_.money(page.cell.minor, asked.currency),
            ),
        )
        row = tables.table(
            readable(page.rows, _, is_raw=True), item_columns(asked.currency, _), alt=_("Items"), key="drill_table"
        )
        if page.total_rows > PAGE_ROWS:
            st.pagination(-(-page.total_rows // PAGE_ROWS), key="drill_page")
        if row is not None:
            go("customer", id=str(page.rows["customer_key"].iloc[row]))


@st.cache_resource(show_spinner=False, max_entries=64)
def _page(of: Edition, asked: Asked, cell: Cell, sort: str, *, size: int, start: int) -> ItemPage:
    return aging_items(
        reads.book(of),
        asked.as_of,
        bucket=cell.bucket,
        by=cell.by,
        group=cell.split,
        group_name=cell.group,
        scope=replace(asked.scope, currency=asked.currency),
        segments=reads.segments(of, asked.as_of),
        sort=sort,
        page_size=size,
        page_start=start,
    )


def item_columns(currency: str, words: Words) -> dict[str, Any]:
    """Return the columns of a list of items with their customers."""
    _ = words
    text = st.column_config.TextColumn
    return {
        "name": text(_("Customer"), width=205),
        "balance": tables.money_column(_("Balance"), currency, words, width=105),
        "days_past_due": tables.number_column(_("Days late"), words, width=80),
        "number": text(_("Number"), width=125),
        "due_on": tables.day_column(_("Due"), words, width=100),
        "issued_on": tables.day_column(_("Issued"), words, width=100),
        "amount": tables.money_column(_("Amount"), currency, words, width=105),
        "document": text(_("Document"), width=85),
        "source": text(_("File and line"), width=205, help=_("Where the book has this row from.")),
    }


def readable(rows: pd.DataFrame, words: Words, *, is_raw: bool = False) -> pd.DataFrame:
    """Return item rows with money in units, documents in words, and file and line in one text; headed when not raw."""
    _ = words
    kinds = {str(kind): said for kind, said in DOCUMENTS.items()} | {CASH: later("payment")}
    shown = rows.assign(
        number=tables.numbered(rows["number"], rows["part_no"], words),
        document=[_(kinds[kind]) for kind in rows["document_type"]],
        amount=tables.in_units(rows["amount_minor"], rows["currency"]),
        balance=tables.in_units(rows["balance_minor"], rows["currency"]),
        source=[
            _("{file}, line {line}", file=file, line=line) if file else ""
            for file, line in zip(rows["file_name"], rows["source_row"], strict=True)
        ],
    )
    if is_raw:
        return shown
    columns = ["entity", "customer_id", "name", "document", "number", "part_no", "currency", "issued_on", "due_on"]
    return shown[[*columns, "days_past_due", "amount", "balance", "source"]]
