"""Every import beside its file: rows and amounts read, taken and refused, and what the book made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.money import precision, to_decimal
from dashboard import tables
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.plain import plain
from dashboard.reconciliation import reads as read
from dashboard.session import words
from dashboard.texts import later

if TYPE_CHECKING:
    from core.metrics.reconcile import ImportTie
    from dashboard.i18n import Words
    from dashboard.reads import Edition

MOST_EXPORTED = 1_000_000
SHOWN = 50
KINDS = {
    "ledger": later("ledger"),
    "customers": later("customers"),
    "payments": later("payments"),
    "disputes": later("disputes"),
    "rates": later("rates"),
    "sales": later("sales"),
}


@st.fragment
def files(of: Edition) -> None:
    """Draw the imports with amounts; a click on one shows the rows it refused."""
    _ = words()
    ties = [tie for tie in read.ties(of) if tie.has_amounts]
    if not ties:
        nothing(_("No import to tie yet"), _("Imports made from now on are tied to their file here."))
        return
    loose = [tie for tie in ties if not tie.is_tied]
    _verdict(len(ties), len(loose), _)
    table = _table(ties, _)
    row = tables.table(table, _columns(_), alt=_("Imports and their files"), key="ties", most=12)
    export_menu(lambda: table.drop(columns="tied"), name="imports", words=_, key="ties")
    if row is not None:
        _refused(of, ties[row], _)


def _verdict(count: int, loose: int, words: Words) -> None:
    _ = words
    if not loose:
        st.success(
            _("Every row of every file is in the book, and the amounts are the same."), icon=":material/task_alt:"
        )
        return
    told = _.count(
        "In {n} of {all} lines something differs: click it to see the rows.",
        "In {n} of {all} lines something differs: click one to see the rows.",
        loose,
        all=_.number(count),
    )
    st.warning(told, icon=":material/rule:")


def _columns(words: Words) -> dict[str, Any]:
    _ = words
    text = st.column_config.TextColumn
    number = st.column_config.NumberColumn
    shown = "%,.2f" if words.language == "en" else "localized"
    return {
        "tied": text("", width=40),
        "file": text(_("File"), width=190),
        "list_on": tables.day_column(_("Of"), words, width=95),
        "kind": text(_("Kind"), width=85),
        "entity": text(_("Own company"), width=95),
        "currency": text(_("Currency"), width=75),
        "rows_read": tables.number_column(_("Rows read"), words, width=85),
        "quarantined": tables.number_column(_("Left out"), words, width=80),
        "taken": number(_("Taken"), format=shown, width=125, help=_("Amounts of the rows that were taken.")),
        "book": number(_("In the book"), format=shown, width=125),
        "difference": number(_("Difference"), format=shown, width=105),
        "refused": number(_("Left out, amount"), format=shown, width=120),
        "total": number(
            _("File's own total"),
            format=shown,
            width=125,
            help=_("Where the file has a total row, and it is of one company."),
        ),
    }


def _table(ties: list[ImportTie], words: Words) -> pd.DataFrame:
    _ = words
    return pd.DataFrame(
        [
            {
                "tied": "✓" if tie.is_tied else "≠",
                "file": tie.file_name,
                "list_on": tie.list_on,
                "kind": _(KINDS[tie.kind]),
                "entity": tie.entity,
                "currency": tie.currency,
                "rows_read": tie.rows_read,
                "quarantined": tie.quarantined,
                "taken": _units(tie.accepted_minor, tie.currency),
                "book": _units(tie.book_minor, tie.currency),
                "difference": _units(tie.difference_minor, tie.currency),
                "refused": _units(tie.quarantined_minor, tie.currency),
                "total": None if tie.file_minor is None else _units(tie.file_minor, tie.currency),
            }
            for tie in ties
        ]
    )


def _units(minor: int, currency: str) -> float:
    return float(to_decimal(minor, currency or "EUR"))


def _refused(of: Edition, tie: ImportTie, words: Words) -> None:
    _ = words
    page = read.refused(of, tie.import_id, tie.entity, tie.currency, size=SHOWN, start=0)
    with st.container(border=True, gap="small", key="refused"):
        st.header(f"{plain(tie.file_name)} · {plain(tie.entity)} {plain(tie.currency)}", anchor=False, divider=False)
        if not page.total_rows:
            st.caption(_("No row of this file was left out here."))
            return
        st.caption(_.count("{n} row was left out.", "{n} rows were left out.", page.total_rows))
        text = st.column_config.TextColumn
        columns = {
            "source_row": tables.number_column(_("Row"), words, width=70),
            "reason": text(_("Reason"), width=420),
            "customer_id": text(_("Customer number"), width=120),
            "number": text(_("Number"), width=120),
            "amount": tables.money_column(_("Amount"), tie.currency or "EUR", words, width=110),
        }
        shown = page.rows.assign(amount=page.rows["amount_minor"] / 10 ** precision(tie.currency or "EUR"))
        tables.table(shown, columns, alt=_("Rows left out"), most=8)
        export_menu(
            lambda: read.refused(of, tie.import_id, tie.entity, tie.currency, size=MOST_EXPORTED, start=0).rows,
            name="refused",
            words=_,
            key="refused",
        )
