"""The first words of a message, by the custom of its language."""

from __future__ import annotations

from dataclasses import dataclass

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


_LADIES = frozenset({"mevrouw", "mevr", "mw", "mrs", "ms", "miss", "madame", "mme", "frau"})
_GENTLEMEN = frozenset({"meneer", "heer", "dhr", "monsieur", "herr"})

CUSTOMS = {
    "nl": Custom(
        lady="Beste mevrouw",
        gentleman="Beste meneer",
        by_name="Beste",
        unknown="Beste mevrouw/heer",
        lady_titles=_LADIES,
        gentleman_titles=_GENTLEMEN,  # without mr: in Dutch that is a lawyer, of either sex
    ),
    "en": Custom(
        lady="Dear Ms",
        gentleman="Dear Mr",
        by_name="Dear",
        unknown="Dear Sir or Madam",
        lady_titles=_LADIES,
        gentleman_titles=_GENTLEMEN | {"mr"},
    ),
}


def greeting(person: str | None, language: str) -> str:
    """Return the greeting without its comma: ``Beste mevrouw De Vries``, ``Beste Anna de Vries``, ``Beste mevrouw/heer``.

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
        name = " ".join([names[0][:1].upper() + names[0][1:], *names[1:]])
        return f"{custom.lady if title in custom.lady_titles else custom.gentleman} {spoken(name)}"
    return f"{custom.by_name} {spoken(' '.join(words))}"


def _title(words: list[str]) -> str:
    return words[0].lower().rstrip(".") if words else ""
