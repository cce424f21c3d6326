"""What a session knows of its reader: language, name, and the day the screen speaks of."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING
from uuid import uuid4

import streamlit as st

from core.acting import current
from dashboard.i18n import LANGUAGES, SOURCE_LANGUAGE, Words

if TYPE_CHECKING:
    from core.actions import Action

LANGUAGE_KEY = "lang"
PERSON_KEY = "you_are"


def words() -> Words:
    """Return the words of the reader's language: the choice in the sidebar, else ``?lang=``, else English."""
    chosen = st.session_state.get(LANGUAGE_KEY) or st.query_params.get(LANGUAGE_KEY)
    return Words(language=chosen if chosen in LANGUAGES else SOURCE_LANGUAGE)


def person() -> str:
    """Return the name that goes with every act: of who is signed in, else the one typed in the sidebar, else the machine's user."""
    actor = current()
    if actor.is_known:
        return actor.name
    typed = str(st.session_state.get(PERSON_KEY) or "").strip()
    return typed or local_user()


def may(action: Action) -> bool:
    """Return whether who looks may do ``action``: whether a button is worth drawing. Core asks again before it does anything."""
    return current().may(action)


def local_user() -> str:
    """Return the name of the user who runs the server; containers often have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "local user"


def reader_token() -> str:
    """Return a name for this session: long work started here is shown here."""
    token: str = st.session_state.setdefault("reader_token", uuid4().hex)
    return token
