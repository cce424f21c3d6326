"""The B1 check: it finds what is hard, and our own letters have nothing to find."""

from __future__ import annotations

import pytest

from core.errors import UnknownNameError
from core.messages.check import samples
from core.messages.readability import RemarkKind, hard_words, measures, remarks, sentences, syllables
from core.messages.render import render
from core.vocabulary import MessageName
from tests.unit.messages.conftest import about, bill

HARD = (
    "Uit onze administratie blijkt dat het verschuldigde bedrag, ondanks eerdere sommaties onzerzijds, tot op heden niet is voldaan. "
    "Indien u niet per ommegaande tot betaling overgaat, zijn wij genoodzaakt de vordering uit handen te geven aan een gerechtsdeurwaarder."
)
EASY = (
    "U hebt uw rekening nog niet betaald. Betaal € 125 binnen 14 dagen. Lukt dat niet? Bel ons dan. "
    "We kijken samen of u in delen kunt betalen. Hebt u al betaald? Dan hoeft u niets te doen."
)


@pytest.mark.parametrize("message", list(MessageName))
@pytest.mark.parametrize("sample", [*samples(), about(bill(), bill("F-8"), bill("F-9", currency="USD"))])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_shipped_messages_have_no_remarks(message: MessageName, sample: object, language: str) -> None:
    rendered = render(message, language, sample)  # type: ignore[arg-type]
    assert remarks(rendered.text, language) == []
    assert remarks(rendered.subject, language) == []


def test_a_hard_letter_is_told_what_to_write_instead() -> None:
    found = remarks(HARD, "nl")
    advice = {remark.where.lower(): remark.advice for remark in found if remark.kind is RemarkKind.HARD_WORD}
    assert advice["indien"] == "write: als"
    assert advice["voldaan"] == "write: betaald"
    assert advice["verschuldigde bedrag"] == "write: het bedrag dat u moet betalen"
    assert {remark.kind for remark in found} == set(RemarkKind)


def test_an_easy_letter_has_no_remarks() -> None:
    assert remarks(EASY, "nl") == []
    assert measures(EASY, "nl").passive_share == 0


def test_flesch_douma_and_lix_by_hand() -> None:
    """Two sentences, 4 + 4 words; syllables u-hebt-niet-be-taald 1+1+1+2, be-taal-het-be-drag-nu 2+1+2+1: 11.

    Flesch-Douma = 206.84 - 0.93 * 4 - 77 * 11/8 = 97.245; no word is longer than six letters but betaald: LIX = 4 + 100/8.
    """
    counted = measures("U hebt niet betaald. Betaal het bedrag nu!", "nl")
    assert (counted.words, counted.sentences) == (8, 2)
    assert counted.flesch == pytest.approx(206.84 - 0.93 * 4 - 77 * 11 / 8)
    assert counted.lix == pytest.approx(4 + 100 / 8)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("idee", 2),
        ("alinea", 4),
        ("openstaand", 3),
        ("betalen", 3),
        ("rekening", 3),
        ("uitstel", 2),
        ("nieuwe", 2),
        ("mooie", 2),
        ("u", 1),
        ("geld", 1),
        ("bv", 1),
    ],
)
def test_dutch_syllables(word: str, count: int) -> None:
    assert syllables(word, "nl") == count


@pytest.mark.parametrize(
    ("word", "count"), [("pay", 1), ("please", 1), ("amount", 2), ("reminder", 3), ("little", 2), ("the", 1)]
)
def test_english_syllables(word: str, count: int) -> None:
    assert syllables(word, "en") == count


def test_headings_labels_and_rows_are_no_sentences_and_initials_end_none() -> None:
    text = "Zo betaalt u\nBedrag: € 5\n- F-7 van 1 sep 2026: € 5\nBel A.B. de Wit van Zon B.V. nu. Of mail ons."
    assert sentences(text) == ["Bel A.B. de Wit van Zon B.V. nu", "Of mail ons."[:-1]]


def test_one_sentence_over_fifteen_words_is_named() -> None:
    sentence = " ".join(["dag"] * 16)
    (remark,) = [found for found in remarks(f"{sentence}.", "nl") if found.kind is RemarkKind.LONG_SENTENCE]
    assert remark.where == sentence
    assert remark.advice.startswith("16 words: at most 15")
    assert not [
        found for found in remarks(f"{' '.join(['dag'] * 15)}.", "nl") if found.kind is RemarkKind.LONG_SENTENCE
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Laatste sommatie", ["Laatste sommatie"]),  # the longest term, not two
        ("in  gebreke stellen", ["in  gebreke stellen"]),
        ("medeklinker en aanmaningsbrief", []),  # whole words only
        ("Betaal m.b.t. dit", ["m.b.t."]),
    ],
)
def test_hard_words_are_whole_and_longest_first(text: str, found: list[str]) -> None:
    assert [hard for hard, _ in hard_words(text, "nl")] == found


def test_an_empty_text_has_nothing_to_measure() -> None:
    assert remarks("", "nl") == []
    assert measures("Bedrag", "nl").flesch is None


def test_a_language_without_a_norm_is_refused_by_name() -> None:
    with pytest.raises(UnknownNameError, match="'xx'"):
        remarks("text", "xx")
