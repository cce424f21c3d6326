"""Fairness: a file of groups is read once, and the groups are set beside one another; only sums are kept."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.actions import Action
from core.privacy.fairness import LEAST_RATIO, MOST_GAP, SAID, Question, read_groups
from core.privacy.fairness_reports import fair_reports, report_on
from dashboard import reads, tables
from dashboard.empty import nothing
from dashboard.people.said import attempt, turn
from dashboard.plain import plain
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from core.privacy.fairness import Compared
    from core.privacy.fairness_reports import FairReport
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def fair(of: Edition | None) -> None:
    """Draw the latest comparison, what in it lies too far apart, and the form that makes another."""
    _ = words()
    st.caption(
        _(
            "Once a year: do groups of people get flagged, foretold and treated alike? The groups come in a file that is held apart, is read once"
            " and is kept nowhere. Fewer than 10 customers are not told, fewer than 30 not compared."
        )
    )
    known = fair_reports(reads.application().desk)
    if known:
        _report(known[0], _)
    else:
        nothing(
            _("Not compared yet"),
            _("Take a file with the columns entity, customer_id and group."),
            icon=":material/balance:",
        )
    if of is not None and may(Action.PRIVACY):
        _form(of, _)


def _report(report: FairReport, words: Words) -> None:
    _ = words
    apart = [each for each in report.compared if each.is_apart]
    with st.container(border=True, key="fairness"):
        st.markdown(
            f"**{_('Groups on {day}', day=_.day(report.as_of))}** "
            f":gray[{_('{n} customers; model {model}', n=_.number(report.customers), model=report.model_number or _('none'))}]"
        )
        for each in apart:
            st.warning(plain(_finding(each, _)), icon=":material/balance:")
        if report.compared and not apart:
            st.success(_("No group lies further apart than the rules of thumb allow."), icon=":material/check_circle:")
        elif not report.compared:
            st.info(_("No two groups are large enough to be compared."), icon=":material/info:")
        _table(report, _)
        st.caption(
            _(
                "Too far apart: a lowest rate under {ratio} of the highest, or false alarms and foretelling more than {gap} apart. Not a verdict:"
                " groups may differ in amounts and terms; look why.",
                ratio=_.share(LEAST_RATIO, 0),
                gap=_.share(MOST_GAP, 0),
            )
        )


def _finding(found: Compared, words: Words) -> str:
    _ = words
    return _(
        "{what}: {low} for {group}, {high} for {other}.",
        what=_(SAID[found.question]),
        low=_said(found.question, found.lowest[1], _),
        group=found.lowest[0],
        high=_said(found.question, found.highest[1], _),
        other=found.highest[0],
    )


def _said(question: Question, value: float | None, words: Words) -> str:
    if value is None:
        return words("n/a")
    return words.number(value, 0) if question is Question.DAYS_TO_COSTS else words.share(value, 1)


def _table(report: FairReport, words: Words) -> None:
    """Draw a column per group: a row per question is read across."""
    _ = words
    rows = {
        _("Customers"): [_.number(each.customers) for each in report.groups],
        _("Paid invoices"): [_.number(each.invoices) for each in report.groups],
        **{
            _(SAID[question]): [_said(question, each.figures[question], _) for each in report.groups]
            for question in Question
        },
    }
    frame = pd.DataFrame([[what, *values] for what, values in rows.items()])
    frame.columns = ["what", *(f"group_{at}" for at in range(len(report.groups)))]
    columns = {
        "what": st.column_config.TextColumn(_("Group"), width=260),
        **{
            f"group_{at}": st.column_config.TextColumn(each.name, width=130, alignment="right")
            for at, each in enumerate(report.groups)
        },
    }
    tables.table(frame, columns, alt=_("Groups beside one another"))


def _form(of: Edition, words: Words) -> None:
    _ = words
    with st.container(border=True, key="fairness_new"):
        file = st.file_uploader(_("File of groups"), type=["csv"], max_upload_size=20, key=f"fair_file_{turn()}")
        if st.button(_("Compare"), icon=":material/balance:", type="primary", key="fair_go", disabled=file is None):
            content = b"" if file is None else file.getvalue()
            attempt(lambda: _compare(of, content), _("The groups are compared."))


def _compare(of: Edition, content: bytes) -> None:
    app = reads.application()
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder) / "groups.csv"
        held.write_bytes(content)
        groups = read_groups(held)
    segments = reads.segments(of, reads.latest_on(of))
    report_on(app.desk, reads.book(of), app.model(), segments, groups, by=person())
