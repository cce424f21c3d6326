"""The explorer's table: a row a group, a column a bucket, what is unallocated apart, and beside it what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.metrics.buckets import UNALLOCATED
from core.metrics.drill import TOTAL
from core.metrics.scope import GroupBy
from core.money import to_decimal
from dashboard import tables
from dashboard.aging.labels import GROUPS, bucket_labels
from dashboard.aging.question import EVERY, Cell
from dashboard.aging.url import keep_only, open_cell
from dashboard.exports import export_menu

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.metrics.aging import AgedBalance, Aging
    from dashboard.aging.question import Question
    from dashboard.i18n import Words

CHANGE = "change_"


def aging_numbers(
    aged: Aging, *, before: Aging | None, names: Mapping[str, str], currency: str, question: Question, words: Words
) -> None:
    """Show the aging; a click on a name keeps only that group, one on an amount opens the items behind it."""
    _ = words
    labels = {**bucket_labels(question, words), UNALLOCATED: _("Unallocated"), TOTAL: _("Total")}
    columns: dict[str, Any] = {
        "group": st.column_config.TextColumn(_(GROUPS[question.rows]), help=_("Click a name to keep only that group."))
    }
    for name, label in labels.items():
        columns[name] = _number(label, currency, question, words)
        if before is not None:
            columns[CHANGE + name] = _number(
                f"± {label}", currency, question, words, help=_("Change since {day}", day=_.day(before.as_of))
            )
    table = numbers(aged, before=before, names=names, currency=currency, question=question, words=words)
    groups, key = list(names), f"aging_numbers_{hash((question, aged.as_of, currency))}"

    def pick() -> None:
        cells = st.session_state[key].selection.cells
        row, column = cells[0] if cells else (len(table), "")
        if row >= len(table) or column.startswith(CHANGE):
            return
        if column == "group" and row < len(groups) and question.rows is not GroupBy.ALL:
            keep_only(question.rows, groups[row])
        elif column in labels:
            open_cell(Cell(row=groups[row] if row < len(groups) else EVERY, bucket=column))

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
    headings = {name: config["label"] for name, config in columns.items()}
    export_menu(lambda: table.rename(columns=headings), name="aging", words=words, key="aging_explorer")


def numbers(
    aged: Aging, *, before: Aging | None, names: Mapping[str, str], currency: str, question: Question, words: Words
) -> pd.DataFrame:
    """Return one row a group and, of more than one in one currency, a last row for all together."""
    by_currency = question.rows is GroupBy.CURRENCY
    rows: list[tuple[str, str | None, str]] = [
        (label, name, name if by_currency else currency) for name, label in names.items()
    ]
    if len(rows) > 1 and not by_currency:
        rows.append((words("Total"), None, currency))
    found = []
    for label, name, held in rows:
        now = _amounts(_balance(aged, name, held), held, is_share=question.is_share)
        told: dict[str, Any] = {"group": label}
        earlier = None
        if before is not None:
            earlier = _amounts(_balance(before, name, held), held, is_share=question.is_share)
        for column, value in now.items():
            told[column] = value
            if earlier is not None:
                was = earlier[column]
                told[CHANGE + column] = None if value is None or was is None else value - was
        found.append(told)
    return pd.DataFrame(found) if found else pd.DataFrame(columns=["group"])


def _balance(aged: Aging, name: str | None, currency: str) -> AgedBalance | None:
    return aged.overall(currency) if name is None else aged.groups.get(name, {}).get(currency)


def _amounts(balance: AgedBalance | None, currency: str, *, is_share: bool) -> dict[str, float | None]:
    """Return the cells of one row in units, or as percentages of the row's invoices; of nothing there is no share."""
    keys = {} if balance is None else balance.cells
    minors = {key: cell.minor for key, cell in keys.items()}
    if balance is not None:
        minors |= {UNALLOCATED: balance.unallocated.minor, TOTAL: balance.total.minor}
    gross = 0 if balance is None else balance.gross_minor
    found = _Row(float(to_decimal(0, currency)))
    for key, minor in minors.items():
        share = 100 * minor / gross if gross > 0 else None
        found[key] = share if is_share and key != TOTAL else float(to_decimal(minor, currency))
    return found


class _Row(dict[str, "float | None"]):
    """Amounts by column; a group that was not there on the earlier day had nothing."""

    def __init__(self, nothing: float) -> None:
        super().__init__()
        self._nothing = nothing

    def __missing__(self, key: str) -> float:
        return self._nothing


def _number(label: str, currency: str, question: Question, words: Words, *, help: str | None = None) -> Any:  # noqa: A002, ANN401  # Streamlit's own words
    if question.is_share and not label.endswith(words("Total")):
        return st.column_config.NumberColumn(label, format="%.1f %%", help=help)
    return tables.money_column(label, currency, words, help=help)
