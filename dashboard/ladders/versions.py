"""Every version of the strategy, what each one changed, and the way back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.desk.policies import PolicyMovedError
from core.strategy import strategy_versions
from core.strategy.strategy import StrategyRefusedError
from core.strategy.strategy_difference import difference
from dashboard import reads
from dashboard.ladders import draft as drafts
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person
from dashboard.versions import told_version

if TYPE_CHECKING:
    from core.strategy.strategy_versions import StrategyVersion
    from dashboard.i18n import Words


def history(words: Words) -> None:
    """Draw the versions, the newest first."""
    known = strategy_versions.history(reads.application().desk)
    current = next((each for each in known if each.is_active), known[-1])
    with st.container(border=True, key="ladder_versions"):
        for place, version in enumerate(known):
            _version(version, known[place + 1] if place + 1 < len(known) else None, current, words)


def _version(version: StrategyVersion, before: StrategyVersion | None, current: StrategyVersion, words: Words) -> None:
    _ = words
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            told_version(
                version, None if before is None else difference(before.strategy, version.strategy, words), words
            )
        if not version.is_active:
            _way_back(version, current, words)


def _way_back(version: StrategyVersion, current: StrategyVersion, words: Words) -> None:
    _ = words
    with st.popover(_("Go back to this"), icon=":material/undo:", disabled=not may(Action.POLICY)):
        for change in difference(current.strategy, version.strategy, words):
            st.markdown(plain(change))
        with st.form(f"ladders_back_{version.number}", border=False):
            why = st.text_input(_("Why?"), key=f"ladders_back_why_{version.number}", max_chars=300)
            is_sent = st.form_submit_button(
                _("Make it the one in force"), type="primary", disabled=not may(Action.POLICY)
            )
        if not is_sent:
            return
        if not why.strip():
            st.error(_("Write why: whoever reads the history should know."), icon=":material/error:")
            return
        _go_back(version, current, why.strip())


def _go_back(version: StrategyVersion, current: StrategyVersion, why: str) -> None:
    desk, based_on = reads.application().desk, current.id or 0
    try:
        if version.id is None:  # what ships is no row to be activated: it becomes a version of its own
            strategy_versions.save(desk, version.strategy, by=person(), comment=why, based_on=based_on)
        else:
            strategy_versions.activate(desk, version.id, by=person(), why=why, based_on=based_on)
    except (PolicyMovedError, StrategyRefusedError) as problem:
        refuse(problem)
        return
    drafts.restart(strategy_versions.active(desk), keeps=False)
    st.rerun()
