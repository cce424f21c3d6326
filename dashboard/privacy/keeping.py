"""How long what is kept: the terms, the report that waits with what it would remove, and the reports before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from core.actions import Action
from core.privacy import retention
from core.privacy.retention import ReportState
from core.privacy.terms import TERMS, Kept, save_terms, terms_of
from dashboard import jobs, reads, tables
from dashboard.empty import nothing
from dashboard.people.said import attempt, turn
from dashboard.plain import plain
from dashboard.privacy.texts import COLOURS, STATES
from dashboard.session import may, person, words
from dashboard.texts import later

if TYPE_CHECKING:
    from core.book.book import Book
    from core.privacy.retention import Line, Report
    from dashboard.i18n import Words
    from dashboard.reads import Edition


JOB: Final = "retention_report"


@st.fragment
def keeping(of: Edition | None) -> None:
    """Draw the report that waits, the terms, and what earlier reports removed."""
    _ = words()
    _outcome(_)
    known = retention.reports(reads.application().desk)
    st.caption(
        _(
            "Every month a report says what is older than its term. Fourteen days later it goes by itself, unless somebody holds it back."
            " Whoever owes, contests or is needed for a claim stays."
        )
    )
    _latest(known[0] if known else None, of, _)
    _terms(_)
    if len(known) > 1:
        with st.expander(_("Reports before")):
            for each in known[1:]:
                _head(each, _)
                _lines(each.removed or each.found, _, key=f"report_{each.id}")


def _latest(report: Report | None, of: Edition | None, words: Words) -> None:
    _ = words
    with st.container(border=True, key="retention_report"):
        if report is None:
            nothing(
                _("No report yet"),
                _("The schedule makes the first one; you can make it now."),
                icon=":material/inventory_2:",
            )
        else:
            _head(report, _)
            _lines(report.removed or report.found, _, key="report_latest")
        if may(Action.PRIVACY):
            _acts(report, of, _)


def _head(report: Report, words: Words) -> None:
    _ = words
    badge = f":{COLOURS[report.state]}-badge[{_(STATES[report.state])}]"
    told = {
        ReportState.WAITING: _("acts on {day}", day=_.day(report.acts_on)),
        ReportState.HELD: _("by {who}: {why}", who=report.decided_by or "", why=report.why or ""),
    }.get(report.state, "")
    st.markdown(f"**{_('Report of {day}', day=_.day(report.as_of))}** {badge} :gray[{plain(told)}]")


def _lines(lines: tuple[Line, ...], words: Words, *, key: str) -> None:
    _ = words
    frame = pd.DataFrame(
        [
            {
                "what": _(TERMS[each.kept].label),
                "before": each.before,
                "customers": each.customers,
                "rows": each.rows,
                "named": ", ".join(customer_id for _entity, customer_id in each.named),
            }
            for each in lines
        ]
    )
    columns = {
        "what": st.column_config.TextColumn(_("What"), width=210),
        "before": tables.day_column(_("Older than"), _, width=115),
        "customers": tables.number_column(_("Customers"), _, width=100),
        "rows": tables.number_column(_("Facts"), _, width=90),
        "named": st.column_config.TextColumn(_("Whose"), width=320),
    }
    with st.container(key=key):
        tables.table(frame, columns, alt=_("What is older than its term"))


def _acts(report: Report | None, of: Edition | None, words: Words) -> None:
    _ = words
    desk, by = reads.application().desk, person()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if report is None or report.state in {ReportState.DONE, ReportState.NOTHING}:
            if st.button(
                _("Make a report now"),
                icon=":material/summarize:",
                key="retention_now",
                disabled=jobs.is_running(JOB),
            ):
                _begin(None if of is None else reads.book(of), words)
            return
        why = st.text_input(_("Reason"), key=f"retention_why_{turn()}", max_chars=200, width=340)
        is_held = report.state is ReportState.HELD
        label = _("Let it go on") if is_held else _("Hold it back")
        act = retention.let_go_on if is_held else retention.hold_back
        icon = ":material/play_arrow:" if is_held else ":material/pause:"
        if st.button(label, icon=icon, key="retention_hold", disabled=not why.strip()):
            attempt(lambda: act(desk, report.id, by=by, why=why), _("Noted."))


def _begin(book: Book | None, words: Words) -> None:
    desk, by = reads.application().desk, person()
    jobs.start(
        JOB,
        later("Making the report."),
        lambda progress: retention.report(desk, book, by=by, progress=lambda share, step: progress(share, words(step))),
    )
    st.rerun()


def _outcome(words: Words) -> None:
    """Show how far the report is; when it is made, draw it."""
    done = jobs.watch(JOB, words)
    if done is None:
        return
    jobs.forget(JOB)
    if done.problem is None:
        attempt(lambda: None, words("The report is made."))
    else:
        jobs.tell(done.problem, words)


def _terms(words: Words) -> None:
    _ = words
    desk = reads.application().desk
    chosen = terms_of(desk)
    st.header(_("How long each kind is kept, in days"), anchor=False)
    with st.form(f"terms_{turn()}", enter_to_submit=False):
        days: dict[Kept, int] = {}
        for kept, term in TERMS.items():
            left, right = st.columns([3, 1], vertical_alignment="center")
            left.markdown(
                f"**{_(term.label)}**  \n:gray[{_(term.what)} {_('Counted from {when}.', when=_(term.counts_from))}]"
            )
            days[kept] = int(
                right.number_input(
                    _("Days: {what}", what=_(term.label)),
                    term.least_days, term.most_days, chosen[kept], 30,
                    key=f"term_{kept}_{turn()}", disabled=not may(Action.PRIVACY), label_visibility="collapsed",
                )
            )  # fmt: skip
        if st.form_submit_button(_("Save the terms"), icon=":material/save:", disabled=not may(Action.PRIVACY)):
            attempt(lambda: save_terms(desk, days, by=person()), _("The terms are saved."))
