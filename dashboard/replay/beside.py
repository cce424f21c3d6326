"""Two runs side by side: their figures, and the customers that only one of them writes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.desk.replays import RunKind, RunState
from core.strategy.replay.totals import only_in_one, paid_share, wrong_share
from dashboard import tables
from dashboard.doors import go
from dashboard.exports import export_menu
from dashboard.replay import reads as past
from dashboard.replay.texts import parts_named

if TYPE_CHECKING:
    from core.desk.replays import Run
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def beside(of: Edition, run: Run, words: Words) -> None:
    """Draw the choice of another run and, once one is chosen, the two beside each other."""
    _ = words
    others = {
        each.id: each
        for each in past.runs()
        if each.kind is RunKind.POLICY and each.state is RunState.DONE and each.id != run.id
    }
    if not others:
        return
    asked = st.query_params.get("with", "")
    chosen = st.selectbox(
        _("Compare with"),
        list(others),
        index=[str(each) for each in others].index(asked) if asked in map(str, others) else None,
        format_func=lambda number: f"{number}: {_called(others[number], words)}",
        placeholder=_("Another run"),
        key=f"replay_with_{run.id}",
    )
    if chosen is None:
        return
    other = others[chosen]
    if (run.first_on, run.last_on) != (other.first_on, other.last_on):
        st.warning(
            _("The two runs are about different days: their totals do not compare."), icon=":material/calendar_month:"
        )
    one, two = _("This run"), _("Run {number}", number=other.id)
    figures = pd.DataFrame(
        [
            {"": label, one: _figure(name, dict(run.totals), words), two: _figure(name, dict(other.totals), words)}
            for name, label in _labels(words).items()
        ]
    )
    tables.table(
        figures, {str(name): st.column_config.TextColumn(str(name)) for name in figures}, alt=_("Two runs side by side")
    )
    _alone(of, run, other, words)


def _alone(of: Edition, run: Run, other: Run, words: Words) -> None:
    _ = words
    first, second = past.result(of, run.id, "messages"), past.result(of, other.id, "messages")
    alone = only_in_one(first, second)
    if alone.empty:
        st.caption(_("Both write to the same customers."))
        return
    names = pd.concat([first, second]).drop_duplicates("customer_key").set_index("customer_key")["name"]
    rows = alone.assign(
        name=names.reindex(alone["customer_key"]).to_numpy(),
        run=alone["run"].map({1: _("This run"), 2: _("Run {number}", number=other.id)}),
    )
    counts = [int((alone["run"] == place).sum()) for place in (1, 2)]
    st.markdown(
        _(
            "{n} customers only hear from this run, {m} only from run {number}.",
            n=_.number(counts[0]),
            m=_.number(counts[1]),
            number=other.id,
        )
    )
    columns: dict[str, Any] = {
        "name": st.column_config.TextColumn(_("Customer")),
        "run": st.column_config.TextColumn(_("Only in")),
        "messages": tables.number_column(_("Messages"), words),
    }
    row = tables.table(rows, columns, alt=_("Customers that only one run writes to"), key=f"alone_{run.id}", most=8)
    export_menu(
        lambda: rows[["entity", "customer_id", "name", "run", "messages"]],
        name="only-in-one-run",
        words=words,
        key=f"alone_{run.id}_export",
    )
    if row is not None:
        go("customer", id=str(int(rows["customer_key"].iloc[row])))


def _called(run: Run, words: Words) -> str:
    days = (
        "" if run.first_on is None or run.last_on is None else f"{words.day(run.first_on)} – {words.day(run.last_on)}"
    )
    told = run.asked.get("told")
    return run.title if run.asked.get("is_named", False) or told is None else f"{days} · {parts_named(told, words)}"


def _labels(words: Words) -> dict[str, str]:
    _ = words
    return {
        "messages": _("Messages"),
        "customers": _("Customers"),
        "cost_minor": _("Cost"),
        "paid": _("Paid within 7 days"),
        "disputed": _("In dispute a week later"),
        "wrong_messages": _("Wrong"),
    }


def _figure(name: str, told: dict[str, Any], words: Words) -> str:
    if name == "cost_minor":
        return words.money(told[name], "EUR")
    share = {"paid": paid_share, "wrong_messages": wrong_share}.get(name)
    value = None if share is None else share(told)
    return words.number(told[name]) + ("" if value is None else f" ({words.share(value)})")
