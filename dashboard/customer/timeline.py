"""The timeline of one customer: a chart of what happened and the list behind it, filtered by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.campaigns.timeline import Happening
from core.campaigns.timeline import timeline as happened
from core.desk.customer_requests import RequestKind
from core.vocabulary import CaseState, DisputeCause
from dashboard import reads, tables
from dashboard.charts.happenings import lanes
from dashboard.customer.own_page import KINDS as REQUESTS
from dashboard.drawn import draw
from dashboard.empty import nothing
from dashboard.session import words
from dashboard.texts import CASE_STATES, CAUSES, later

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date

    from dashboard.customer.reads import Who
    from dashboard.i18n import Words
    from dashboard.reads import Edition

KINDS = {
    Happening.INVOICE: later("Invoices"),
    Happening.PAYMENT: later("Payments"),
    Happening.REMINDER: later("Reminders"),
    Happening.PROMISE: later("Promises"),
    Happening.PLAN: later("Payment plans"),
    Happening.DISPUTE: later("Disputes"),
    Happening.STOP: later("Stops"),
    Happening.CREDIT_NOTE: later("Credit notes"),
    Happening.NOTE: later("Notes"),
    Happening.OWN_PAGE: later("Own page"),
}
MOST_ROWS = 500


@st.fragment
def timeline(of: Edition, who: Who, as_of: date) -> None:
    """Draw the filter, the chart and the list; choosing kinds reruns only this."""
    _ = words()
    app = reads.application()
    known = happened(app.desk, reads.book(of), who.names, who.key, as_of=as_of)
    if known.empty:
        nothing(_("Nothing happened in two years"), _("Invoices, payments and what you note appear here."))
        return
    present = [kind for kind in KINDS if (known["kind"] == kind).any()]
    asked = st.pills(
        _("Show"),
        present,
        selection_mode="multi",
        format_func=lambda kind: _(KINDS[Happening(kind)]),
        key="timeline_kinds",
        label_visibility="collapsed",
    )
    shown = known[known["kind"].isin(asked or present)].reset_index(drop=True)
    said = [_said(row, _) for row in shown.to_dict("records")]
    days = [day.date() for day in shown["on"]]
    marks = {
        _(KINDS[kind]): [(day, text) for day, text, each in zip(days, said, shown["kind"], strict=True) if each == kind]
        for kind in (asked or present)
    }
    figure = lanes(marks, until=as_of, words=_)
    draw(figure, _("What happened, over time"), key="timeline_chart")
    _list(shown, said, _)


def _list(shown: pd.DataFrame, said: list[str], words: Words) -> None:
    _ = words
    if len(shown) > MOST_ROWS:
        st.caption(_("The latest {n} of {all}; choose kinds to see more of them.", n=MOST_ROWS, all=len(shown)))
    latest = shown.head(MOST_ROWS)
    rows = pd.DataFrame(
        {
            "on": latest["on"],
            "kind": [_(KINDS[Happening(kind)]) for kind in latest["kind"]],
            "said": said[:MOST_ROWS],
            "who": latest["who"].fillna(""),
        }
    )
    text = st.column_config.TextColumn
    columns: dict[str, Any] = {
        "on": tables.day_column(_("Day"), words, width=105),
        "kind": text(_("Kind"), width=120),
        "said": text(_("What"), width=440),
        "who": text(_("Who"), width=160),
    }
    tables.table(rows, columns, alt=_("Timeline"))


def _said(row: Mapping[Hashable, Any], words: Words) -> str:
    """Return one happening in words."""
    _ = words
    amount = "" if pd.isna(row["amount_minor"]) else words.money(row["amount_minor"], row["currency"])
    number = "" if pd.isna(row["number"]) else str(row["number"])
    until = "" if pd.isna(row["until_on"]) else words.day(row["until_on"])
    word = "" if pd.isna(row["word"]) else str(row["word"])
    match Happening(row["kind"]):
        case Happening.REMINDER:
            told = [_("step {step}", step=word), number]
        case Happening.PROMISE | Happening.PLAN | Happening.STOP:
            told = [amount, _("until {day}", day=until) if until else "", _(CASE_STATES[CaseState(word)])]
        case Happening.DISPUTE:
            known = _(CAUSES[DisputeCause(word)]) if word in set(DisputeCause) else word
            told = [number, amount, known]
        case Happening.NOTE:
            told = [" ".join(word.split())]
        case Happening.OWN_PAGE:
            told = [_(REQUESTS[RequestKind(word)])]
        case _kind:
            told = [number, amount, _(word)]
    return " · ".join(each for each in told if each)
