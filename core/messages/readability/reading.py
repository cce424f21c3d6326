"""A text as the B1 check reads it: sentences with their counts, each line read once however many customers get it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from core.messages.readability.hard_words import hard_words
from core.messages.readability.norms import LONG_WORD, norm

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|[\"“”»]|$)")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){1,}")  # of B.V. and A.B. de Vries: their dots end nothing
_CLOSED = re.compile(r"[.!?:]\s?[\"“”»]?$")
_DIGITS = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*")


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """What the check needs to know of one sentence."""

    text: str
    words: int
    syllables: int
    long_words: int
    is_passive: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a text, read: its sentences and their sums, and its hard words with their plain alternatives."""

    sentences: tuple[Sentence, ...]
    hard: tuple[tuple[str, str], ...]
    words: int
    syllables: int
    long_words: int
    passive: int
    longest: int


def lines(text: str, language: str) -> list[Line]:
    """Return the lines of ``text``, read; amounts and dates count as no words, so lines that differ in these are one."""
    return [_read(_DIGITS.sub("0", line), language) for line in text.splitlines() if line]


def line(text: str, language: str) -> Line:
    """Return one line read as it stands, with its amounts: for showing what is remarked."""
    return _read(text, language)


def forget() -> None:
    """Forget every line that was read: for measuring what reading costs."""
    _read.cache_clear()


@lru_cache(maxsize=50_000)
def _read(text: str, language: str) -> Line:
    said = tuple(_sentence(each, language) for each in sentences(text))
    return Line(
        sentences=said,
        hard=tuple(hard_words(text, language)),
        words=sum(each.words for each in said),
        syllables=sum(each.syllables for each in said),
        long_words=sum(each.long_words for each in said),
        passive=sum(each.is_passive for each in said),
        longest=max((each.words for each in said), default=0),
    )


def _sentence(text: str, language: str) -> Sentence:
    words = _WORD.findall(text)
    return Sentence(
        text=text,
        words=len(words),
        syllables=sum(syllables(word, language) for word in words),
        long_words=sum(len(word) > LONG_WORD for word in words),
        is_passive=bool(norm(language).passive.search(text)),
    )


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text``: what ends in a full stop, question or exclamation mark or colon; a line break ends one too.

    Headings, labels and rows of a table are no sentences.
    """
    found = []
    for each in text.splitlines():
        closed = each.strip()
        if not _CLOSED.search(closed) or len(_WORD.findall(closed)) < 2:  # noqa: PLR2004 (one word is a label)
            continue
        guarded = _INITIALS.sub(lambda dots: dots[0].replace(".", "\0"), closed)
        parts = (part.replace("\0", ".").strip(' \u00a0"„“”«»') for part in _SENTENCE_END.split(guarded))
        found += [part for part in parts if _WORD.search(part)]
    return found


def syllables(word: str, language: str) -> int:
    """Return how many syllables ``word`` has by its groups of vowels; at least one."""
    return max(1, len(norm(language).vowels.findall(word)))
