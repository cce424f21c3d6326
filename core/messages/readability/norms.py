"""What the B1 check asks of each language, and how that language is counted.

The formulas of reading ease: Flesch-Douma for Dutch, Kandel and Moles for French, Amstad for German, Flesch for English.
All are trends, weak as evidence; LIX needs no syllables and stands beside each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.errors import UnknownNameError


@dataclass(frozen=True, kw_only=True)
class Norm:
    """The bounds of one language, the formula of its reading ease, its vowels and its passive voice."""

    longest_sentence: int
    highest_average: float
    lowest_ease: float
    highest_lix: float
    ease_name: str
    ease_base: float
    ease_sentence: float
    ease_syllable: float
    vowels: re.Pattern[str]
    passive: re.Pattern[str]


# Nouns and infinitives that look like a participle, and what happened by itself: "het is gelukt".
_NO_PARTICIPLE = r"(?!(?:gelukt|gebeurd|gekomen|gegaan|gebleven|geweest|geworden|begonnen|verhuisd|gestopt|bereid|bekend|bericht|bedrag|beleid|gebied|gebruik|gedeelt|gemeent|geval|gevolg|gerecht|gewicht|gezicht|geduld|verband|verschil|verstand)(?:en|e|s)?\b)"
_DUTCH_PARTICIPLE = rf"{_NO_PARTICIPLE}(?:ge|be|ver|ont|her|er)\w{{2,}}(?:d|t|en)"
# "Il est arrivé" and its like are no passive.
_FRENCH_MOVE = (
    r"(?!(?:allé|arrivé|entré|resté|retourné|tombé|rentré|monté|passé|parti|revenu|venu|devenu|sorti|né)e?s?\b)"
)
_FRENCH_PARTICIPLE = rf"{_FRENCH_MOVE}(?:\w+(?:é|ée|és|ées)|(?:reçu|dû|vendu|rendu|perdu|fait|pris|\w*mis|inscrit|écrit|offert|ouvert)e?s?)"
_GERMAN_NO_PARTICIPLE = r"(?!(?:geben|gehen|gelten|gehören|gewinnen|geschehen|genügen|gefallen|gebiet|geduld|gesamt|gerät|geschäft|gericht|gesicht|gewicht|bericht|betrag|beginnen)\b)"
_GERMAN_PARTICIPLE = (
    rf"{_GERMAN_NO_PARTICIPLE}(?:(?:\w{{2,8}})?ge\w{{2,}}(?:t|en)|(?:be|ver|er|ent|zer|über)\w{{2,}}t"
    r"|\w+iert|erhalten|beglichen|beschlossen|verboten|vergeben|vergessen|verloren|beschrieben|überwiesen|verschoben)"
)

NORMS = {
    "nl": Norm(
        longest_sentence=15,
        highest_average=12,
        lowest_ease=70,
        highest_lix=35,
        ease_name="Flesch-Douma",
        ease_base=206.84,
        ease_sentence=0.93,
        ease_syllable=77,
        vowels=re.compile(
            r"aai|ooi|oei|eeu|ieu|ij|ui|ei|au|ou|eu|oe|ie|aa|ee|oo|uu|[aeiouyáàâäéèêëíìîïóòôöúùûü]", re.IGNORECASE
        ),
        passive=re.compile(
            rf"\b(?:word|wordt|worden|werd|werden|is|zijn|was|waren)\b(?:\W+\w+){{0,8}}?\W+{_DUTCH_PARTICIPLE}\b"
            rf"|\b{_DUTCH_PARTICIPLE}\W+(?:word|wordt|worden|werd|werden|is|zijn|was|waren)\b",
            re.IGNORECASE,
        ),
    ),
    "fr": Norm(
        longest_sentence=18,
        highest_average=14,
        lowest_ease=60,
        highest_lix=40,
        ease_name="Kandel-Moles",
        ease_base=207,
        ease_sentence=1.015,
        ease_syllable=73.6,
        # A mute e (-e, -es) closes no syllable of its own; é before a vowel opens one.
        vowels=re.compile(
            r"[éè](?=[aiou])|(?!(?<=[^\Waeiouyéèêàâîôû])es?\b)(?:[aeiouàâäéèêëîïôöùûüœæ]|y(?![aeiouéèê]))+",
            re.IGNORECASE,
        ),
        passive=re.compile(
            rf"(?<!s['’])\b(?:est|sont|sera|seront|était|étaient|serait|soit|été|être)\b(?:\s+(?!à\b|en\b)\w+){{0,2}}?\s+{_FRENCH_PARTICIPLE}\b",
            re.IGNORECASE,
        ),
    ),
    "de": Norm(
        longest_sentence=16,
        highest_average=12,
        lowest_ease=60,
        highest_lix=42,
        ease_name="Amstad",
        ease_base=180,
        ease_sentence=1,
        ease_syllable=58.5,
        vowels=re.compile(r"e(?=ehr)|äu|au|ei|eu|ai|ie|aa|ee|oo|[aeiouyäöüéèà]", re.IGNORECASE),
        passive=re.compile(
            rf"\b(?:werde|wirst|wird|werden|werdet|wurde|wurden)\b(?:\W+\w+){{0,10}}?\W+{_GERMAN_PARTICIPLE}\b"
            rf"|\b{_GERMAN_PARTICIPLE}\W+(?:wird|werden|wurde|wurden)\b|\bworden\b",
            re.IGNORECASE,
        ),
    ),
    "en": Norm(
        longest_sentence=20,
        highest_average=15,
        lowest_ease=60,
        highest_lix=40,
        ease_name="Flesch",
        ease_base=206.835,
        ease_sentence=1.015,
        ease_syllable=84.6,
        vowels=re.compile(r"(?!e\b)[aeiouy]+|(?<=[^aeiouy\s]l)e\b", re.IGNORECASE),
        passive=re.compile(
            r"\b(?:am|is|are|was|were|be|been|being)\b(?:\s+(?:\w+ly|not|also|now))*\s+(?!(?:open|often|then|even|seven|ten|need|afraid|tired|hundred)\b)"
            r"(?:\w+(?:ed|en|id|ought)|sent|made|done|held|kept|told|left|lost|spent|built|put|set)\b",
            re.IGNORECASE,
        ),
    ),
}
HIGHEST_PASSIVE_SHARE = 0.10
LONG_WORD = 6  # LIX counts words of more letters than this
FEWEST_WORDS = 30  # of a shorter text, a subject for one, the averages mean nothing


def known(language: str) -> str:
    """Return the language whose norm and words hold for ``language``: ``nl`` for ``nl_BE``; raise ``UnknownNameError``."""
    base = language.split("_", 1)[0]
    if base not in NORMS:
        raise UnknownNameError("language of the B1 check", language, sorted(NORMS))
    return base


def norm(language: str) -> Norm:
    """Return the norm of ``language``; raise ``UnknownNameError`` for one without."""
    return NORMS[known(language)]
