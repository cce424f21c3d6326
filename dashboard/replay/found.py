"""What went wrong with our own reminders: one sentence a kind, what was known then, the names, and what could not be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.strategy.replay.wrong import Wrong
from dashboard import tables
from dashboard.charts.replay_days import replay_days
from dashboard.drawn import draw
from dashboard.exports import export_menu
from dashboard.replay import reads as past
from dashboard.replay.names import reminder_table
from dashboard.replay.texts import REFUSED, reached

if TYPE_CHECKING:
    from core.desk.replays import Run
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def found_history(of: Edition, run: Run, words: Words) -> None:
    """Draw what was found in a history of reminders."""
    _ = words
    told = dict(run.totals)
    with st.grid(4, min_column_width=150, gap="small"):
        st.metric(
            _("Reminders matched"),
            _.number(told["messages"]),
            border=True,
            height="stretch",
            help=_("Of {n} rows in the file.", n=_.number(told["rows"])),
        )
        st.metric(
            _("Wrong"),
            _.number(told["wrong_messages"]),
            border=True,
            height="stretch",
            help=_("By what is known now of the day before each."),
        )
        st.metric(
            _("Something paid within 7 days"),
            _.number(told["paid"]),
            border=True,
            height="stretch",
            help=_("Of {n} whose week has passed.", n=_.number(told["over"])),
        )
        st.metric(_("In dispute a week later"), _.number(told["disputed"]), border=True, height="stretch")
    if not told["wrong_messages"]:
        st.success(_("None of these reminders was wrong, by what is known now."), icon=":material/task_alt:")
    for kind in Wrong:
        number = told["wrong"].get(str(kind), 0)
        if number:
            st.markdown(f"**{reached(kind, number, words)}** {_known(told['wrong_known'][str(kind)], words)}")
    days = past.result(of, run.id, "days")
    if len(days) > 1:
        draw(replay_days(days, words), _("Reminders a day"), key=f"history_chart_{run.id}")
    reminder_table(past.result(of, run.id, "messages"), words, key=f"history_{run.id}")
    _refused(of, run, told, words)


def _known(by: dict[str, int], words: Words) -> str:
    """Return how many of one kind were known that day, told later, or of before the first file."""
    _ = words
    sentences = {
        "known": _.count("{n} was known here that day.", "{n} were known here that day.", by.get("known", 0)),
        "later": _.count("{n} was told later.", "{n} were told later.", by.get("later", 0)),
        "before": _.count(
            "Whether {n} of them was known that day nobody can say: it was before the first file.",
            "Whether {n} of them were known that day nobody can say: they were before the first file.",
            by.get("before", 0),
        ),
    }
    return " ".join(sentence for name, sentence in sentences.items() if by.get(name))


def _refused(of: Edition, run: Run, told: dict[str, Any], words: Words) -> None:
    _ = words
    if told["without_level"]:
        st.caption(
            _.count(
                "{n} row has a level that is no number; it is left out.",
                "{n} rows have a level that is no number; it is left out.",
                told["without_level"],
            )
        )
    if not told["refused"]:
        return
    count = sum(told["refused"].values())
    with st.expander(_.count("{n} row could not be used", "{n} rows could not be used", count), icon=":material/rule:"):
        rows = past.result(of, run.id, "items")
        reasons = rows["reason"].map({str(reason): _(label) for reason, label in REFUSED.items()})
        shown = rows.assign(reason=reasons)[["row", "reason", "told"]]
        heads = {"row": _("Row of the file"), "reason": _("Reason"), "told": _("The file says")}
        shown = shown.rename(columns=heads)
        tables.table(
            shown,
            {str(name): st.column_config.TextColumn(str(name)) for name in shown},
            alt=_("Rows that could not be used"),
            most=8,
        )
        export_menu(lambda: shown, name="rows-not-used", words=words, key=f"refused_{run.id}", is_headed=True)
