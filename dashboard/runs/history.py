"""Runs: what came, what changed, what needs a person, how long it took, and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.clock import LOCAL
from core.runs import routines as kept
from core.runs.routines import RunOutcome
from dashboard import reads, tables
from dashboard.campaign.held_why import held_why
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.plain import plain
from dashboard.runs.texts import COLOURS, KINDS, OUTCOMES, moment
from dashboard.session import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.runs.routines import Run
    from dashboard.i18n import Words

SHOWN = 200
MOST_SAID = 6


@st.fragment
def history() -> None:
    """Draw every run, the newest first; a click opens one."""
    _ = words()
    found = kept.runs(reads.application().desk, limit=SHOWN)
    if not found:
        nothing(
            _("Nothing ran yet"),
            _("Every run stands here, with what came of it and what needs you."),
            icon=":material/history:",
        )
        return
    shown = listed(found, _)
    columns = {
        "began": st.column_config.DatetimeColumn(_("Began"), format="DD-MM-YYYY HH:mm", width=135),
        "name": st.column_config.TextColumn(_("Name"), width=180),
        "kind": st.column_config.TextColumn(_("What"), width=160),
        "outcome": st.column_config.TextColumn(_("Outcome"), width=110),
        "seconds": st.column_config.NumberColumn(_("Seconds"), format="%.1f", width=80),
        "by": st.column_config.TextColumn(_("By"), width=110),
        "told": st.column_config.TextColumn(_("What came of it"), width=420),
    }
    place = tables.table(shown, columns, alt=_("Runs"), key="runs_table", most=12)
    export_menu(lambda: shown, name="runs", words=_, key="runs_out")
    if place is not None:
        with st.container(border=True):
            one_run(found[place], _, is_open=True)


def listed(found: Sequence[Run], words: Words) -> pd.DataFrame:
    """Return runs as a reader takes them away."""
    return pd.DataFrame(
        [
            {
                "began": run.began_at.astimezone(LOCAL).replace(tzinfo=None),
                "name": run.name,
                "kind": words(KINDS[run.kind]),
                "outcome": words(OUTCOMES[run.outcome]),
                "seconds": run.seconds,
                "by": words("schedule") if run.begun_by == "schedule" else run.begun_by,
                "told": held_why(run.error, words)
                or "; ".join(held_why(each, words) for each in (*run.came, *run.changed, *run.needs)),
            }
            for run in found
        ]
    )


def one_run(run: Run, words: Words, *, is_open: bool = False) -> None:
    """Draw one run: when, how long, and what came of it."""
    _ = words
    took = "" if run.seconds is None else _("{n} seconds", n=_.number(run.seconds, 1))
    line = [_("last run {moment}", moment=moment(run.began_at, words)), took]
    if run.missed:
        line.append(
            _.count(
                "{n} time missed before it: caught up once", "{n} times missed before it: caught up once", run.missed
            )
        )
    if run.attempt > 1:
        line.append(_("attempt {n}", n=run.attempt))
    st.caption(
        f":{COLOURS[run.outcome]}[{_(OUTCOMES[run.outcome])}] " + plain(" · ".join(part for part in line if part))
    )
    if run.error is not None:
        again = (
            "" if run.again_at is None else " " + _("It is tried again {moment}.", moment=moment(run.again_at, words))
        )
        st.markdown(f":material/error: {plain(held_why(run.error, words) + again)}")
    _said(_("What came"), run.came, words)
    _said(_("What changed"), run.changed, words)
    _said(_("What needs you"), run.needs, words)
    if run.log and run.outcome is not RunOutcome.RUNNING:
        with st.expander(_("Log"), icon=":material/notes:", expanded=is_open):
            st.code(
                "\n".join(f"{at.astimezone(LOCAL):%H:%M:%S}  {told}" for at, told in run.log),
                language=None,
                wrap_lines=True,
            )


def _said(title: str, sentences: Sequence[str], words: Words) -> None:
    if not sentences:
        return
    shown = [f"- {plain(held_why(each, words))}" for each in sentences[:MOST_SAID]]
    more = len(sentences) - MOST_SAID
    if more > 0:
        shown.append(f"- … {more}")
    st.markdown(f"**{title}**\n" + "\n".join(shown))
