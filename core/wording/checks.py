"""What a proposed line may not do: say a fact that the line did not say, lose a value, threaten, or be more than words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from core.messages.readability.remarks import RemarkKind, remarks
from core.messages.sources import BASE, FOLDER
from core.wording.lines import CLOSE, MARK, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.messages.readability.remarks import Remark
    from core.wording.lines import Line

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER: Final = re.compile(r"\d[\d.,/:-]*")
_MARKUP: Final = re.compile(r"[{}<>\[\]`|\\]|https?:|www\.|\S@\S|^\s*#", re.IGNORECASE)
_SIGNS: Final = re.compile(r"[€$£%]")
_SENTENCE: Final = re.compile(rf"(?:^|[.!?:\"“„«»”]|{CLOSE})\s*[\"“„«]?\s*$")
_SPACES: Final = "\u00a0\u202f"
MOST_LONGER: Final = 2
ROOM: Final = 60

# fmt: off
NUMBERS: Final = {
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien twintig dertig veertig vijftig honderd duizend procent week weken maand maanden jaar uur morgen vandaag gratis korting",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze vingt trente quarante cinquante cent mille pourcent semaine semaines mois an ans heure heures demain gratuit remise",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn zwanzig dreißig vierzig fünfzig hundert tausend prozent woche wochen monat monate jahr stunde stunden morgen heute kostenlos rabatt",
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty forty fifty hundred thousand percent week weeks month months year hour hours tomorrow today free discount",
}
THREATS: Final = {
    "nl": "incasso incassobureau incassokosten deurwaarder rechter rechtbank rechtszaak dagvaarding beslag boete rente kosten aangifte politie faillissement bkr zwarte lijst dreigen sommeren sommatie ingebrekestelling schande",
    "fr": "huissier tribunal juge justice poursuites saisie amende intérêts frais police plainte faillite recouvrement sommation menace honte",
    "de": "inkasso gerichtsvollzieher gericht richter klage pfändung bußgeld zinsen kosten polizei anzeige insolvenz schufa mahnbescheid drohen schande",
    "en": "collection collector bailiff court judge lawsuit sue seizure penalty fine interest costs police bankruptcy bankrupt blacklist threat threaten shame",
}
DENIALS: Final = {
    "nl": "niet niets geen nooit nimmer hoeft kwijtgescholden vrijgesteld vervallen al reeds",
    "fr": "pas rien aucun aucune jamais plus annulé annulée dispensé déjà",
    "de": "nicht nichts kein keine keinen nie niemals erlassen erledigt bereits schon",
    "en": "not no none nothing never cancelled waived need already",
}
# fmt: on


def refusals(line: Line, proposed: str, language: str) -> list[str]:
    """Return why ``proposed`` may not stand for ``line``, one phrase each; nothing when it may."""
    tongue = language.partition("_")[0]
    words = MARK.sub(" ", proposed)
    own = MARK.sub(" ", line.marked)
    return [
        *_marks(line, proposed),
        *(["it holds more than words"] if _more(words, own) else []),
        *(f"it says {each}, which the text does not" for each in _new(_NUMBER, words, own)),
        *(f"it says {each}, which the text does not" for each in _new(_SIGNS, words, own)),
        *(f"it says {each!r}, which the text does not" for each in _listed(words, own, NUMBERS, tongue)),
        *(f"it turns the meaning with {each!r}" for each in _listed(words, own, DENIALS, tongue)),
        *(f"it threatens with {each!r}, which the text does not" for each in _listed(words, own, THREATS, tongue)),
        *(f"it names {each!r}, whom no template knows" for each in _names(proposed, own, language)),
        *(["it is much longer"] if len(words) > MOST_LONGER * len(own) + ROOM else []),
        *(["it is harder to read"] if _harder(words, own, language) else []),
        *(["it says nothing"] if not _WORD.search(words) else []),
    ]


def _marks(line: Line, proposed: str) -> Iterator[str]:
    marks = MARK.findall(proposed)
    if sorted(marks) != sorted(line.shape()):
        yield "it loses or repeats a value"
    elif [each for each in marks if _is_block(line, each)] != [each for each in line.shape() if _is_block(line, each)]:
        yield "it changes the order of conditions"
    if OPEN in MARK.sub("", proposed) or CLOSE in MARK.sub("", proposed) or "\n" in proposed:
        yield "it is broken"


def _is_block(line: Line, mark: str) -> bool:
    kept = line.kept[int(mark) - 1] if int(mark) <= len(line.kept) else ""
    return kept.startswith("{%") or kept == "**"


def _more(words: str, own: str) -> bool:
    """Return whether there is markup that the line has not, or a sign that nobody sees; a space that does not break is one of French."""
    is_shown = all(sign.isprintable() or sign in _SPACES for sign in words)
    return not is_shown or any(each[0] not in own for each in _MARKUP.finditer(words))


def _harder(words: str, own: str, language: str) -> bool:
    """Return whether the B1 check has more to say of the new words than of the old ones."""
    return len(_hard(words, language)) > len(_hard(own, language))


def _hard(text: str, language: str) -> list[Remark]:
    watched = {RemarkKind.HARD_WORD, RemarkKind.LONG_SENTENCE, RemarkKind.ABBREVIATION}
    return [each for each in remarks(text.strip(), language) if each.kind in watched]


def _new(pattern: re.Pattern[str], words: str, own: str) -> list[str]:
    known = set(pattern.findall(own))
    return sorted({each for each in pattern.findall(words) if each not in known})


def _listed(words: str, own: str, lists: dict[str, str], tongue: str) -> list[str]:
    watched = set(lists.get(tongue, lists["en"]).split())
    known = {each.lower() for each in _WORD.findall(own)}
    return sorted(
        {each.lower() for each in _WORD.findall(words) if each.lower() in watched and each.lower() not in known}
    )


def _names(proposed: str, own: str, language: str) -> list[str]:
    """Return the words that stand with a capital inside a sentence and that no template of the language has."""
    known = vocabulary(language.partition("_")[0]) | {each.lower() for each in _WORD.findall(own)}
    return sorted(
        {
            word[0]
            for word in _WORD.finditer(MARK.sub(lambda mark: CLOSE * len(mark[0]), proposed))
            if word[0][0].isupper()
            and word[0].lower() not in known
            and (len(word[0]) == 1 or not _SENTENCE.search(proposed[: word.start()]) or word[0].isupper())
        }
    )


@cache
def vocabulary(tongue: str) -> frozenset[str]:
    """Return every word that the shipped templates of a language say."""
    found: set[str] = set()
    for path in FOLDER.glob("*/*/*"):
        if path.parent.name.partition("_")[0] == tongue and path.suffix in {".md", ".txt"} and path.parts[-3] != BASE:
            found |= {
                each.lower() for each in _WORD.findall(re.sub(r"\{[{%#].*?[}%#]\}", " ", path.read_text("utf-8")))
            }
    return frozenset(found)
