"""Results: the list of runs, one of them with its figures, days and names, and two side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from core.actions import Action
from core.desk import replays
from core.desk.replays import RunKind, RunState
from core.strategy.replay.totals import paid_share, wrong_share
from dashboard import reads, tables
from dashboard.charts.replay_days import replay_days
from dashboard.doors import go
from dashboard.drawn import draw
from dashboard.empty import nothing
from dashboard.plain import plain
from dashboard.replay import reads as past
from dashboard.replay.ask import under_way
from dashboard.replay.beside import beside
from dashboard.replay.found import found_history
from dashboard.replay.names import reminder_table
from dashboard.replay.texts import STATES, WRONG, parts_named
from dashboard.session import may
from dashboard.tables import local

if TYPE_CHECKING:
    from core.desk.replays import Run
    from dashboard.i18n import Words
    from dashboard.reads import Edition

BACKLOG: Final = 5


def results(of: Edition, words: Words) -> None:
    """Draw the run that the URL names, and the list of all under it."""
    _ = words
    known = past.runs()
    if not known:
        nothing(
            _("Nothing was asked yet"),
            _("Run a policy on past days, or bring your own history of reminders: what is found stays here."),
        )
        return
    asked = st.query_params.get("run", "")
    chosen = next((each for each in known if str(each.id) == asked), known[0])
    _one(of, chosen, words)
    _list(known, chosen, words)


def _one(of: Edition, run: Run, words: Words) -> None:
    _ = words
    st.header(plain(_titled(run, words)), anchor=False)
    st.caption(_about(run, words))
    if run.state is RunState.RUNNING:
        under_way(run.id, words)
    elif run.state is not RunState.DONE:
        st.info(plain(run.why or _("This run has no result.")), icon=":material/info:")
    elif run.kind is RunKind.HISTORY:
        found_history(of, run, words)
    else:
        _policy(of, run, words)


def _policy(of: Edition, run: Run, words: Words) -> None:
    _ = words
    told = dict(run.totals)
    with st.grid(5, min_column_width=150, gap="small"):
        st.metric(
            _("Messages"),
            _.number(told["messages"]),
            border=True,
            height="stretch",
            help=_("To {n} customers.", n=_.number(told["customers"])),
        )
        _share(
            _("Paid within 7 days"),
            paid_share(told),
            _(
                "{n} of {all} messages whose week has passed, whatever was sent then.",
                n=_.number(told["paid"]),
                all=_.number(told["over"]),
            ),
            words,
        )
        st.metric(_("In dispute a week later"), _.number(told["disputed"]), border=True, height="stretch")
        _share(_("Wrong"), wrong_share(told), _wrong_told(told, words), words, digits=2)
        st.metric(_("Cost"), _.money(told["cost_minor"], "EUR"), border=True, height="stretch")
    for sentence in _remarks(told, words):
        st.caption(sentence)
    days = past.result(of, run.id, "days")
    if len(days) > 1 and days["messages"].iloc[0] > BACKLOG * max(days["messages"].median(), 1):
        st.caption(
            _(
                "The first days are high: as far as Saldo knows nothing had been sent before, so everything that was past due gets its first step."
            )
        )
    if len(days) > 1:
        draw(replay_days(days, words), _("Messages a day"), key=f"replay_chart_{run.id}")
    beside(of, run, words)
    reminder_table(past.result(of, run.id, "messages"), words, key=f"replay_{run.id}")


def _share(label: str, value: float | None, help_: str, words: Words, *, digits: int = 0) -> None:
    shown = words("n/a") if value is None else words.share(value, digits) if digits else words.share(value)
    st.metric(label, shown, border=True, height="stretch", help=help_)


def _wrong_told(told: dict[str, Any], words: Words) -> str:
    _ = words
    parts = [f"{_(WRONG[kind])}: {_.number(told['wrong'][kind])}" for kind in WRONG if kind in told["wrong"]]
    head = _(
        "{n} of {all} messages, by what is known now.",
        n=_.number(told["wrong_messages"]),
        all=_.number(told["messages"]),
    )
    return "\n\n".join(
        [head, *parts, _("Of {n} of them nobody could know it that day.", n=_.number(told["wrong_later"]))]
        if parts
        else [head]
    )


def _remarks(told: dict[str, Any], words: Words) -> list[str]:
    _ = words
    asked = ", ".join(_.round_money(minor, currency) for currency, minor in told["asked"].items())
    remarks = [_("Asked for: {amounts}.", amounts=plain(asked))] if asked else []
    if told["reconstructed_days"]:
        remarks.append(
            _(
                "{n} of {all} days lie before the first file: they are reconstructed, with all that is known now about days up to them, so no file can have come late for them.",
                n=_.number(told["reconstructed_days"]),
                all=_.number(told["days"]),
            )
        )
    if told["idle_days"]:
        remarks.append(
            _(
                "On {n} days nothing went: no new file had come, or the facts were too old.",
                n=_.number(told["idle_days"]),
            )
        )
    if told["unreachable"]:
        remarks.append(_("{n} messages had no channel that leads to the customer.", n=_.number(told["unreachable"])))
    return remarks


def _list(known: list[Run], chosen: Run, words: Words) -> None:
    _ = words
    st.header(_("All runs"), anchor=False)
    frame = pd.DataFrame(
        [
            {
                "title": _titled(each, words),
                "days": _days(each, words),
                "state": _(STATES[each.state]),
                "messages": each.totals.get("messages"),
                "wrong": each.totals.get("wrong_messages"),
                "by": each.created_by,
                "at": local(each.created_at),
            }
            for each in known
        ]
    )
    columns: dict[str, Any] = {
        "title": st.column_config.TextColumn(_("Name of the run"), width="large"),
        "days": st.column_config.TextColumn(_("Days")),
        "state": st.column_config.TextColumn(_("State")),
        "messages": tables.number_column(_("Messages"), words),
        "wrong": tables.number_column(_("Wrong"), words),
        "by": st.column_config.TextColumn(_("By")),
        "at": st.column_config.DatetimeColumn(_("When"), format="DD-MM-YYYY HH:mm"),
    }
    row = tables.table(frame, columns, alt=_("All runs"), key="replay_runs", most=8)
    if row is not None and known[row].id != chosen.id:
        go("replay", view="runs", run=str(known[row].id))
    if chosen.state is not RunState.RUNNING and st.button(
        _("Take this run away"), icon=":material/delete:", key="replay_forget", disabled=not may(Action.POLICY)
    ):
        replays.forget(reads.application().desk, chosen.id)
        go("replay", view="runs")


def _titled(run: Run, words: Words) -> str:
    """Return what a run is called: the name a person gave, else its days."""
    is_named = run.kind is RunKind.HISTORY or run.asked.get("is_named", False)
    return run.title if is_named else _days(run, words)


def _days(run: Run, words: Words) -> str:
    if run.first_on is None or run.last_on is None:
        return ""
    if run.first_on == run.last_on:
        return words.day(run.first_on)
    return f"{words.day(run.first_on)} – {words.day(run.last_on)}"


def _about(run: Run, words: Words) -> str:
    _ = words
    told = run.asked.get("told")
    head = (
        parts_named(told, words)
        if told
        else _("Own history of reminders: {file}", file=plain(str(run.asked.get("file", ""))))
    )
    return f"{_days(run, words)} · {head} · {plain(run.created_by)}"
