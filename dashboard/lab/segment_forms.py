"""The segments of a proposal: what they are called and for; new ones, and the way out for those without a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.segments import edit
from core.segments.edit import StillUsedError
from core.segments.policy import Segment
from dashboard.lab import draft as drafts
from dashboard.plain import plain
from dashboard.refusals import refuse

if TYPE_CHECKING:
    from core.segments.policy import Policy
    from dashboard.i18n import Words

BLANK = Segment(name="", label="", description="")


def segments(policy: Policy, words: Words) -> None:
    """Draw every segment with the form that changes it, and the one that adds another."""
    _ = words
    st.subheader(_("Segments"), anchor=False)
    for each in policy.segments:
        with st.container(horizontal=True, vertical_alignment="center", key=f"segment_row_{each.name}"):
            st.markdown(f"**{plain(_(each.label))}**: {plain(_(each.description))}", width="stretch")
            with st.popover(":material/edit:", help=_("Change this segment"), type="tertiary"):
                _change(policy, each, _)
    with st.popover(_("Add a segment"), icon=":material/add:"):
        _change(policy, BLANK, _)


def _change(policy: Policy, known: Segment, words: Words) -> None:
    _ = words
    stem = f"of_{known.name}" if known.name else "blank"
    with st.form(f"segment_form_{stem}", border=False):
        label = st.text_input(_("Name"), _(known.label), key=f"segment_label_{stem}_{known.label}", max_chars=60)
        told = st.text_area(
            _("What it is for"), _(known.description), key=f"segment_told_{stem}_{known.description}", max_chars=300
        )
        is_sent = st.form_submit_button(_("Put it in the proposal"), type="primary", icon=":material/check:")
    if is_sent:
        if not label.strip():
            st.error(_("Give the segment a name."), icon=":material/error:")
            return
        changed = Segment(
            name=known.name or edit.name_for(policy, label),
            label=known.label if known.label and label == _(known.label) else label.strip(),
            description=known.description if known.description and told == _(known.description) else told.strip(),
        )
        drafts.step(edit.with_segment(policy, changed))
        drafts.again()
    if known.name and st.button(_("Remove"), icon=":material/delete:", key=f"segment_gone_{stem}"):
        try:
            drafts.step(edit.without_segment(policy, known.name))
        except StillUsedError as problem:
            refuse(problem)
        else:
            drafts.again()
