"""The mix that a session works on, and the version it began from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from core.strategy import mix_versions
from core.strategy.mix import to_body
from dashboard import reads

if TYPE_CHECKING:
    from core.strategy.mix import Mix
    from core.strategy.mix_versions import MixVersion

KEY: Final = "mix_draft"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A proposal, the version in force when it began, and the last activation ``seen`` then.

    ``turn`` grows when all of it changes at once.
    """

    base: MixVersion
    seen: int
    mix: Mix
    turn: int = 0

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what it began from."""
        return to_body(self.mix) != to_body(self.base.mix)


def current() -> Draft:
    """Return the session's proposal; one that changes nothing begins anew when another version came into force."""
    draft: Draft | None = st.session_state.get(KEY)
    if draft is None or (not draft.is_changed and is_overtaken(draft)):
        draft = _begun(0 if draft is None else draft.turn + 1)
        st.session_state[KEY] = draft
    return draft


def is_overtaken(draft: Draft) -> bool:
    """Return whether somebody activated or planned another version since the proposal began."""
    desk = reads.application().desk
    return draft.seen != mix_versions.turn(desk) or draft.base.id != mix_versions.active(desk).id


def propose(mix: Mix) -> None:
    """Let one thing of the proposal change; what widgets hold stays."""
    st.session_state[KEY] = replace(current(), mix=mix)


def take(mix: Mix) -> None:
    """Let all of the proposal be ``mix``; widgets begin anew."""
    draft = current()
    st.session_state[KEY] = replace(draft, mix=mix, turn=draft.turn + 1)


def begin_again(*, keep: bool) -> None:
    """Begin from the version in force, with the proposal laid over it or dropped."""
    draft = current()
    begun = _begun(draft.turn + 1)
    st.session_state[KEY] = replace(begun, mix=draft.mix) if keep else begun


def forget() -> None:
    """Drop the session's proposal."""
    st.session_state.pop(KEY, None)


def _begun(turn: int) -> Draft:
    """Return a proposal that is still the mix in force."""
    desk = reads.application().desk
    active = mix_versions.active(desk)
    return Draft(base=active, seen=mix_versions.turn(desk), mix=active.mix, turn=turn)
