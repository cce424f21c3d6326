"""The first words of a message, by the custom of its language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from core.messages.clean import one_line, spoken


@dataclass(frozen=True, kw_only=True)
class Custom:
    """How a language opens a message to a lady, a gentleman, a person by name, and somebody unknown."""

    lady: str
    gentleman: str
    by_name: str
    unknown: str
    lady_titles: frozenset[str]
    gentleman_titles: frozenset[str]
    is_particle_raised: bool = False  # Beste mevrouw De Vries: without a first name the particle gets its capital


_LADIES = frozenset({"mevrouw", "mevr", "mw", "mrs", "ms", "miss", "madame", "mme", "mademoiselle", "mlle", "frau"})
_GENTLEMEN = frozenset({"meneer", "heer", "dhr", "monsieur", "herr", "herrn"})  # mr is a lawyer in Dutch, of either sex

_DUTCH = Custom(
    lady="Beste mevrouw",
    gentleman="Beste meneer",
    by_name="Beste",
    unknown="Beste mevrouw/heer",
    lady_titles=_LADIES,
    gentleman_titles=_GENTLEMEN,
    is_particle_raised=True,
)
_FRENCH = Custom(
    lady="Bonjour Madame",
    gentleman="Bonjour Monsieur",
    by_name="Bonjour",
    unknown="Madame, Monsieur",
    lady_titles=_LADIES,
    gentleman_titles=_GENTLEMEN | {"m", "mr"},
)

CUSTOMS = {
    "nl": _DUTCH,
    "nl_BE": replace(_DUTCH, is_particle_raised=False),  # a Belgian name is written as it is registered
    "fr": _FRENCH,
    "fr_BE": _FRENCH,
    "de": Custom(
        lady="Sehr geehrte Frau",
        gentleman="Sehr geehrter Herr",
        by_name="Guten Tag",
        unknown="Sehr geehrte Damen und Herren",
        lady_titles=_LADIES,
        gentleman_titles=_GENTLEMEN,
    ),
    "en": Custom(
        lady="Dear Ms",
        gentleman="Dear Mr",
        by_name="Dear",
        unknown="Dear Sir or Madam",
        lady_titles=_LADIES,
        gentleman_titles=_GENTLEMEN | {"mr"},
        is_particle_raised=True,
    ),
}


@lru_cache(maxsize=20_000)
def greeting(person: str | None, language: str) -> str:
    """Return the greeting without its comma: ``Beste mevrouw De Vries``, ``Bonjour Anne Dupont``, ``Sehr geehrte Frau Braun``.

    A title is taken from the name itself and never guessed from a first name.
    """
    custom = CUSTOMS[language]
    words = one_line(person or "").split()
    if not words:
        return custom.unknown
    if words[0].lower() == "de" and _title(words[1:2]) in custom.gentleman_titles:
        words = words[1:]
    title, names = _title(words[:1]), words[1:]
    if names and title in custom.lady_titles | custom.gentleman_titles:
        first = names[0][:1].upper() + names[0][1:] if custom.is_particle_raised else names[0]
        name = " ".join([first, *names[1:]])
        return f"{custom.lady if title in custom.lady_titles else custom.gentleman} {spoken(name)}"
    return f"{custom.by_name} {spoken(' '.join(words))}"


def _title(words: list[str]) -> str:
    return words[0].lower().rstrip(".") if words else ""
