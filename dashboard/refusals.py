"""Why something was refused, in the language of who reads it: core gives one sentence with its values, the catalogue the other."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from string import Formatter
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from core.access.words import ACTIONS, ROLES
from core.actions import Action, Role
from core.errors import SaldoError
from core.hidden import hidden
from core.language import SOURCE_LANGUAGE
from core.sentence import Amount, Sentence
from core.vocabulary import CampaignState, HoldKind, MessageState
from dashboard.campaign.held_why import held_why
from dashboard.plain import plain
from dashboard.session import words
from dashboard.texts import CAMPAIGN_STATES, HOLDS, MESSAGE_STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.i18n import Words

TERMS: Final[dict[type[StrEnum], Mapping[Any, str]]] = {
    Action: ACTIONS,
    Role: ROLES,
    CampaignState: CAMPAIGN_STATES,
    HoldKind: HOLDS,
    MessageState: MESSAGE_STATES,
}
"""What terms are called; one that is not here is said as its own word."""


def refusal(problem: SaldoError, words: Words) -> str:
    """Return the sentence of ``problem`` in the reader's language, without a secret of this process."""
    return hidden(said(problem.sentence, words))


def refuse(problem: SaldoError, *, icon: str = ":material/error:") -> None:
    """Draw why something was refused."""
    st.error(plain(refusal(problem, words())), icon=icon)


def said(sentence: str, words: Words) -> str:
    """Return ``sentence`` in the reader's language; text that nobody marked is looked up among the sentences there are."""
    if words.language == SOURCE_LANGUAGE:
        return str(sentence)
    if not isinstance(sentence, Sentence) or not sentence.values:
        return held_why(sentence, words)
    if sentence.forms is not None:
        given = {
            name: _InWords(words).format_field(value, "") for name, value in sentence.values.items() if name != "n"
        }
        return words.count(*sentence.forms, int(str(sentence.values["n"])), **given)
    return _InWords(words).vformat(words(sentence.form), (), sentence.values)


class _InWords(Formatter):
    """How values stand in a sentence of the reader's language."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def format_field(self, value: object, format_spec: str) -> str:  # noqa: PLR0911 - one way for each kind of value
        """Return ``value`` as it is written in this language."""
        words = self.words
        match value:
            case Sentence():
                return said(value, words)
            case SaldoError():
                return refusal(value, words)
            case StrEnum():
                known = TERMS.get(type(value), {}).get(value)
                return words(value.replace("_", " ") if known is None else known)
            case list() | tuple():
                return ", ".join(self.format_field(each, "") for each in value)
            case Amount():
                return words.money(value.minor, value.currency)
            case datetime():
                return words.moment(value)
            case date() if format_spec in {"", "%d-%m-%Y"}:
                return words.day(value)
            case int() if format_spec == ",":
                return words.number(value)
            case float() if format_spec == ".0%":
                return words.share(value, 0)
        return str(super().format_field(value, format_spec))
