"""Words about health, faith, politics, origin, love life, unions and crimes: people are warned before such a note is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from core.language import later

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = ("nl", "en", "fr", "de")


class Category(StrEnum):
    """What GDPR articles 9 and 10 protect more than anything else."""

    HEALTH = "health"
    FAITH = "faith"
    POLITICS = "politics"
    ORIGIN = "origin"
    UNION = "union"
    LOVE_LIFE = "love_life"
    CRIME = "crime"


LABELS: Final = {
    Category.HEALTH: later("health"),
    Category.FAITH: later("faith"),
    Category.POLITICS: later("politics"),
    Category.ORIGIN: later("origin"),
    Category.UNION: later("membership of a union"),
    Category.LOVE_LIFE: later("love life"),
    Category.CRIME: later("crimes"),
}


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A word of a text, and what it says something about."""

    word: str
    category: Category


def sensitive_words(text: str) -> list[Hit]:
    """Return the words of ``text`` that say something of a protected kind, each once, in any of the four languages.

    Whole words only; a word of the list that ends in ``*`` begins such a word. A list finds what is on it: it warns, and proves
    nothing where it finds nothing.

    >>> [(each.word, str(each.category)) for each in sensitive_words("Is ziek en ligt in het ziekenhuis")]
    [('ziek', 'health'), ('ziekenhuis', 'health')]
    """
    found: dict[str, Hit] = {}
    for match in _pattern().finditer(text):
        word = match.group().casefold()
        category = next(each for name, each in _begins().items() if match.lastgroup == name)
        found.setdefault(word, Hit(word=match.group(), category=category))
    return list(found.values())


def listed(language: str) -> list[tuple[Category, str]]:
    """Return the list of ``language``: category and word, as its file has them."""
    rows = (FOLDER / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [(Category(kind), word) for kind, _, word in (row.partition("\t") for row in rows if row.strip())]


@cache
def _begins() -> dict[str, Category]:
    return {f"c_{each}": each for each in Category}


@cache
def _pattern() -> re.Pattern[str]:
    words: dict[Category, set[str]] = {each: set() for each in Category}
    for language in LANGUAGES:
        for category, word in listed(language):
            words[category].add(word)
    groups = [
        f"(?P<{name}>{'|'.join(_one(word) for word in sorted(words[category], key=lambda word: (-len(word), word)))})"
        for name, category in _begins().items()
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE)


def _one(word: str) -> str:
    stem = re.escape(word.rstrip("*")).replace(r"\ ", r"\s+")
    return rf"{stem}\w*" if word.endswith("*") else stem
