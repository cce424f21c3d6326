"""The proposal's own bar: what it changes in words, the way back and forth, and the way to make it a version."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.desk.policies import PastActivationError, PolicyMovedError
from core.segments import versions
from core.segments.difference import difference
from core.segments.validate import PolicyRefusedError
from dashboard import reads
from dashboard.lab import draft as drafts
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.i18n import Words
    from dashboard.lab.draft import Draft

COMMENT = "lab_comment"


def proposal_bar(draft: Draft, problems: Sequence[str], words: Words) -> None:
    """Draw what ``draft`` changes of what it began from, undo and redo, and the form that saves it."""
    _ = words
    with st.container(border=True, key="proposal", gap="small"):
        changes = difference(draft.base, draft.proposed, _) or [_("It decides the same as the one in force.")]
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(width="stretch"):
                st.markdown(f"**{_('Your proposal')}**  \n" + "  \n".join(plain(each) for each in changes))
            with st.container(horizontal=True, width="content", gap="xsmall"):
                _steps(draft, _)
                with st.popover(
                    _("Save as a version"),
                    icon=":material/save:",
                    type="primary",
                    disabled=bool(problems) or not draft.is_changed or not may(Action.POLICY),
                ):
                    _save(draft, _)


def _steps(draft: Draft, words: Words) -> None:
    """Draw undo, redo and reset."""
    _ = words
    if st.button(_("Undo"), icon=":material/undo:", key="lab_undo", disabled=not draft.can_undo):
        drafts.keep(draft.undone())
        drafts.again()
    if st.button(_("Redo"), icon=":material/redo:", key="lab_redo", disabled=not draft.can_redo):
        drafts.keep(draft.redone())
        drafts.again()
    if st.button(_("Reset"), icon=":material/restart_alt:", key="lab_reset"):
        drafts.keep(draft.with_step(draft.base))
        drafts.again()


def _save(draft: Draft, words: Words) -> None:
    _ = words
    with st.form("lab_save_form", border=False):
        comment = st.text_input(
            _("Why this change?"),
            key=COMMENT,
            max_chars=300,
            placeholder=_("Kept with the version, and told in its history"),
        )
        from_on = st.date_input(
            _("In force from"),
            value=None,
            min_value=reads.today() + timedelta(days=1),
            format="DD/MM/YYYY",
            key="lab_from",
            help=_("Empty: at once. A day to come: until then the version in force stays."),
        )
        is_sent = st.form_submit_button(_("Save"), type="primary", icon=":material/save:", key="lab_save")
    if is_sent:
        save(draft, comment, from_on if isinstance(from_on, date) else None, words)


def save(draft: Draft, comment: str, from_on: date | None, words: Words) -> None:
    """Make ``draft`` a version, at once or from a day; say what is in the way, with the proposal as it was."""
    _ = words
    if not comment.strip():
        st.error(_("Write why: whoever reads the history should know."), icon=":material/error:")
        return
    try:
        versions.save(
            reads.application().desk,
            draft.proposed,
            by=person(),
            comment=comment.strip(),
            based_on=draft.base_id,
            seen=draft.seen,
            from_on=from_on,
        )
    except (PolicyMovedError, PolicyRefusedError, PastActivationError) as problem:
        refuse(problem)
        return
    drafts.forget()
    st.rerun()
