"""Under the title: which version of the mix is in force, and of which day the figures are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.desk import policies
from core.strategy import mix_versions
from dashboard import reads
from dashboard.plain import plain

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def in_force(of: Edition, words: Words) -> None:
    """Draw one line about the version in force, and one for each that is planned."""
    _ = words
    desk = reads.application().desk
    active = mix_versions.active(desk)
    told = _("Version {n} is in force; figures of {day}.", n=active.number, day=_.day(reads.latest_on(of)))
    coming = [
        _(
            "Version {n} begins on {day}, by {who}.",
            n=each.number,
            day=_.day(each.begins_on),
            who=plain(each.activated_by),
        )
        for each in policies.planned(desk, mix_versions.KIND)
    ]
    st.caption(" ".join([told, *coming]))
