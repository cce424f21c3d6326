"""Who acts in a browser session: looked up at every full run and before every change, and every few seconds in between."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.access import sign_ins
from core.access.provider import provider_of
from core.access.refusals import Refusal, RefusedError
from core.acting import Actor, ask
from dashboard.reads import application

if TYPE_CHECKING:
    from core.access.provider import Provider
    from core.settings import Settings

STANDING: Final = "sign_in_standing"
WHOSE: Final = "sign_in_whose"
TRUSTED_SECONDS: Final = 5.0
"""So long a look at the desk serves what only reads: a page asks hundreds of times."""

provider: Final = cache(provider_of)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a look at the desk said of a session, and when (seconds of a clock that only goes forward)."""

    actor: Actor
    at: float


def prepare(settings: Settings) -> Provider | None:
    """Return the provider; where there is one, every act of this process is from now on of whoever is signed in."""
    found = provider(settings)
    if found is not None:
        ask(resolve, is_signed_in_only=True)
    return found


def signed_in() -> Actor:
    """Return who is signed in in this session, looked up now; raise :class:`RefusedError` when nobody is, or is let in."""
    app = application()
    found = provider(app.settings)
    if found is None or not st.user.get("is_logged_in"):
        st.session_state.pop(STANDING, None)
        raise RefusedError(Refusal.ENDED)
    try:
        actor = sign_ins.arrive(app.desk, found, st.user.to_dict(), agent=st.context.headers.get("User-Agent", ""))
    except RefusedError:
        st.session_state.pop(STANDING, None)
        raise
    st.session_state[STANDING] = Standing(actor=actor, at=time.monotonic())
    return actor


def forget_others(actor: Actor) -> None:
    """Drop all that the session keeps of somebody else, or of other limits than ``actor`` has now: files made, rows chosen."""
    whose = (actor.name, actor.limits.key)
    if st.session_state.get(WHOSE, whose) != whose:
        for key in list(st.session_state):
            del st.session_state[key]
    st.session_state[WHOSE] = whose


def resolve(is_writing: bool) -> Actor | None:
    """Return who acts in the session whose script is running; None in a thread of no session, and when nobody is signed in."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    known = st.session_state.get(STANDING)
    if not is_writing and isinstance(known, Standing) and time.monotonic() - known.at < TRUSTED_SECONDS:
        return known.actor
    try:
        return signed_in()
    except RefusedError:
        return None
