"""Hard words and abbreviations, each with what to write instead: the lists in core/messages/hard_words/."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.messages.readability.norms import known

_LISTS = Path(__file__).parents[1] / "hard_words"
_LETTERS = re.compile(r"[^\W\d_]+")
# Two or more groups of small letters with dots, as in m.b.t. and z. B.: initials have capitals.
_SHORTENED = re.compile(r"(?<![\w.-])[^\W\d_A-ZÀ-Þ]{1,4}\.(?:\s?[^\W\d_]\.|[^\W\d_]{1,4}\.)+(?!\w)")
# Legal forms in the names of companies: nobody can write those in full.
_LEGAL_FORMS = frozenset(
    {"e.k.", "e.v.", "e.g.m.b.h.", "v.o.f.", "c.v.", "c.v.b.a.", "b.v.", "n.v.", "s.a.", "s.a.s.", "s.r.l."}
)
IN_FULL = "the words in full"


@dataclass(frozen=True, kw_only=True)
class _Listed:
    """The list of a language: as one pattern, by term, and the longest word of each term (a text without any is plain)."""

    pattern: re.Pattern[str]
    plain: dict[str, str]
    signs: frozenset[str]


def hard_words(text: str, language: str) -> list[tuple[str, str]]:
    """Return each hard word, phrase or abbreviation of ``text`` as it stands there, with its plain alternative."""
    listed = _listed(known(language))
    found: dict[int, tuple[str, str]] = {}
    if "." in text:
        found = {each.start(): (each[0], IN_FULL) for each in _SHORTENED.finditer(text) if not _is_legal_form(each[0])}
    if not listed.signs.isdisjoint(_LETTERS.findall(text.lower())):
        found |= {
            each.start(): (each[0], listed.plain[" ".join(each[0].lower().split())])
            for each in listed.pattern.finditer(text)
        }
    return [found[place] for place in sorted(found)]


def _is_legal_form(shortened: str) -> bool:
    return "".join(shortened.split()).lower() in _LEGAL_FORMS


def pairs(language: str) -> dict[str, str]:
    """Return the list of ``language``: what is hard, and what to write instead."""
    return dict(_listed(known(language)).plain)


@cache
def _listed(language: str) -> _Listed:
    """Return the list of a language: one pair a line, tab between; longer terms are looked for first."""
    lines = (_LISTS / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    listed = (line.split("\t") for line in lines)
    plain = {term.lower(): instead for term, instead in listed}
    terms = sorted(plain, key=len, reverse=True)
    alternatives = "|".join(re.escape(term).replace(r"\ ", r"\s+") for term in terms)
    return _Listed(
        pattern=re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE),
        plain=plain,
        signs=frozenset(max(_LETTERS.findall(term), key=len) for term in terms),
    )
