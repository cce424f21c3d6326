"""The proposal's own bar: what it changes in words, what stands in its way, and the form that makes it a version."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.desk.policies import PastActivationError, PolicyMovedError
from core.strategy import mix_versions
from core.strategy.mix import MixRefusedError, check
from core.strategy.mix_difference import difference
from core.strategy.mix_enough import check_enough
from dashboard import reads
from dashboard.mix import draft as drafts
from dashboard.mix.names import told
from dashboard.mix.shares import contacts_of
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person
from dashboard.versions import overtaken_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk.channel_terms import Terms
    from core.strategy.contacts_ahead import Ahead
    from core.strategy.mix import Mix
    from dashboard.i18n import Words
    from dashboard.mix.draft import Draft


def proposal_bar(draft: Draft, then: Ahead, called: Mapping[str, str], words: Words) -> None:
    """Draw what ``draft`` changes, what is wrong with it, the way back, and the way to save it."""
    _ = words
    problems = _problems(draft.mix, then, called, _)
    with st.container(border=True, gap="small", key="proposal"):
        if drafts.is_overtaken(draft):
            _overtaken(draft, called, _)
        with st.container(horizontal=True, vertical_alignment="center"):
            changes = difference(draft.base.mix, draft.mix, _, names=called)
            with st.container(width="stretch", gap=None):
                st.markdown("**" + _("Your proposal") + "**")
                told(changes, _)
            st.button(
                _("Reset"),
                icon=":material/restart_alt:",
                key="mix_reset",
                on_click=drafts.take,
                args=(draft.base.mix,),
            )
            with st.popover(
                _("Save as a version"),
                icon=":material/save:",
                type="primary",
                disabled=bool(problems) or not may(Action.POLICY),
            ):
                _save(draft, then.terms, _)
        for problem in problems:
            st.error(plain(problem), icon=":material/error:")


def _problems(mix: Mix, then: Ahead, called: Mapping[str, str], words: Words) -> list[str]:
    """Return what stands in the way of saving ``mix``."""
    found: list[str] = []
    try:
        check(mix, then.terms, reads.today(), words, names=called)
    except MixRefusedError as refused:
        found += refused.problems
    try:
        check_enough(mix, contacts_of(then), words, names=called)
    except MixRefusedError as refused:
        found += refused.problems
    return found


def _overtaken(draft: Draft, called: Mapping[str, str], words: Words) -> None:
    """Say who made another version meanwhile, and offer to lay the proposal over it or to drop it."""
    _ = words
    desk = reads.application().desk
    overtaken_by(mix_versions.KIND, draft.seen, _)
    for change in difference(draft.base.mix, mix_versions.active(desk).mix, _, names=called):
        st.markdown(f"- {plain(change)}")
    with st.container(horizontal=True):
        st.button(
            _("Lay my proposal over it"),
            icon=":material/merge:",
            type="primary",
            key="mix_over",
            on_click=drafts.begin_again,
            kwargs={"keep": True},
        )
        st.button(
            _("Drop my proposal"),
            icon=":material/delete:",
            key="mix_drop",
            on_click=drafts.begin_again,
            kwargs={"keep": False},
        )


def _save(draft: Draft, terms: Terms, words: Words) -> None:
    _ = words
    with st.form("mix_save_form", border=False):
        comment = st.text_input(
            _("Why this change?"),
            key="mix_comment",
            max_chars=300,
            placeholder=_("Kept with the version, and told in its history"),
        )
        from_on = st.date_input(
            _("In force from"),
            value=None,
            min_value=reads.today() + timedelta(days=1),
            format="DD/MM/YYYY",
            key="mix_from",
            help=_("Empty: at once. A day to come: until then the version in force stays."),
        )
        is_sent = st.form_submit_button(_("Save"), type="primary", icon=":material/save:", key="mix_save")
    if is_sent:
        save(draft, terms, comment, from_on if isinstance(from_on, date) else None, words)


def save(draft: Draft, terms: Terms, comment: str, from_on: date | None, words: Words) -> None:
    """Make ``draft`` a version, at once or from a day; say what is in the way, with the proposal as it was."""
    _ = words
    if not comment.strip():
        st.error(_("Write why: whoever reads the history should know."), icon=":material/error:")
        return
    try:
        mix_versions.save(
            reads.application().desk,
            draft.mix,
            terms,
            on=reads.today(),
            by=person(),
            comment=comment.strip(),
            based_on=draft.base.id or 0,
            seen=draft.seen,
            from_on=from_on,
        )
    except (PolicyMovedError, MixRefusedError, PastActivationError) as problem:
        refuse(problem)
        return
    drafts.forget()
    st.rerun()
