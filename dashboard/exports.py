"""Take it away: a table as CSV or XLSX, with real numbers and without a cell that a spreadsheet would run."""

from __future__ import annotations

import io
from hashlib import sha256
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.access import sign_ins
from core.acting import OutsideLimitsError, acting, current, doing
from core.actions import Action
from core.desk import audit
from core.intake.export import csv_safe
from dashboard import reads
from dashboard.session import may, person
from dashboard.signing.whose import given
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.i18n import Words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 48
# What a reader of a file calls the columns that lists hold.
HEADS = {
    "entity": later("Own company"),
    "customer_id": later("Customer number"),
    "name": later("Customer"),
    "country": later("Country"),
    "customer_type": later("Customer type"),
    "label": later("Label"),
    "segment": later("Segment"),
    "document": later("Document"),
    "number": later("Number"),
    "part_no": later("Part"),
    "currency": later("Currency"),
    "issued_on": later("Issued"),
    "due_on": later("Due"),
    "paid_on": later("Paid"),
    "last_paid_on": later("Last paid"),
    "received_on": later("Received"),
    "days_past_due": later("Days late"),
    "days_late": later("Days late"),
    "amount": later("Amount"),
    "balance": later("Balance"),
    "open": later("Open"),
    "open_items": later("Open items"),
    "past_due": later("Past due"),
    "unallocated": later("Unallocated"),
    "late_percent": later("Percentage late"),
    "oldest_days": later("Oldest days"),
    "mean_days_late": later("Usual days late"),
    "source": later("File and line"),
    "is_disputed": later("In dispute"),
    "customers": later("Customers"),
    "items": later("Items"),
    "explanation": later("Why"),
    "address": later("To"),
    "step": later("Step"),
    "state": later("State"),
    "at": later("When"),
    "told": later("Reply or reason"),
    "difference": later("Difference"),
    "line": later("Line"),
    "reason": later("Reason"),
    "reference": later("Reference"),
    "method": later("Method"),
}
# Columns by which rows are found again; outside Saldo they mean nothing.
OURS_ALONE = frozenset(
    {"item_key", "payment_key", "customer_key", "import_id", "source_row", "document_type", "file_name"}
)


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


def headed(frame: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return ``frame`` with its columns called what the reader calls them, without those that only Saldo needs.

    A column whose name is none of ours keeps it: a heading already in words, or one of the reader's own file.
    """
    kept = [
        name
        for name in frame.columns
        if name not in OURS_ALONE and not (str(name).endswith("_minor") and str(name).removesuffix("_minor") in frame)
    ]
    return frame[kept].rename(columns={name: words(HEADS[name]) for name in kept if name in HEADS})


def as_reader(load: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return ``load`` for a download button, on behalf of who sees the button: Streamlit calls it in a thread without a session.

    The button may have been drawn long ago: whether they are still let in, and what they may and see, is looked up when it is clicked.
    """
    who = current()

    def bound() -> bytes:
        now = sign_ins.still(reads.application().desk, who)
        if now.limits != who.limits:  # what the button gives was made for those
            raise OutsideLimitsError(now)
        with acting(now):
            return given.note(load())

    return bound


def taken(name: str, load: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return ``load`` for a download button that gives the file ``name``: for who may take it, and told by the audit trail."""
    by = person()

    def told() -> bytes:
        with doing(Action.EXPORT, "export", {"by": by}):
            content = load()
            audit.keep(reads.application().desk, file=name, sha256=sha256(content).hexdigest(), bytes=len(content))
            return content

    return as_reader(told)


def export_menu(
    load: Callable[[], pd.DataFrame], *, name: str, words: Words, key: str, is_headed: bool = False
) -> None:
    """Offer ``load()``'s table as CSV and XLSX; it is asked for only when somebody clicks.

    ``is_headed`` leaves the columns as they are: those of a file that came in are its owner's.
    """
    _ = words

    def table() -> pd.DataFrame:
        return load() if is_headed else headed(load(), _)

    with st.popover(_("Export"), icon=":material/download:", disabled=not may(Action.EXPORT)):
        st.download_button(
            _("CSV file"),
            taken(f"{name}.csv", lambda: as_csv(table())),
            file_name=f"{name}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            on_click="ignore",
            icon=":material/csv:",
            width="stretch",
        )
        st.download_button(
            _("Excel workbook"),
            taken(f"{name}.xlsx", lambda: as_xlsx(table(), sheet=name)),
            file_name=f"{name}.xlsx",
            mime=XLSX,
            key=f"{key}_xlsx",
            on_click="ignore",
            icon=":material/table_view:",
            width="stretch",
        )
