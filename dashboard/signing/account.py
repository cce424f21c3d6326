"""Who is signed in, in the sidebar: name, roles, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.access import sign_ins
from core.access.words import ROLES
from dashboard.people.limits import in_words
from dashboard.plain import plain
from dashboard.reads import application
from dashboard.session import words
from dashboard.signing.acting import resolve
from dashboard.texts import later

if TYPE_CHECKING:
    from core.acting import Actor

LOOK_EVERY_SECONDS: Final = 60
SCOPE: Final = later("Every figure, list and file here is of these customers alone.")


def account(actor: Actor) -> None:
    """Draw who ``actor`` is and the buttons that sign out: this browser, or every machine."""
    _ = words()
    with st.container(key="account", gap="xsmall"):
        st.markdown(f":material/account_circle: **{plain(actor.name)}**")
        st.caption(", ".join(_(ROLES[role]) for role in ROLES if role in actor.roles))
        if not actor.limits.is_all:
            st.caption(_("Sees {what}", what=in_words(actor.limits, _)), help=_(SCOPE))
        with st.container(horizontal=True, gap="small"):
            leaves = st.button(_("Sign out"), icon=":material/logout:", key="sign_out")
            leaves_all = st.button(
                _("Everywhere"),
                type="tertiary",
                key="sign_out_everywhere",
                help=_("Ends your sign-ins in every browser and on every machine."),
            )
        _look()
    if actor.sign_in is not None and (leaves or leaves_all):
        leave = sign_ins.end_everywhere if leaves_all else sign_ins.end
        leave(application().desk, actor.sign_in, by=actor.name)
        st.logout()


@st.fragment(run_every=LOOK_EVERY_SECONDS)
def _look() -> None:
    """Take what is on the screen away when the sign-in has ended meanwhile, in another tab or by its age."""
    if resolve(is_writing=False) is None:
        st.rerun()
