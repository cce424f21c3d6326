"""What an import did: rows, totals against the file's own, what was left out and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.intake.fields import ImportKind
from core.intake.side import is_side
from dashboard import reads, tables
from dashboard.doors import link
from dashboard.exports import export_menu
from dashboard.plain import plain

if TYPE_CHECKING:
    from core.intake.report import ImportReport
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def report(told: ImportReport, words: Words) -> None:
    """Draw the report of one import."""
    _ = words
    if told.unchanged:
        st.info(
            _("{file} was imported before: nothing changed.", file=plain(told.file_name)), icon=":material/task_alt:"
        )
    else:
        where = _("{file} is on the desk.") if is_side(told.kind) else _("{file} is in the book.")
        st.success(where.replace("{file}", plain(told.file_name)), icon=":material/task_alt:")
    with st.grid(4, min_column_width=150, gap="small"):
        st.metric(_("Rows read"), _.number(told.rows_read), border=True)
        st.metric(_("Accepted"), _.number(told.accepted), border=True)
        st.metric(
            _("Left out"), _.number(told.quarantined), border=True, help=_("In quarantine, each with its reason.")
        )
        st.metric(
            _("Settled by absence"),
            _.number(told.inferred_settled),
            border=True,
            help=_("Open before, and not in this full list: paid since the last one."),
        )
    _totals(told, words)
    for remark in told.remarks:
        st.caption(plain(remark))
    for reason, count in told.reasons.items():
        st.markdown(f"**{_.number(count)}** · {plain(reason)}")
    if told.quarantined:
        _left_out(told, words)
    if told.kind in {ImportKind.CREDIT, ImportKind.INSURANCE}:
        link("credit", _("See credit and insurance"), icon=":material/arrow_forward:")
    elif not is_side(told.kind):
        link("numbers", _("See the aging"), icon=":material/arrow_forward:")


def _totals(told: ImportReport, words: Words) -> None:
    _ = words
    compared = told.open_totals or told.totals
    for currency, minor in compared.items():
        total = _("Total")
        line = f"{total} **{words.money(minor, currency)}**"
        if currency in told.differences:
            line += (
                " · :orange["
                + _(
                    "the file's own total says {total}, a difference of {difference}",
                    total=words.money(told.file_totals[currency], currency),
                    difference=words.money(told.differences[currency], currency),
                )
                + "]"
            )
        elif currency in told.file_totals:
            line += " · :green[" + _("equal to the file's own total") + "]"
        st.markdown(line)


def _left_out(told: ImportReport, words: Words) -> None:
    _ = words
    frame = pd.DataFrame(
        [{"row": row.source_row, "reason": row.reason, "cells": _line(row.cells)} for row in told.quarantine_preview],
    )
    columns = {
        "row": tables.number_column(_("Line"), words, width=70),
        "reason": st.column_config.TextColumn(_("Why"), width=420),
        "cells": st.column_config.TextColumn(_("As read"), width=420),
    }
    tables.table(frame, columns, alt=_("Rows left out"), most=10)
    of = reads.edition()
    if is_side(told.kind):
        export_menu(lambda: frame, name="quarantine", words=words, key="quarantine", is_headed=True)
    elif of is not None and told.version is not None:
        export_menu(lambda: quarantined(of), name="quarantine", words=words, key="quarantine", is_headed=True)


def quarantined(of: Edition, import_id: int | None = None) -> pd.DataFrame:
    """Return the rows one import (the last when not given) could not take: line, reason, and the cells as they were read."""
    number = int(reads.imports(of)["import_id"].iloc[0]) if import_id is None else import_id
    rows = reads.book(of).rows("book_quarantine", import_id=number)
    cells = pd.DataFrame([json.loads(row["cells"]) for row in rows])
    told = pd.DataFrame({"line": [row["source_row"] for row in rows], "reason": [row["reason"] for row in rows]})
    return pd.concat([told, cells], axis=1)


def _line(cells: dict[str, str | None]) -> str:
    return " | ".join(f"{name}: {text}" for name, text in cells.items() if text)
