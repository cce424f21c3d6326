"""The proposal in words: what it changes, what is refused about it, what it would send today, and how it is saved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.desk.policies import PastActivationError, PolicyMovedError
from core.segments import versions as segment_versions
from core.strategy import strategy_versions
from core.strategy.reasons import BY_CODE
from core.strategy.strategy import StrategyRefusedError
from core.strategy.strategy_check import problems
from core.strategy.strategy_difference import difference
from dashboard import reads
from dashboard.ladders import draft as drafts
from dashboard.ladders import reads as ladders
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from core.strategy.strategy_versions import StrategyVersion
    from dashboard.i18n import Words
    from dashboard.ladders.draft import Draft
    from dashboard.reads import Edition

MOST_REASONS = 6


def proposal(of: Edition, draft: Draft, version: StrategyVersion, words: Words) -> None:
    """Draw the proposal and the ways to go on with it; nothing while it changes nothing."""
    _ = words
    if draft.base_id != (version.id or 0):
        _overtaken(draft, version, words)
    if not draft.is_changed:
        return
    segments = tuple(each.name for each in segment_versions.active(reads.application().desk).policy.segments)
    found = problems(draft.proposed, segments=segments, words=words)
    with st.container(border=True, key="ladders_proposal"):
        st.header(_("Your proposal"), anchor=False)
        for change in difference(draft.base, draft.proposed, words):
            st.markdown(f"- {plain(change)}")
        for each in found:
            st.error(plain(each), icon=":material/block:")
        if not found:
            _today(of, draft, words)
        with st.container(horizontal=True):
            _save(draft, words, is_possible=not found)
            if st.button(_("Drop it"), icon=":material/undo:", key="ladders_drop"):
                drafts.drop()
                st.rerun()


def _today(of: Edition, draft: Draft, words: Words) -> None:
    """Say how many customers a campaign of the latest day would reach, now and then, and which reasons move."""
    _ = words
    before, after = ladders.reasons(of, draft.base), ladders.reasons(of, draft.proposed)
    told = _(
        "On {day} {before} customers would get a message by the version in force, {after} by your proposal.",
        day=_.day(reads.latest_on(of)),
        before=_.number(before.get("in", 0)),
        after=_.number(after.get("in", 0)),
    )
    moved = {code: after.get(code, 0) - before.get(code, 0) for code in {*before, *after} - {"in"}}
    largest = sorted((code for code in moved if moved[code]), key=lambda code: -abs(moved[code]))[:MOST_REASONS]
    parts = [
        f"{_(BY_CODE[code].label)} {'+' if moved[code] > 0 else '−'}{_.number(abs(moved[code]))}" for code in largest
    ]
    st.caption(plain(told) + ("  \n" + plain(" · ".join(parts)) if parts else ""))


def _save(draft: Draft, words: Words, *, is_possible: bool) -> None:
    _ = words
    with (
        st.popover(
            _("Save as a version"),
            icon=":material/save:",
            type="primary",
            disabled=not is_possible or not may(Action.POLICY),
        ),
        st.form("ladders_save", border=False),
    ):
        why = st.text_input(_("Why?"), key="ladders_why", max_chars=300)
        from_on = st.date_input(
            _("In force from"),
            value=None,
            min_value=reads.today() + timedelta(days=1),
            format="DD/MM/YYYY",
            key="ladders_from",
            help=_("Empty: at once. A day to come: until then the version in force stays."),
        )
        is_sent = st.form_submit_button(
            _("Save"), type="primary", key="ladders_save_go", disabled=not may(Action.POLICY)
        )
    if not is_sent:
        return
    if not why.strip():
        st.error(_("Write why: whoever reads the history should know."), icon=":material/error:")
        return
    try:
        strategy_versions.save(
            reads.application().desk,
            draft.proposed,
            by=person(),
            comment=why.strip(),
            based_on=draft.base_id,
            from_on=from_on if isinstance(from_on, date) else None,
        )
    except (PolicyMovedError, StrategyRefusedError, PastActivationError) as problem:
        refuse(problem)
        return
    drafts.restart(strategy_versions.active(reads.application().desk), keeps=False)
    st.rerun()


def _overtaken(draft: Draft, version: StrategyVersion, words: Words) -> None:
    """Somebody else saved meanwhile: say what they changed, and offer to go on from there with or without the proposal."""
    _ = words
    with st.container(border=True, key="ladders_overtaken"):
        st.warning(
            _(
                "{who} saved version {n} while you were working: {why}. Your proposal is still here.",
                who=plain(version.created_by or "Saldo"),
                n=version.number,
                why=plain(_(version.comment)),
            ),
            icon=":material/group:",
        )
        for change in difference(draft.base, version.strategy, words):
            st.markdown(f"- {plain(change)}")
        with st.container(horizontal=True):
            if st.button(_("Go on with mine instead of theirs"), key="ladders_keep"):
                drafts.restart(version, keeps=True)
                st.rerun()
            if st.button(_("Drop mine, begin with theirs"), key="ladders_take"):
                drafts.restart(version, keeps=False)
                st.rerun()
