"""Empty states: what there is to see here once there is something, and the one thing to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from dashboard import jobs, reads
from dashboard.doors import go
from dashboard.session import may, words
from dashboard.texts import later

if TYPE_CHECKING:
    from dashboard.reads import Edition

DEMO = "demo"


def edition_or_stop(title: str) -> Edition:
    """Return the current edition; without a ledger, show ``title`` and the way to get one, and end the page."""
    of = reads.edition()
    if of is None:
        st.title(title, anchor=False)
        no_ledger()
        st.stop()
    return of


def no_ledger() -> None:
    """Say that nothing has been imported yet, and offer the two ways on."""
    _ = words()
    with st.container(border=True, key="no_ledger"):
        st.header(_("No ledger yet"), anchor=False)
        st.markdown(_("Bring your own list of open invoices, or look around first in a made-up portfolio."))
        with st.container(horizontal=True):
            if st.button(_("Import a ledger"), type="primary", icon=":material/upload_file:", key="to_import"):
                go("settings", tab="data")
            if st.button(
                _("Make the demo portfolio"),
                icon=":material/science:",
                key="make_demo",
                disabled=not may(Action.IMPORT),
            ):
                jobs.start(DEMO, later("Making the demo portfolio."), reads.make_demo)
        st.caption(_("The demo is about 2,000 customers and 60,000 invoices; it takes about a minute."))
        done = jobs.watch(DEMO, _)
        if done is not None and done.problem is not None:
            jobs.tell(done.problem, _)


def nothing(title: str, advice: str, *, icon: str = ":material/inbox:") -> None:
    """Say that a list is empty and what would fill it."""
    with st.container(border=True):
        st.markdown(f"{icon} **{title}**")
        st.caption(advice)
