"""Which template: the message, the language, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.campaigns import studio
from core.messages.sources import BASE
from core.messages.templates import shipped
from core.vocabulary import MessageName
from dashboard import reads
from dashboard.campaign.reader_filters import LANGUAGES
from dashboard.plain import plain
from dashboard.texts import MESSAGES

if TYPE_CHECKING:
    from core.campaigns.studio import Version
    from dashboard.i18n import Words


@dataclass(frozen=True, kw_only=True)
class Picked:
    """The template that is open, with all its versions, the newest first."""

    message: str
    language: str
    versions: list[Version]

    @property
    def newest(self) -> Version:
        """Return the version saved last."""
        return self.versions[0]

    @property
    def approved(self) -> Version:
        """Return the version that goes out."""
        return next(each for each in self.versions if each.is_approved)


def pick(words: Words) -> Picked:
    """Draw the two boxes, kept in the URL, and return the template they name."""
    _ = words
    names = [str(name) for name in MessageName] + [BASE]
    languages = sorted(shipped().languages, key=list(LANGUAGES).index)
    asked, spoken = st.query_params.get("message"), st.query_params.get("in")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        message = st.selectbox(
            _("Message"),
            names,
            index=names.index(asked) if asked in names else 0,
            format_func=lambda name: _label(name, words),
            key="studio_message",
            width=280,
        )
        language = st.selectbox(
            _("Language"),
            languages,
            index=languages.index(spoken) if spoken in languages else 0,
            format_func=lambda name: _(LANGUAGES[name]),
            key="studio_language",
            width=190,
        )
        st.query_params["message"], st.query_params["in"] = message, language
        found = Picked(
            message=message, language=language, versions=studio.history(reads.application().desk, message, language)
        )
        st.markdown(_standing(found, words))
    return found


def _label(name: str, words: Words) -> str:
    return words("Shared parts") if name == BASE else words(MESSAGES[MessageName(name)])


def _standing(found: Picked, words: Words) -> str:
    _ = words
    out = (
        _("version {n} goes out", n=found.approved.number) if found.approved.number else _("the shipped text goes out")
    )
    said = f":green-badge[{out}]"
    if found.newest.number != found.approved.number and found.newest.number:
        draft = _("version {n} is a draft by {who}", n=found.newest.number, who=plain(found.newest.created_by))
        said += f" :orange-badge[{draft}]"
    return said
