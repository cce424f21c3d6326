"""The invoices behind the cell that is open, down to file and line, and the way to keep only their group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.metrics.drill import OPEN, narrowed
from core.metrics.scope import GroupBy
from dashboard import tables
from dashboard.aging import reads as asks
from dashboard.aging.labels import end_label, group_label
from dashboard.aging.question import EVERY, Versus
from dashboard.aging.url import close_cell, keep_only
from dashboard.doors import go
from dashboard.drill import MOST_EXPORTED, PAGE_ROWS, SORTS, item_columns, readable
from dashboard.explain.panel import explain_cell_button
from dashboard.exports import export_menu
from dashboard.plain import plain

if TYPE_CHECKING:
    from core.metrics.drill import ItemPage
    from dashboard.aging.question import Cell, Question
    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def open_items(of: Edition, asked: Asked, question: Question, cell: Cell, words: Words) -> None:
    """Draw the items of ``cell``, a page at a time; their sum is the number that was clicked."""
    _ = words
    with st.container(border=True, gap="small", key="aging_items"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(plain(_title(of, question, cell, words)), anchor=False, width="stretch")
            sort = "balance"
            if not cell.origin:
                sort = st.selectbox(
                    _("Order"),
                    list(SORTS),
                    format_func=lambda name: _(SORTS[name]),
                    key="aging_items_sort",
                    label_visibility="collapsed",
                    width=150,
                )
            export_menu(
                lambda: readable(_page(of, asked, question, cell, sort, size=MOST_EXPORTED, start=0).rows, _),
                name="items",
                words=_,
                key="aging_items",
            )
            _explain(of, asked, question, cell)
            st.button(
                _("Close"), icon=":material/close:", type="tertiary", on_click=close_cell, key="aging_items_close"
            )
        place = st.session_state.get(_place_key(cell), 1)
        page = _page(of, asked, question, cell, sort, size=PAGE_ROWS, start=(place - 1) * PAGE_ROWS)
        currency = cell_currency(asked, question, cell)
        st.caption(
            _.count(
                "{n} item, together {amount}",
                "{n} items, together {amount}",
                page.cell.count,
                amount=_.money(page.cell.minor, currency),
            )
        )
        _keepers(of, question, cell, words)
        if not page.cell.count:
            return
        row = tables.table(
            readable(page.rows, _, is_raw=True),
            _columns(cell, currency, words),
            alt=_("Items"),
            key=f"aging_items_table_{hash(cell)}",
        )
        if page.total_rows > PAGE_ROWS:
            st.pagination(-(-page.total_rows // PAGE_ROWS), key=_place_key(cell))
        if row is not None:
            go("customer", id=str(page.rows["customer_key"].iloc[row]))


def _page(of: Edition, asked: Asked, question: Question, cell: Cell, sort: str, *, size: int, start: int) -> ItemPage:
    if not cell.origin:
        return asks.items(of, asked, question, cell, sort=sort, size=size, start=start)
    from_on = question.earlier_on(asked.as_of, or_else=Versus.MONTH) or asked.as_of
    return asks.flow_items(of, asked, question, cell, from_on, size=size, start=start)


def _columns(cell: Cell, currency: str, words: Words) -> dict[str, Any]:
    """Return the columns of the items; in a cell of the flow the balance is what went that way."""
    columns = item_columns(currency, words)
    if cell.origin:
        columns["balance"] = tables.money_column(words("Moved"), currency, words, width=105)
    return columns


def _explain(of: Edition, asked: Asked, question: Question, cell: Cell) -> None:
    """Draw the button that explains the number, where it is one the aging has: a bucket, the unallocated or the total."""
    if cell.origin or cell.bucket == OPEN:
        return
    scope, wanted = replace(asked.scope, currency=cell_currency(asked, question, cell)), question.wanted
    if cell.column != EVERY:
        scope, wanted = narrowed(scope, wanted, question.columns, cell.column)
    explain_cell_button(
        of,
        replace(asked, scope=scope, currency=scope.currency or asked.currency),
        cell.bucket,
        key="aging_cell",
        by=question.by,
        group=GroupBy.ALL if cell.row == EVERY else question.rows,
        group_name=cell.row,
        convention=question.convention,
        wanted=wanted,
    )


def cell_currency(asked: Asked, question: Question, cell: Cell) -> str:
    """Return the currency of a cell: that of its row where the rows are currencies."""
    return cell.row if question.rows is GroupBy.CURRENCY and not cell.origin and cell.row != EVERY else asked.currency


def _keepers(of: Edition, question: Question, cell: Cell, words: Words) -> None:
    """Draw the buttons that filter on the groups of the cell."""
    groups = [(question.rows, cell.row), (question.columns, cell.column)]
    held = [(group, name) for group, name in groups if group is not GroupBy.ALL and name != EVERY]
    if cell.origin or not held:
        return
    with st.container(horizontal=True, gap="small"):
        for group, name in held:
            st.button(
                words("Keep only {group}", group=plain(group_label(of, group, name, words))),
                icon=":material/filter_alt:",
                key=f"aging_keep_{group}",
                on_click=keep_only,
                args=(group, name),
            )


def _title(of: Edition, question: Question, cell: Cell, words: Words) -> str:
    if cell.origin:
        return f"{end_label(cell.origin, question, words)} → {end_label(cell.fate, question, words)}"
    parts = [words("All") if cell.row == EVERY else group_label(of, question.rows, cell.row, words)]
    if question.columns is not GroupBy.ALL and cell.column != EVERY:
        parts.append(group_label(of, question.columns, cell.column, words))
    return " · ".join([*parts, end_label(cell.bucket, question, words)])


def _place_key(cell: Cell) -> str:
    """Return the key of the page number: another cell starts at its first page."""
    return f"aging_items_page_{hash(cell)}"
