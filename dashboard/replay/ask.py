"""Asking: which policy, on which past days, by which rules; and the run with its progress and its stop."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import streamlit as st

from core.actions import Action
from core.desk import replays
from core.errors import SaldoError
from core.strategy.replay.conduct import MOST_BANKING_DAYS, Conduct
from core.strategy.replay.keep import begin_run, carry_out
from core.strategy.replay.proposal import proposal
from dashboard import jobs, reads
from dashboard.doors import go
from dashboard.replay import reads as past
from dashboard.replay.texts import version_named
from dashboard.session import may, person
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from core.strategy.replay.proposal import Proposal
    from dashboard.i18n import Words
    from dashboard.reads import Edition

JOB: Final = "replay"
QUARTER: Final = timedelta(days=91)


def ask(of: Edition, words: Words) -> None:
    """Draw the question, and begin the run when it is asked."""
    _ = words
    first_on, latest_on = past.book_span(of)
    with st.form("replay_ask", border=True):
        left, right = st.columns(2, gap="medium")
        with left:
            chosen = st.date_input(
                _("Days"),
                (max(latest_on - QUARTER, first_on), latest_on),
                min_value=first_on,
                max_value=latest_on,
                format="DD-MM-YYYY",
                key="replay_days",
                help=_(
                    "One day, or the first and the last of up to 400. The ledger speaks of {first} to {last}.",
                    first=_.day(first_on),
                    last=_.day(latest_on),
                ),
            )
            title = st.text_input(_("Name of the run"), key="replay_title", placeholder=_("As its days and versions"))
        with right:
            picked = _versions(words)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            only_with_news = st.checkbox(
                _("Only on days with a new file"),
                value=True,
                key="replay_news",
                help=_("As standing approvals do: after each import. Days that are reconstructed always count."),
            )
            most_days = st.number_input(
                _("Most banking days old"),
                0,
                60,
                MOST_BANKING_DAYS,
                key="replay_stale",
                width=190,
                help=_("A company whose ledger or bank was older that day sends nothing, as at a launch."),
            )
            asked = st.form_submit_button(
                _("Run"), type="primary", icon=":material/history:", disabled=not may(Action.POLICY)
            )
    if asked:
        days = chosen if isinstance(chosen, tuple) else (chosen,)
        rules = Conduct(only_with_news=only_with_news, most_banking_days=int(most_days))
        _begin(of, picked, days, rules, title=title, words=words)


def _versions(words: Words) -> dict[str, int]:
    _ = words
    labels = {"segments": _("Segments"), "ladders": _("Ladders"), "mix": _("Channel mix")}
    known, active = past.versions(), past.active()

    def named(name: str) -> Callable[[int], str]:
        return lambda number: version_named(number, words) + (f" ({_('in force')})" if number == active[name] else "")

    return {
        name: st.selectbox(
            label,
            known[name],
            index=known[name].index(active[name]),
            format_func=named(name),
            key=f"replay_{name}",
        )
        for name, label in labels.items()
    }


def _begin(
    of: Edition, picked: dict[str, int], days: tuple[date, ...], conduct: Conduct, *, title: str, words: Words
) -> None:
    app = reads.application()
    running = jobs.find(JOB)
    if running is not None and not running.is_done:
        st.warning(
            words("Another run is under way: wait for it, or stop it under Results."), icon=":material/hourglass:"
        )
        return
    try:
        chosen = proposal(app.desk, segments=picked["segments"], ladders=picked["ladders"], mix=picked["mix"])
        run_id = begin_run(
            app.desk, reads.book(of), chosen, days[0], days[-1], by=person(), title=title, conduct=conduct
        )
    except (SaldoError, IndexError) as problem:
        jobs.tell(problem, words)
        return
    start(of, chosen, run_id, conduct)
    go("replay", view="runs", run=str(run_id))


def start(of: Edition, chosen: Proposal, run_id: int, conduct: Conduct) -> None:
    """Do the run ``run_id`` beside the pages."""
    app, book = reads.application(), reads.book(of)

    def work(progress: jobs.Progress) -> None:
        spill = str(app.settings.spill_folder)
        carry_out(app.desk, book, chosen, run_id, conduct=conduct, spill=spill, progress=progress)

    jobs.forget(JOB)
    jobs.start(JOB, later("Going back."), work)


def under_way(run_id: int, words: Words) -> None:
    """Draw how far the run is, and the button that stops it."""
    _ = words
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch"):
            _progress(run_id, words)
        if st.button(_("Stop"), icon=":material/stop_circle:", key="replay_stop", disabled=not may(Action.POLICY)):
            replays.cancel(reads.application().desk, run_id, by=person())
            st.toast(_("The run stops after the day it is at."), icon=":material/stop_circle:")


@st.fragment(run_every=1.0)
def _progress(run_id: int, words: Words) -> None:
    run = replays.run_of(reads.application().desk, run_id)
    if run.state is not replays.RunState.RUNNING:
        st.rerun()
    st.progress(run.share, text=f"**{words('Going back.')}** {run.told}")
