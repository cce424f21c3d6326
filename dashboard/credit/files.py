"""Where it comes from: the files of bureaus and insurers, what is nobody's, and the way to take a wrong file back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core import followed
from core.actions import Action
from core.desk import side
from core.desk.side_frames import refused_rows
from core.errors import SaldoError
from core.intake.fields import ImportKind
from dashboard import reads, tables
from dashboard.credit import reads as read
from dashboard.credit.columns import text
from dashboard.credit.texts import KINDS
from dashboard.doors import link
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person, words

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.i18n import Words
    from dashboard.reads import Edition


@st.fragment
def files(of: Edition) -> None:
    """Draw the rows that are nobody's, and every file with what it brought."""
    _ = words()
    board = read.whole(of, read.turn(), read.today())
    _unmatched(board.unmatched, _)
    taken = read.taken(reads.desk_key(), read.turn())
    taken = taken[taken["kind"].isin(KINDS)]
    st.header(_("Files taken in"), anchor=False)
    if taken.empty:
        nothing(
            _("No file of a bureau or an insurer yet"),
            _("Import one on Settings, part Data: D&B, Altares, Creditsafe, Graydon, Experian or your own columns."),
        )
    for row in taken.head(20).to_dict("records"):
        _file(row, _)
    link("settings", _("Import a file"), icon=":material/upload_file:", tab="data")


def _unmatched(rows: pd.DataFrame, words: Words) -> None:
    _ = words
    st.header(_("Rows of nobody we know"), anchor=False)
    if rows.empty:
        nothing(
            _("Every row is a customer's"),
            _("Matched by customer number, registration number or VAT number."),
            icon=":material/task_alt:",
        )
        return
    shown = rows.assign(what=[_(KINDS[ImportKind(each)]) for each in rows["kind"]]).drop(columns=["kind", "file_id"])
    columns = {
        "company_name": text(_("Company"), 220),
        "country": text(_("Country"), 70),
        "registration_number": text(_("Registration number"), 150),
        "vat_number": text(_("VAT number"), 140),
        "what": text(_("From"), 200),
        "source": text(_("Source"), 140),
        "line": tables.number_column(_("Line"), words, width=70),
    }
    tables.table(shown, columns, alt=_("Rows of nobody we know"), most=8)
    export_menu(lambda: shown, name="unmatched", words=words, key="unmatched")


def _file(row: dict[Any, Any], words: Words) -> None:
    _ = words
    file_id = int(str(row["file_id"]))
    landed = row["landed"] if isinstance(row["landed"], dict) else {}
    is_back = row["taken_back_at"] == row["taken_back_at"] and row["taken_back_at"] is not None
    with st.expander(
        f"{plain(str(row['file_name']))} · {_(KINDS[ImportKind(str(row['kind']))])}", icon=":material/description:"
    ):
        brought = {
            _("new"): landed.get("new", 0),
            _("changed"): landed.get("changed", 0),
            _("as before"): landed.get("same", 0),
            _("older"): landed.get("older", 0),
            _("ended"): landed.get("ended", 0),
            _("left out"): row["quarantined"],
        }
        told = ", ".join(f"{_.number(int(str(count)))} {word}" for word, count in brought.items() if count)
        st.caption(
            plain(
                _(
                    "List of {day}, taken in by {who} on {moment}: {told}.",
                    day=_.day(row["list_on"]),
                    who=row["taken_by"],
                    moment=_.moment(row["taken_at"]),
                    told=told,
                )
            )
        )
        if int(str(row["quarantined"])):
            refused = refused_rows(reads.application().desk, file_id)
            tables.table(
                refused,
                {"line": tables.number_column(_("Line"), words, width=70), "reason": text(_("Why"), 520)},
                alt=_("Rows left out"),
                most=6,
            )
            export_menu(lambda: refused, name="left_out", words=words, key=f"refused_{file_id}", is_headed=True)
        if is_back:
            st.caption(
                plain(_("Taken back by {who}: {why}", who=row["taken_back_by"], why=row["taken_back_why"] or "-"))
            )
        else:
            _take_back(file_id, words)


def _take_back(file_id: int, words: Words) -> None:
    _ = words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        why = st.text_input(_("Why it was wrong"), key=f"back_why_{file_id}", max_chars=200, width=320)
        if st.button(
            _("Take back"), icon=":material/undo:", key=f"back_{file_id}", disabled=not why or not may(Action.IMPORT)
        ):
            app = reads.application()
            try:
                side.take_back(app.desk, file_id, by=person(), why=why)
            except SaldoError as problem:
                refuse(problem)
                return
            followed.after_taking_back(app.desk, app.store)
            app.keep_standing()
            st.rerun()
