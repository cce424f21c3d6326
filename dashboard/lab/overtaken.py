"""Two managers at once: what the other one did meanwhile, and the ways to go on without losing either's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.segments import versions
from core.segments.difference import difference
from core.segments.rebase import rebased
from dashboard import reads
from dashboard.lab import draft as drafts
from dashboard.plain import plain
from dashboard.versions import overtaken_by

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.lab.draft import Draft
    from dashboard.reads import Edition


def overtaken(of: Edition, draft: Draft, words: Words) -> None:
    """Say who activated or planned what since ``draft`` began, and offer to lay the proposal over it or to drop it."""
    _ = words
    theirs = reads.policy(of)
    with st.container(border=True, key="overtaken"):
        overtaken_by(versions.KIND, draft.seen, _)
        for change in difference(draft.base, theirs, _):
            st.markdown(f"- {plain(change)}")
        found = rebased(draft.base, draft.proposed, theirs, _)
        for clash in found.clashes:
            st.markdown(f":material/alt_route: {plain(clash)}")
        with st.container(horizontal=True):
            if st.button(_("Lay my proposal over it"), icon=":material/merge:", type="primary", key="lab_rebase"):
                drafts.keep(drafts.begun(of).with_step(found.policy))
                drafts.again()
            if st.button(_("Drop my proposal"), icon=":material/delete:", key="lab_drop"):
                drafts.keep(drafts.begun(of))
                drafts.again()
