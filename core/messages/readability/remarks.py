"""The remarks of the B1 check on a text: where it is hard, and what to write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from core.language import later
from core.messages.readability.hard_words import IN_FULL
from core.messages.readability.measures import measured
from core.messages.readability.norms import FEWEST_WORDS, HIGHEST_PASSIVE_SHARE, norm
from core.messages.readability.reading import line, lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.language import Words
    from core.messages.readability.measures import Measures


class RemarkKind(StrEnum):
    """What a remark is about."""

    LONG_SENTENCE = "long_sentence"
    HARD_WORD = "hard_word"
    ABBREVIATION = "abbreviation"
    PASSIVE = "passive"
    SENTENCE_AVERAGE = "sentence_average"
    FLESCH = "flesch"
    LIX = "lix"


WHOLE = later("the whole text")
CUT = later("{count} words: at most {most}, cut it in two")
INSTEAD = later("write: {plain}")
SPELL = later("write it in full")
WHO = later("say who does it")
AVERAGE = later("{count} words a sentence: at most {most}")
EASE = later("reading ease ({name}) {count}: at least {least}, use shorter words and sentences")
LIX = later("LIX {count}: at most {most}, use shorter words and sentences")


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One thing to look at again: where it stands, and what to do (``text`` before its ``values`` are filled in)."""

    kind: RemarkKind
    where: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def advice(self) -> str:
        """What to do, in English."""
        return self.text.format(**self.values)

    def said(self, words: Words) -> tuple[str, str]:
        """Return where it stands and what to do, in the language of ``words``."""
        return words(self.where) if self.where == WHOLE else self.where, words(self.text, **self.values)


def remarks(text: str, language: str) -> list[Remark]:
    """Return what a reader at level B1 may stumble over in plain ``text``; empty when the check has nothing to say.

    Raises :class:`~core.errors.UnknownNameError` for a language without a norm.
    """
    asked, read = norm(language), lines(text, language)
    found: list[Remark] = []
    if any(each.hard or each.longest > asked.longest_sentence for each in read):
        found += _in_lines(text, language)
    return [*found, *_overall(measured(read, language), text, language)]


def said(kept: str, words: Words) -> str:
    """Return a remark that was kept as its sentence, ``where: advice`` in English, in the language of ``words``."""
    for text, pattern in _KEPT.items():
        found = pattern.fullmatch(kept)
        if found:
            values = found.groupdict()
            where = values.pop("where")
            return f"{words(where) if where == WHOLE else where}: {words(text, **values)}"
    return kept


def _pattern(text: str) -> re.Pattern[str]:
    """Return what recognises the sentence of a remark whose advice is ``text``."""
    advice = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(text))
    return re.compile(rf"(?P<where>.*): {advice}", re.DOTALL)


_KEPT = {text: _pattern(text) for text in (CUT, INSTEAD, SPELL, WHO, AVERAGE, EASE, LIX)}


def _in_lines(text: str, language: str) -> Iterator[Remark]:
    """Yield the remarks on single sentences and words, with the amounts and dates that stand in them."""
    longest, read = norm(language).longest_sentence, [line(each, language) for each in text.splitlines()]
    for each in read:
        for sentence in each.sentences:
            if sentence.words > longest:
                values = {"count": str(sentence.words), "most": str(longest)}
                yield Remark(kind=RemarkKind.LONG_SENTENCE, where=sentence.text, text=CUT, values=values)
    for each in read:
        for hard, plain in each.hard:
            kind = RemarkKind.ABBREVIATION if "." in hard else RemarkKind.HARD_WORD
            if plain == IN_FULL:
                yield Remark(kind=kind, where=hard, text=SPELL)
            else:
                yield Remark(kind=kind, where=hard, text=INSTEAD, values={"plain": plain})


def _overall(counted: Measures, text: str, language: str) -> Iterator[Remark]:
    """Yield the remarks on the text as a whole."""
    asked = norm(language)
    if counted.words < FEWEST_WORDS:
        return
    if counted.passive_share is not None and counted.passive_share > HIGHEST_PASSIVE_SHARE:
        for each in text.splitlines():
            passive = (sentence.text for sentence in line(each, language).sentences if sentence.is_passive)
            yield from (Remark(kind=RemarkKind.PASSIVE, where=sentence, text=WHO) for sentence in passive)
    if counted.words_per_sentence is not None and counted.words_per_sentence > asked.highest_average:
        values = {"count": f"{counted.words_per_sentence:.1f}", "most": f"{asked.highest_average:g}"}
        yield Remark(kind=RemarkKind.SENTENCE_AVERAGE, where=WHOLE, text=AVERAGE, values=values)
    if counted.flesch is not None and counted.flesch < asked.lowest_ease:
        values = {"name": asked.ease_name, "count": f"{counted.flesch:.0f}", "least": f"{asked.lowest_ease:g}"}
        yield Remark(kind=RemarkKind.FLESCH, where=WHOLE, text=EASE, values=values)
    if counted.lix is not None and counted.lix > asked.highest_lix:
        values = {"count": f"{counted.lix:.0f}", "most": f"{asked.highest_lix:g}"}
        yield Remark(kind=RemarkKind.LIX, where=WHOLE, text=LIX, values=values)
