"""The page of who is not signed in, or is not let in: why, and the one way on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.access.refusals import Refusal, RefusedError
from core.acting import LOCAL, current
from dashboard.doors import doors
from dashboard.plain import plain
from dashboard.reads import application
from dashboard.session import words
from dashboard.shell import STATIC, language_choice
from dashboard.signing.acting import forget_others, prepare, signed_in
from dashboard.signing.login import NAME
from dashboard.signing.texts import OTHER_ACCOUNT, REFUSALS, TROUBLES
from dashboard.signing.trouble import Trouble
from dashboard.signing.way import WHY

if TYPE_CHECKING:
    from core.acting import Actor

NARROW: Final = (
    "<style>.st-key-sign_in{max-width:25rem;margin:clamp(1rem,12vh,8rem) auto 0;padding:2rem 2rem 1.5rem}"
    ".st-key-sign_in h1{font-size:1.5rem}.st-key-sign_in [data-testid=stHeading]{padding-bottom:.6rem}"
    "[data-testid=stHeader] [data-testid=stHeaderLogo]{display:none}"
    ".st-key-sign_in_language{max-width:25rem;margin:0 auto}</style>"
)


def gate() -> Actor:
    """Return who may go on; where people sign in, everybody else sees the sign-in page, and the run ends there."""
    found = prepare(application().settings)
    if found is None:
        return current()
    try:
        actor = signed_in()
    except RefusedError as problem:
        st.navigation(doors(words(), LOCAL), position="hidden")  # else the page asked for would be "not found"
        _draw(problem.refusal, found.name)
        st.stop()
    forget_others(actor)
    st.query_params.pop(WHY, None)
    return actor


def _draw(refusal: Refusal, provider_name: str) -> None:
    _ = words()
    st.html(NARROW)
    is_known = bool(st.user.get("is_logged_in"))
    with st.container(border=True, key="sign_in"):
        st.image(str(STATIC / "mark.svg"), width=44, alt="")
        st.title(_("Sign in to Saldo"), anchor=False)
        why = _why(refusal, is_known=is_known)
        if why:
            st.warning(_(why), icon=":material/info:")
        else:
            st.caption(_("See who owes what, decide who hears what, and know what happened."))
        label = _("Sign in with {provider}", provider=plain(provider_name)) if provider_name else _("Sign in")
        if is_known and refusal in OTHER_ACCOUNT:
            st.caption(
                _("You are signed in there as {name}.", name=plain(str(st.user.get("email") or st.user.get("name"))))
            )
            label = _("Use another account")
        if st.button(label, type="primary", icon=":material/login:", key="sign_in_go", width="stretch"):
            st.login(NAME)
    with st.container(key="sign_in_language"):
        language_choice()


def _why(refusal: Refusal, *, is_known: bool) -> str | None:
    """Return what to say: what the way back brought, else why a sign-in that was there does not do; None for a first visit."""
    brought = st.query_params.get(WHY)
    if not is_known and brought in set(Trouble):
        return TROUBLES[Trouble(brought)]
    return REFUSALS[refusal] if is_known else None
