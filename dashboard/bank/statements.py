"""Statements: how far the bank is known per company, and a place to drop the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.desk import bank
from core.matching.errors import UnknownAccountError
from dashboard import jobs, reads
from dashboard.importing.upload import kept_upload
from dashboard.plain import plain
from dashboard.session import may, person, reader_token
from dashboard.texts import later

if TYPE_CHECKING:
    from pathlib import Path

    from core.matching.statements import TakenStatement
    from dashboard.i18n import Words
    from dashboard.reads import Edition

KINDS = ["xml", "sta", "940", "942", "mt940", "swi", "txt", "cod", "coda", "zip"]


def freshness(of: Edition, words: Words) -> None:
    """Draw per company up to which day the ledger and the bank are known."""
    _ = words
    through = bank.booked_through(reads.application().desk)
    ledger = _("ledger as of {day}", day=words.day(reads.latest_on(of)))
    told = []
    for entity in reads.choices(of).entities:
        day = through.get(entity)
        known = _("bank booked through {day}", day=words.day(day)) if day else _("no bank statement yet")
        told.append(f"**{plain(entity)}** · {ledger} · {known}")
    st.caption("  \n".join(told))


def drop_statement(of: Edition, words: Words) -> None:
    """Draw the place to drop a statement, take it in, and say what it brought."""
    _ = words
    key = f"statement-{reader_token()}"
    path = kept_upload(_("Bank statement (CAMT, MT940, MT942 or CODA)"), KINDS, key="statement")
    entity = st.selectbox(
        _("Whose account"),
        [None, *reads.choices(of).entities],
        format_func=lambda each: _("as remembered") if each is None else each,
        key="statement_entity",
        width=260,
        help=_("Say it with the first statement of an account; Saldo remembers it."),
    )
    if path is not None and st.button(
        _("Import"), type="primary", icon=":material/upload_file:", key="statement_now", disabled=not may(Action.IMPORT)
    ):
        _start(path, entity, key)
    done = jobs.watch(key, words)
    if done is None:
        return
    if done.problem is not None:
        jobs.tell(done.problem, words)
        if isinstance(done.problem, UnknownAccountError):
            st.caption(_("Choose the company above, and import once more."))
        return
    _outcome(done.result, words)  # type: ignore[arg-type]  # what the job's work returns


def _start(path: Path, entity: str | None, key: str) -> None:
    app, who = reads.application(), person()

    def work(progress: jobs.Progress) -> TakenStatement:
        progress(0.1, "")
        return app.import_statement(path, by=who, entity=entity)

    jobs.forget(key)
    jobs.start(key, later("Importing."), work)
    st.rerun()


def _outcome(taken: TakenStatement, words: Words) -> None:
    _ = words
    if taken.is_repeated:
        st.info(_("{name} was imported before: nothing changed.", name=plain(taken.file_name)), icon=":material/info:")
    else:
        text = _.count("{n} new payment on the statement.", "{n} new payments on the statement.", taken.added)
        st.success(text, icon=":material/check_circle:")
    for warning in taken.warnings:
        st.warning(plain(warning), icon=":material/rule:")
