"""Take it away: a table as CSV or XLSX, with real numbers and without a cell that a spreadsheet would run."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.intake.export import csv_safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.i18n import Words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 48


def as_csv(frame: pd.DataFrame) -> bytes:
    """Return ``frame`` as CSV in UTF-8 with the mark by which spreadsheets know it; no text in it runs as a formula."""
    return csv_safe(frame).encode("utf-8-sig")


def as_xlsx(frame: pd.DataFrame, *, sheet: str) -> bytes:
    """Return ``frame`` as a workbook of one sheet: numbers and dates keep their kind, text is only ever text."""
    target = io.BytesIO()
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}}
    with pd.ExcelWriter(target, engine="xlsxwriter", engine_kwargs=options) as writer:
        frame.to_excel(writer, index=False, sheet_name=sheet[:31])
        page = writer.sheets[sheet[:31]]
        page.freeze_panes(1, 0)
        for place, name in enumerate(frame.columns):
            longest = max([len(str(name)), *(len(str(cell)) for cell in frame[name].head(200))])
            page.set_column(place, place, min(longest + 2, WIDEST))
    return target.getvalue()


def export_menu(load: Callable[[], pd.DataFrame], *, name: str, words: Words, key: str) -> None:
    """Offer ``load()``'s table as CSV and XLSX; it is asked for only when somebody clicks."""
    _ = words
    with st.popover(_("Export"), icon=":material/download:"):
        st.download_button(
            _("CSV file"),
            lambda: as_csv(load()),
            file_name=f"{name}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            on_click="ignore",
            icon=":material/csv:",
            width="stretch",
        )
        st.download_button(
            _("Excel workbook"),
            lambda: as_xlsx(load(), sheet=name),
            file_name=f"{name}.xlsx",
            mime=XLSX,
            key=f"{key}_xlsx",
            on_click="ignore",
            icon=":material/table_view:",
            width="stretch",
        )
