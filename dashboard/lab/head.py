"""Under the title: which version is in force, of which day the figures are, and what is to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.segments import versions
from dashboard import reads
from dashboard.plain import plain

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def in_force(of: Edition, words: Words) -> None:
    """Draw one line about the version in force, and one for each that is planned."""
    _ = words
    desk = reads.application().desk
    active = versions.active(desk)
    told = _("Version {n} is in force; figures of {day}.", n=active.number, day=_.day(reads.latest_on(of)))
    coming = [
        _(
            "Version {n} begins on {day}, by {who}.",
            n=each.number,
            day=_.day(each.begins_on),
            who=plain(each.activated_by),
        )
        for each in versions.planned(desk)
    ]
    st.caption(" ".join([told, *coming]))
