"""The B1 check: remarks on a text's sentences and words. It counts remarks; it certifies nothing.

Flesch-Douma (Dutch) and Flesch (English) are trends, weak as evidence; the findings that help a writer are the long
sentences, the passive ones and the hard words, each with what to write instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from core.errors import UnknownNameError

_WORD_LISTS = Path(__file__).parent / "hard_words"


class RemarkKind(StrEnum):
    """What a remark is about."""

    LONG_SENTENCE = "long_sentence"
    HARD_WORD = "hard_word"
    PASSIVE = "passive"
    SENTENCE_AVERAGE = "sentence_average"
    FLESCH = "flesch"
    LIX = "lix"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One thing to look at again: where it stands, and what to do."""

    kind: RemarkKind
    where: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class Measures:
    """Counts of a text; shares 0-1, ``None`` where there is no sentence to measure."""

    words: int
    sentences: int
    words_per_sentence: float | None
    passive_share: float | None
    flesch: float | None
    lix: float | None


@dataclass(frozen=True, kw_only=True)
class Norm:
    """What the check asks of one language, and how that language is counted."""

    longest_sentence: int
    highest_average: float
    lowest_flesch: float
    highest_lix: float
    flesch_base: float
    flesch_sentence: float
    flesch_syllable: float
    vowels: re.Pattern[str]
    passive: re.Pattern[str]


# Nouns and infinitives that look like a participle.
_NO_PARTICIPLE = r"(?!(?:bericht|bedrag|beleid|gebied|gebruik|gedeelt|gemeent|geval|gevolg|gerecht|gewicht|gezicht|geduld|verband|verschil|verstand)(?:en|e|s)?\b)"
_DUTCH_PARTICIPLE = rf"{_NO_PARTICIPLE}(?:ge|be|ver|ont|her|er)\w{{2,}}(?:d|t|en)"
NORMS = {
    "nl": Norm(
        longest_sentence=15,
        highest_average=12,
        lowest_flesch=70,
        highest_lix=35,
        flesch_base=206.84,
        flesch_sentence=0.93,
        flesch_syllable=77,
        vowels=re.compile(
            r"aai|ooi|oei|eeu|ieu|ij|ui|ei|au|ou|eu|oe|ie|aa|ee|oo|uu|[aeiouyáàâäéèêëíìîïóòôöúùûü]", re.IGNORECASE
        ),
        passive=re.compile(
            rf"\b(?:word|wordt|worden|werd|werden|is|zijn|was|waren)\b(?:\W+\w+){{0,8}}?\W+{_DUTCH_PARTICIPLE}\b"
            rf"|\b{_DUTCH_PARTICIPLE}\W+(?:word|wordt|worden|werd|werden|is|zijn|was|waren)\b",
            re.IGNORECASE,
        ),
    ),
    "en": Norm(
        longest_sentence=20,
        highest_average=15,
        lowest_flesch=60,
        highest_lix=40,
        flesch_base=206.835,
        flesch_sentence=1.015,
        flesch_syllable=84.6,
        vowels=re.compile(r"(?!e\b)[aeiouy]+|(?<=[^aeiouy\s]l)e\b", re.IGNORECASE),
        passive=re.compile(
            r"\b(?:am|is|are|was|were|be|been|being)\b(?:\s+\w+ly)?\s+\w+(?:ed|en|id|ought)\b", re.IGNORECASE
        ),
    ),
}
HIGHEST_PASSIVE_SHARE = 0.10
LONG_WORD = 6  # LIX counts words of more letters than this
FEWEST_WORDS = 30  # of a shorter text, a subject for one, the averages mean nothing

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){1,}")  # of B.V. and A.B. de Vries: their dots end nothing
_CLOSED = re.compile(r"[.!?:]$")


@dataclass(frozen=True, kw_only=True)
class _Sentence:
    """What the check needs to know of one sentence."""

    text: str
    words: int
    syllables: int
    long_words: int
    is_passive: bool


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One line of a text, read: its sentences, and its hard words with their plain alternatives."""

    sentences: tuple[_Sentence, ...]
    hard: tuple[tuple[str, str], ...]


def remarks(text: str, language: str) -> list[Remark]:
    """Return what a reader at level B1 may stumble over in plain ``text``; empty when the check has nothing to say.

    Raises :class:`~core.errors.UnknownNameError` for a language without a norm.
    """
    norm = _norm(language)
    lines = [_read(line, language) for line in text.splitlines()]
    found = [
        Remark(
            kind=RemarkKind.LONG_SENTENCE,
            where=sentence.text,
            advice=f"{sentence.words} words: at most {norm.longest_sentence}, cut it in two",
        )
        for line in lines
        for sentence in line.sentences
        if sentence.words > norm.longest_sentence
    ]
    found += [
        Remark(kind=RemarkKind.HARD_WORD, where=hard, advice=f"write: {plain}")
        for line in lines
        for hard, plain in line.hard
    ]
    said = [sentence for line in lines for sentence in line.sentences]
    return found + _overall(said, norm)


def _overall(said: list[_Sentence], norm: Norm) -> list[Remark]:
    """Return the remarks on the text as a whole."""
    counted = _measured(said, norm)
    found: list[Remark] = []
    if counted.words < FEWEST_WORDS:
        return found
    if counted.passive_share is not None and counted.passive_share > HIGHEST_PASSIVE_SHARE:
        passive = (sentence.text for sentence in said if sentence.is_passive)
        found += [Remark(kind=RemarkKind.PASSIVE, where=sentence, advice="say who does it") for sentence in passive]
    if counted.words_per_sentence is not None and counted.words_per_sentence > norm.highest_average:
        advice = f"{counted.words_per_sentence:.1f} words a sentence: at most {norm.highest_average:g}"
        found.append(Remark(kind=RemarkKind.SENTENCE_AVERAGE, where="the whole text", advice=advice))
    if counted.flesch is not None and counted.flesch < norm.lowest_flesch:
        advice = f"reading ease {counted.flesch:.0f}: at least {norm.lowest_flesch:g}, use shorter words and sentences"
        found.append(Remark(kind=RemarkKind.FLESCH, where="the whole text", advice=advice))
    if counted.lix is not None and counted.lix > norm.highest_lix:
        advice = f"LIX {counted.lix:.0f}: at most {norm.highest_lix:g}, use shorter words and sentences"
        found.append(Remark(kind=RemarkKind.LIX, where="the whole text", advice=advice))
    return found


def measures(text: str, language: str) -> Measures:
    """Return the counts of the sentences in ``text``; headings, labels and table rows are no sentences.

    Flesch-Douma = 206.84 - 0.93 words/sentence - 77 syllables/word; LIX = words/sentence + 100 long words/words.
    """
    said = [sentence for line in text.splitlines() for sentence in _read(line, language).sentences]
    return _measured(said, _norm(language))


def _measured(said: list[_Sentence], norm: Norm) -> Measures:
    words = sum(sentence.words for sentence in said)
    if not words:
        return Measures(words=0, sentences=0, words_per_sentence=None, passive_share=None, flesch=None, lix=None)
    average = words / len(said)
    each = sum(sentence.syllables for sentence in said) / words
    return Measures(
        words=words,
        sentences=len(said),
        words_per_sentence=average,
        passive_share=sum(sentence.is_passive for sentence in said) / len(said),
        flesch=norm.flesch_base - norm.flesch_sentence * average - norm.flesch_syllable * each,
        lix=average + 100 * sum(sentence.long_words for sentence in said) / words,
    )


@lru_cache(maxsize=20_000)
def _read(line: str, language: str) -> _Line:
    """Return a line read once: the letters of one campaign share nearly all of theirs."""
    return _Line(
        sentences=tuple(_sentence(sentence, language) for sentence in sentences(line)),
        hard=tuple(hard_words(line, language)),
    )


def _sentence(text: str, language: str) -> _Sentence:
    words = _WORD.findall(text)
    return _Sentence(
        text=text,
        words=len(words),
        syllables=sum(syllables(word, language) for word in words),
        long_words=sum(len(word) > LONG_WORD for word in words),
        is_passive=bool(_norm(language).passive.search(text)),
    )


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text``: what ends in a full stop, question or exclamation mark or colon; a line break ends one too."""
    found = []
    for line in text.splitlines():
        closed = line.strip()
        if not _CLOSED.search(closed) or len(_WORD.findall(closed)) < 2:  # noqa: PLR2004 (one word is a label)
            continue
        guarded = _INITIALS.sub(lambda dots: dots[0].replace(".", "\0"), closed)
        found += [part.replace("\0", ".").strip() for part in _SENTENCE_END.split(guarded) if part.strip()]
    return [sentence for sentence in found if _WORD.search(sentence)]


def syllables(word: str, language: str) -> int:
    """Return how many syllables ``word`` has by its groups of vowels; at least one."""
    return max(1, len(_norm(language).vowels.findall(word)))


def hard_words(text: str, language: str) -> list[tuple[str, str]]:
    """Return each hard word or phrase of ``text`` as it stands there, with its plain alternative."""
    listed = _hard_words(language)
    if listed.signs.isdisjoint(_LETTERS.findall(text.lower())):
        return []
    return [(found[0], listed.plain[" ".join(found[0].lower().split())]) for found in listed.pattern.finditer(text)]


@dataclass(frozen=True, kw_only=True)
class _HardWords:
    """The list of a language: as one pattern, by term, and the longest word of each term (a text without any is plain)."""

    pattern: re.Pattern[str]
    plain: dict[str, str]
    signs: frozenset[str]


@cache
def _hard_words(language: str) -> _HardWords:
    """Return the list in ``hard_words/``: one pair a line, tab between; longer terms are looked for first."""
    lines = (_WORD_LISTS / f"{_known(language)}.tsv").read_text(encoding="utf-8").splitlines()
    plain = dict(line.split("\t") for line in lines)
    terms = sorted(plain, key=len, reverse=True)
    alternatives = "|".join(re.escape(term).replace(r"\ ", r"\s+") for term in terms)
    return _HardWords(
        pattern=re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE),
        plain=plain,
        signs=frozenset(max(_LETTERS.findall(term), key=len) for term in terms),
    )


def _known(language: str) -> str:
    if language not in NORMS:
        raise UnknownNameError("language of the B1 check", language, sorted(NORMS))
    return language


def _norm(language: str) -> Norm:
    return NORMS[_known(language)]
