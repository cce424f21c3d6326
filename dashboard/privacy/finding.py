"""What the page of privacy says first: what waits for a person, in one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.desk.marks import marks
from core.desk.objections import objecting
from core.privacy.retention import ReportState, reports
from dashboard import reads
from dashboard.privacy.asked import SOON

if TYPE_CHECKING:
    from dashboard.i18n import Words


def finding(words: Words) -> None:
    """Draw how many object, which marks end soon, and when the next removal comes."""
    _ = words
    desk, today = reads.application().desk, reads.today()
    known = marks(desk, today)
    soon = sum(each.date() - today <= SOON for each in known["until_on"])
    told = [
        _.count("{n} customer objects to profiling.", "{n} customers object to profiling.", len(objecting(desk))),
        _.count("{n} mark of help ends within 30 days.", "{n} marks of help end within 30 days.", soon),
    ]
    latest = reports(desk, most=1)
    if latest and latest[0].state is ReportState.WAITING:
        facts = sum(each.rows for each in latest[0].found)
        told.append(
            _.count(
                "{n} fact older than its term goes on {day}.",
                "{n} facts older than their term go on {day}.",
                facts,
                day=_.day(latest[0].acts_on),
            )
        )
    st.markdown(" ".join(told))
