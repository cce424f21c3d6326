"""The small assistant of the page: which of a few things a question is about, told by its words, and no guess when it is unclear."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from rapidfuzz.fuzz import ratio

HERE: Final = Path(__file__).parent
LONGEST: Final = 300
SURE: Final = 1.0
"""A topic is meant from this much evidence on: one word that says it by itself, or two that point to it."""
APART: Final = 0.25
FAR_APART: Final = 0.75
"""And only with so much more than any other topic, and more than that where the other says it by itself, too; else the page asks back."""
_ALIKE: Final = 84.0
_SHORTEST_ALIKE: Final = 5
_WORD: Final = re.compile(r"[^\W_]+")


class Topic(StrEnum):
    """What the page can answer by itself."""

    OWED = "owed"
    WHY = "why"
    WHEN = "when"
    HOW_TO_PAY = "how_to_pay"
    PAID = "paid"
    CANNOT_PAY = "cannot_pay"
    PARTS = "parts"
    LATER = "later"
    DISPUTE = "dispute"
    COPY = "copy"
    PERSON = "person"
    COSTS = "costs"
    REACH = "reach"


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What a question is about: one topic, or none with the ``near`` ones that it could be."""

    topic: Topic | None
    near: tuple[Topic, ...] = ()


def understood(question: str, language: str) -> Understood:
    """Return what ``question`` is about, in ``language`` (``nl``, ``fr``, ``de``, ``en``); a topic only where the words are clear.

    Words count as they are said, small slips of the keyboard included; phrases of several words count when all of them are there.
    """
    said = words_of(question[:LONGEST])
    if not said:
        return Understood(topic=None)
    found = {topic: _evidence(said, phrases) for topic, phrases in _phrases(language[:2]).items()}
    ranked = sorted((topic for topic in found if found[topic] > 0), key=lambda topic: -found[topic])
    if not ranked or found[ranked[0]] < SURE:
        return Understood(topic=None, near=tuple(ranked[:3]))
    runner_up = found[ranked[1]] if len(ranked) > 1 else 0.0
    if found[ranked[0]] - runner_up < (FAR_APART if runner_up >= SURE else APART):
        return Understood(topic=None, near=tuple(ranked[:3]))
    return Understood(topic=ranked[0])


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return tuple(_WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter))))


def _evidence(said: tuple[str, ...], phrases: tuple[tuple[tuple[str, ...], float], ...]) -> float:
    """Return the weight of the heaviest phrase that was said, and a little for every other one."""
    weights = sorted((weight for words, weight in phrases if all(_is_said(word, said) for word in words)), reverse=True)
    return weights[0] + sum(weight / 4 for weight in weights[1:]) if weights else 0.0


def _is_said(word: str, said: tuple[str, ...]) -> bool:
    if word.endswith("*"):
        stem = word[:-1]
        return any(each.startswith(stem) for each in said)
    return any(each == word or _is_alike(each, word) for each in said)


def _is_alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _SHORTEST_ALIKE or one[0] != other[0]:
        return False
    return ratio(one, other) >= _ALIKE


@cache
def _phrases(language: str) -> dict[Topic, tuple[tuple[tuple[str, ...], float], ...]]:
    """Return the phrases of each topic: their words, and how much one says; a phrase of more words says more."""
    known = tomllib.loads((HERE / "phrases.toml").read_text(encoding="utf-8"))
    table: dict[str, dict[str, list[str]]] = known.get(language, known["en"])
    return {
        Topic(name): tuple(
            (tuple(_split(phrase)), weight + 0.3 * phrase.count(" "))
            for strength, weight in (("sure", 1.0), ("hint", 0.5))
            for phrase in each.get(strength, [])
        )
        for name, each in table.items()
    }


def _split(phrase: str) -> list[str]:
    return [words_of(part.rstrip("*"))[0] + ("*" if part.endswith("*") else "") for part in phrase.split()]
