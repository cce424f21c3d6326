"""The figures of a text: words a sentence, passive share, reading ease and LIX."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.messages.readability.norms import norm
from core.messages.readability.reading import lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.messages.readability.reading import Line


@dataclass(frozen=True, kw_only=True)
class Measures:
    """Counts of a text; shares 0-1, ``None`` where there is no sentence to measure."""

    words: int
    sentences: int
    words_per_sentence: float | None
    passive_share: float | None
    flesch: float | None  # the reading ease of the language: Flesch-Douma, Kandel-Moles, Amstad or Flesch
    lix: float | None


def measures(text: str, language: str) -> Measures:
    """Return the counts of the sentences in ``text``; headings, labels and table rows are no sentences.

    Reading ease = base - a * words/sentence - b * syllables/word with the figures of the language (see ``norms.py``);
    LIX = words/sentence + 100 * words of more than six letters/words. Of few sentences neither says much.
    """
    return measured(lines(text, language), language)


def measured(read: Sequence[Line], language: str) -> Measures:
    """Return the counts of a text that was read already."""
    words = sentences = syllables = long_words = passive = 0
    for line in read:
        words += line.words
        sentences += len(line.sentences)
        syllables += line.syllables
        long_words += line.long_words
        passive += line.passive
    if not words:
        return Measures(words=0, sentences=0, words_per_sentence=None, passive_share=None, flesch=None, lix=None)
    asked, average = norm(language), words / sentences
    return Measures(
        words=words,
        sentences=sentences,
        words_per_sentence=average,
        passive_share=passive / sentences,
        flesch=asked.ease_base - asked.ease_sentence * average - asked.ease_syllable * syllables / words,
        lix=average + 100 * long_words / words,
    )
