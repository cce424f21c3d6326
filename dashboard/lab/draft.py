"""The proposal of a session: what it began from, and every step since with the way back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

import streamlit as st
from streamlit.errors import StreamlitInvalidLayoutContextError

from core.segments import versions
from dashboard import reads

if TYPE_CHECKING:
    from core.segments.policy import Policy
    from dashboard.reads import Edition

KEY = "lab_draft"
MOST_STEPS = 100


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A proposal. ``base_id`` is the version in force when it began (0: the shipped one) and ``seen`` the last activation then.

    ``steps`` are the policies it went through, the first of them ``base``; ``at`` is the present one.
    """

    base_id: int
    seen: int
    steps: tuple[Policy, ...]
    at: int = 0

    @property
    def base(self) -> Policy:
        """What the proposal began from."""
        return self.steps[0]

    @property
    def proposed(self) -> Policy:
        """The proposal as it stands."""
        return self.steps[self.at]

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what it began from."""
        return self.proposed != self.base

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self.at > 0

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return self.at < len(self.steps) - 1

    def with_step(self, policy: Policy) -> Draft:
        """Return the proposal with ``policy`` as its next step; the oldest ones are forgotten, what it began from never is."""
        if policy == self.proposed:
            return self
        steps = (*self.steps[: self.at + 1], policy)
        kept = steps if len(steps) <= MOST_STEPS else (steps[0], *steps[-MOST_STEPS + 1 :])
        return replace(self, steps=kept, at=len(kept) - 1)

    def undone(self) -> Draft:
        """Return the proposal a step back."""
        return replace(self, at=max(self.at - 1, 0))

    def redone(self) -> Draft:
        """Return the proposal a step forward again."""
        return replace(self, at=min(self.at + 1, len(self.steps) - 1))


def begun(of: Edition) -> Draft:
    """Return a proposal that is still the policy in force."""
    return Draft(base_id=of.policy, seen=versions.turn(reads.application().desk), steps=(reads.policy(of),))


def current(of: Edition) -> Draft:
    """Return the session's proposal; one that changes nothing begins anew when something else came into force."""
    draft: Draft | None = st.session_state.get(KEY)
    if draft is None or (not draft.is_changed and is_overtaken(draft, of)):
        draft = begun(of)
        keep(draft)
    return draft


def is_overtaken(draft: Draft, of: Edition) -> bool:
    """Return whether somebody activated or planned another version since the proposal began."""
    return draft.base_id != of.policy or draft.seen != versions.turn(reads.application().desk)


def keep(draft: Draft) -> None:
    """Let ``draft`` be the session's proposal."""
    st.session_state[KEY] = draft


def step(policy: Policy) -> None:
    """Make ``policy`` the next step of the session's proposal, which must have begun."""
    keep(st.session_state[KEY].with_step(policy))


def forget() -> None:
    """Drop the session's proposal."""
    st.session_state.pop(KEY, None)


def again() -> NoReturn:
    """Draw the lab anew with what changed: only the lab where its own fragment runs, else the whole page."""
    try:
        st.rerun(scope="fragment")
    except StreamlitInvalidLayoutContextError:
        st.rerun()
