"""What a session knows of its reader: language, name, and the day the screen speaks of."""

from __future__ import annotations

import getpass
from uuid import uuid4

import streamlit as st

from dashboard.i18n import LANGUAGES, SOURCE_LANGUAGE, Words

LANGUAGE_KEY = "lang"
PERSON_KEY = "you_are"


def words() -> Words:
    """Return the words of the reader's language: the choice in the sidebar, else ``?lang=``, else English."""
    chosen = st.session_state.get(LANGUAGE_KEY) or st.query_params.get(LANGUAGE_KEY)
    return Words(language=chosen if chosen in LANGUAGES else SOURCE_LANGUAGE)


def person() -> str:
    """Return the name that goes with every act: the one typed in the sidebar, else the machine's user."""
    typed = str(st.session_state.get(PERSON_KEY) or "").strip()
    return typed or local_user()


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
