"""The frame around every page: icon, logo, doors, language, and who is acting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.language import say_language
from dashboard.filters import keep_choices
from dashboard.i18n import LANGUAGES, SOURCE_LANGUAGE
from dashboard.session import LANGUAGE_KEY, PERSON_KEY, local_user, words
from dashboard.signing.account import account

if TYPE_CHECKING:
    from core.acting import Actor

STATIC = Path(__file__).with_name("static")
# A table's own button saves its rows unseen by roles and audit trail: where people sign in, files come from Export alone.
BY_EXPORT_ALONE = (
    '<style>[data-testid=stElementToolbarButton]:has([aria-label^="Download as CSV"]){display:none}</style>'
)


def frame() -> None:
    """Set the tab's icon and title before navigation does: its own icon would come from a server elsewhere."""
    st.set_page_config(page_title="Saldo", page_icon=str(STATIC / "favicon.png"), layout="wide")
    st.html(STATIC / "frame.css")
    st.logo(str(STATIC / "logo.svg"), icon_image=str(STATIC / "mark.svg"), size="large")


def sidebar(actor: Actor) -> None:
    """Draw the language choice and who acts: who is signed in, else a field for a name; they stay over pages."""
    _ = words()
    with st.sidebar:
        st.space("small")
        language_choice()
        if actor.is_known:
            st.html(BY_EXPORT_ALONE)
            account(actor)
            return
        st.text_input(
            _("You are"),
            key=PERSON_KEY,
            placeholder=local_user(),
            max_chars=80,
            persist_state="session",
            help=_("Stands beside everything you decide here. Nobody signs in on this machine."),
        )


def language_choice() -> None:
    """Draw the choice of the language, which stands in the URL as well."""
    _ = words()
    language = st.segmented_control(
        _("Language"),
        list(LANGUAGES),
        default=_.language,
        required=True,
        key=LANGUAGE_KEY,
        persist_state="session",
        label_visibility="collapsed",
        on_change=keep_choices,
    )
    _keep_in_url(language)
    say_language(words().language)


def _keep_in_url(language: str | None) -> None:
    """Write the language into the URL: a widget bound to it would lose its place there at every jump between pages."""
    if language == SOURCE_LANGUAGE:
        st.query_params.pop(LANGUAGE_KEY, None)
    elif language is not None and st.query_params.get(LANGUAGE_KEY) != language:
        st.query_params[LANGUAGE_KEY] = language
