"""Bringing our own history of reminders: a file, the column of each field, and a look at its first rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.errors import SaldoError
from core.strategy.replay.errors import HistoryColumnsError
from core.strategy.replay.history import keep_history
from core.strategy.replay.history_file import FIELDS, REQUIRED, guess_columns, read_history
from dashboard import jobs, reads
from dashboard.doors import go
from dashboard.importing.upload import kept_upload
from dashboard.replay.texts import FIELDS as LABELS
from dashboard.session import may, person

if TYPE_CHECKING:
    from pathlib import Path

    from core.strategy.replay.history_file import HistoryFile
    from dashboard.i18n import Words
    from dashboard.reads import Edition

KINDS = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls"]


def own(of: Edition, words: Words) -> None:
    """Draw the place for the file and, once one is there, its columns; look at it when asked."""
    _ = words
    st.markdown(
        _(
            "A file of the reminders you sent, one row each: customer, invoice, day, and if you have them level and channel. It is looked at beside the ledger: which of them reached people who had paid, who were in dispute, or who should have been left alone."
        )
    )
    path = kept_upload(_("History of reminders (CSV or Excel)"), KINDS, key="history")
    if path is None:
        return
    try:
        file = _read(path, words)
    except SaldoError as problem:
        jobs.tell(problem, words)
        return
    if file is None:
        return
    shown = file.rows.head(8)[["customer_id", "number", "day_told", "level_told", "channel"]]
    heads = dict(
        zip(
            shown.columns,
            (_(LABELS[name]) for name in ("customer_id", "number", "day", "level", "channel")),
            strict=True,
        )
    )
    st.dataframe(shown.rename(columns=heads), hide_index=True, alt=_("The first rows of the file"), placeholder="")
    if st.button(
        _("Look back"), type="primary", icon=":material/history:", key="history_go", disabled=not may(Action.POLICY)
    ):
        app = reads.application()
        try:
            with st.spinner(_("Looking at each reminder beside the ledger.")):
                run_id = keep_history(app.desk, reads.book(of), file, by=person())
        except SaldoError as problem:
            jobs.tell(problem, words)
            return
        go("replay", view="runs", run=str(run_id))


def _read(path: Path, words: Words) -> HistoryFile | None:
    """Return the file with the columns that were found or chosen; None while a column is still to be chosen."""
    _ = words
    try:
        found = read_history(path)
        headers, guessed = found.headers, dict(found.columns)
    except HistoryColumnsError as problem:
        headers, guessed = problem.columns, guess_columns(problem.columns)
        st.info(_("Say which column is which."), icon=":material/view_column:")
    with st.grid(3, min_column_width=200, gap="small"):
        chosen = {
            name: st.selectbox(
                _(LABELS[name]) + (" *" if name in REQUIRED else ""),
                headers,
                index=headers.index(guessed[name]) if name in guessed else None,
                placeholder=_("Not in the file"),
                key=f"history_column_{name}",
            )
            for name in FIELDS
        }
    if any(chosen[name] is None for name in REQUIRED):
        return None
    named = {name: header for name, header in chosen.items() if header is not None}
    return read_history(path, named, is_guessed=False)
