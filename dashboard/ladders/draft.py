"""The proposed strategy of a session, and what it began from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from core.strategy import strategy_versions
from dashboard import reads

if TYPE_CHECKING:
    from core.strategy.strategy import Strategy
    from core.strategy.strategy_versions import StrategyVersion

KEY = "ladders_draft"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A proposal; ``base_id`` is the version in force when it began (0: the shipped one).

    ``turn`` names the widgets of an editor: it grows when something else than the editor changed the proposal, so that they
    begin with its new values.
    """

    base_id: int
    base: Strategy
    proposed: Strategy
    turn: int = 0

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what it began from."""
        return self.proposed != self.base


def current() -> tuple[Draft, StrategyVersion]:
    """Return the session's proposal and the version in force; a proposal that changes nothing follows that version."""
    version = strategy_versions.active(reads.application().desk)
    draft: Draft | None = st.session_state.get(KEY)
    if draft is None or (not draft.is_changed and draft.base_id != (version.id or 0)):
        turn = 0 if draft is None else draft.turn + 1
        draft = Draft(base_id=version.id or 0, base=version.strategy, proposed=version.strategy, turn=turn)
        keep(draft)
    return draft, version


def keep(draft: Draft) -> None:
    """Let ``draft`` be the session's proposal."""
    st.session_state[KEY] = draft


def propose(strategy: Strategy, *, is_typed: bool) -> None:
    """Make ``strategy`` the proposal; ``is_typed``: an editor on the screen shows it already."""
    draft: Draft = st.session_state[KEY]
    if strategy != draft.proposed:
        keep(replace(draft, proposed=strategy, turn=draft.turn if is_typed else draft.turn + 1))


def drop() -> None:
    """Forget the proposal: the version in force is shown again."""
    draft: Draft = st.session_state[KEY]
    keep(replace(draft, proposed=draft.base, turn=draft.turn + 1))


def restart(version: StrategyVersion, *, keeps: bool) -> None:
    """Begin from ``version``; ``keeps`` lays the present proposal over it as it stands."""
    draft: Draft = st.session_state[KEY]
    proposed = draft.proposed if keeps else version.strategy
    keep(Draft(base_id=version.id or 0, base=version.strategy, proposed=proposed, turn=draft.turn + 1))
