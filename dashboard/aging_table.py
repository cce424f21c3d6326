"""The aging in numbers: a row a group, a column a bucket, what is unallocated apart, and totals that add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.metrics.buckets import UNALLOCATED
from core.money import to_decimal
from dashboard import tables
from dashboard.drill import Cell
from dashboard.exports import export_menu

if TYPE_CHECKING:
    from core.metrics.aging import Aging
    from core.metrics.buckets import Bucket
    from dashboard.i18n import Words

CELL = "aging_cell"


def aging_table(aged: Aging, names: dict[str, str], currency: str, title: str, *, turn: int, words: Words) -> None:
    """Show ``aged`` in ``currency`` and offer it as a file; a click on an amount puts its `Cell` in the session."""
    _ = words
    labels = {
        **{bucket.key: bucket_label(bucket, _) for bucket in aged.buckets},
        UNALLOCATED: _("Unallocated"),
        "total": _("Total"),
    }
    columns: dict[str, Any] = {"group": st.column_config.TextColumn(title)}
    for name, label in labels.items():
        explained = _("Credit notes and payments not yet set against an invoice.") if name == UNALLOCATED else None
        columns[name] = tables.money_column(label, currency, words, help=explained)
    key = f"aging_table_{aged.by}_{aged.group}_{turn}"
    groups, clickable = list(names), {*labels} - {"total"}

    def pick() -> None:
        cells = st.session_state[key].selection.cells
        row, column = cells[0] if cells else (len(groups), "")
        if row < len(groups) and column in clickable:
            st.session_state[CELL] = Cell(by=aged.by, split=aged.group, group=groups[row], bucket=column)

    table = _rows(aged, names, currency, words)
    st.dataframe(
        table,
        hide_index=True,
        column_config=columns,
        row_height=tables.ROW_PIXELS,
        height=tables.height(len(table)),
        key=key,
        on_select=pick,
        selection_mode="single-cell",
        alt=_("Aging in numbers"),
    )
    export_menu(lambda: table.rename(columns={"group": title, **labels}), name="aging", words=words, key="aging")


def bucket_label(bucket: Bucket, words: Words) -> str:
    """Return the bucket's label as a heading: with a capital."""
    label = words(bucket.label)
    return label[:1].upper() + label[1:]


def _rows(aged: Aging, names: dict[str, str], currency: str, words: Words) -> pd.DataFrame:
    """Return one row a group and, of more than one, a last row for all together."""
    kept = [(label, aged.groups[name][currency]) for name, label in names.items()]
    if len(kept) > 1:
        kept.append((words("Total"), aged.overall(currency)))
    return pd.DataFrame(
        [
            {
                "group": label,
                **{key: float(to_decimal(cell.minor, currency)) for key, cell in balance.cells.items()},
                UNALLOCATED: float(to_decimal(balance.unallocated.minor, currency)),
                "total": float(to_decimal(balance.total.minor, currency)),
            }
            for label, balance in kept
        ],
        columns=["group", *(bucket.key for bucket in aged.buckets), UNALLOCATED, "total"],
    )
