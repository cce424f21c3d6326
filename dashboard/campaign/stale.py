"""Facts too old to launch with: whose, since when, and one click that brings what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.actions import Action
from core.campaigns.launch import entities_of
from core.campaigns.staleness import most_banking_days, too_old
from core.runs.imports import import_now
from dashboard import jobs, reads
from dashboard.doors import link
from dashboard.plain import plain
from dashboard.refusals import said
from dashboard.session import may, person

if TYPE_CHECKING:
    from core.campaigns.staleness import Freshness
    from dashboard.i18n import Words

JOB: Final = "import now"


def stale_facts(name: str, words: Words) -> bool:
    """Say whose facts are too old for the campaign ``name`` and offer to import; return whether any are."""
    _ = words
    app = reads.application()
    stale = too_old(app.desk, app.book(), entities_of(app.desk, name))
    done = jobs.watch(JOB, words)
    if done is not None:
        _tell(done, words)
    if not stale:
        return False
    most = most_banking_days(app.desk)
    st.warning(
        _.count(
            "Nothing goes: the facts are more than {n} banking day old, and customers would be asked for what they have paid.",
            "Nothing goes: the facts are more than {n} banking days old, and customers would be asked for what they have paid.",
            most or 0,
        ),
        icon=":material/history:",
    )
    st.markdown("\n".join(f"- {_one(each, words)}" for each in stale))
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            _("Import what is there"), icon=":material/sync:", key="import_now", disabled=not may(Action.IMPORT)
        ):
            by = person()
            jobs.start(JOB, _("Importing"), lambda tell: import_now(app, by=by, progress=tell))
            st.rerun()
        link("settings", _("Import a file"), icon=":material/upload_file:", tab="data")
    return True


def _one(each: Freshness, words: Words) -> str:
    _ = words
    ledger = _("{entity}: ledger as of {day}", entity=plain(each.entity), day=_.day(each.ledger_on))
    return ledger if each.bank_on is None else ledger + ", " + _("bank booked through {day}", day=_.day(each.bank_on))


def _tell(done: jobs.Job, words: Words) -> None:
    """Say what the import brought, once."""
    _ = words
    jobs.forget(JOB)
    if done.problem is not None:
        jobs.tell(done.problem, words)
    elif isinstance(done.result, list):
        st.info("\n\n".join(plain(said(each, words)) for each in done.result), icon=":material/download_done:")
