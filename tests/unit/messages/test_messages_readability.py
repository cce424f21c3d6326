"""The B1 check: it finds what is hard, in four languages, and our own letters have nothing to find."""

from __future__ import annotations

import time

import pytest

from core.errors import UnknownNameError
from core.language import Words
from core.messages.markup import TEXT
from core.messages.needs import STEPS
from core.messages.readability import (
    NORMS,
    RemarkKind,
    hard_words,
    measures,
    pairs,
    remarks,
    said,
    sentences,
    syllables,
)
from core.messages.readability.by_form import remarks_by_form
from core.messages.render import render
from core.messages.samples import awkward, for_message, samples
from core.messages.templates import shipped
from core.vocabulary import CustomerType, MessageName
from tests.unit.messages.conftest import about, bill

HARD = {
    "nl": (
        "Uit onze administratie blijkt dat het verschuldigde bedrag, ondanks eerdere sommaties onzerzijds, tot op heden niet is voldaan. "
        "Indien u niet per ommegaande tot betaling overgaat m.b.t. deze rekening, zijn wij genoodzaakt de vordering uit handen te geven aan een gerechtsdeurwaarder."
    ),
    "fr": (
        "Sauf erreur ou omission de notre part, votre créance a été transmise à notre service contentieux, qui procédera au recouvrement. "
        "À défaut de règlement dans les meilleurs délais, c.-à-d. sous huitaine, une mise en demeure vous sera notifiée conformément à nos conditions générales."
    ),
    "de": (
        "Unsere vorgenannte Forderung wurde trotz mehrfacher Mahnung bislang nicht von Ihnen beglichen, weshalb der Vorgang zeitnah weitergeleitet wird. "
        "Sofern der Betrag nicht unverzüglich z.B. per Überweisung beglichen wird, werden wir gegebenenfalls gerichtliches Mahnverfahren und Verzugszinsen geltend machen."
    ),
    "en": (
        "Notwithstanding our previous correspondence, the outstanding balance on your account has not been settled within the agreed period. "
        "Should you fail to remit payment forthwith, i.e. at your earliest convenience, legal proceedings will be commenced against you pursuant to our conditions."
    ),
}
EASY = {
    "nl": "U hebt uw rekening nog niet betaald. Betaal € 125 binnen 14 dagen. Lukt dat niet? Bel ons dan. We kijken samen of u in delen kunt betalen. Hebt u al betaald? Dan hoeft u niets te doen.",
    "fr": "Vous n'avez pas encore payé. Payez 125 € dans les 14 jours. Vous ne pouvez pas ? Appelez-nous. Vous pouvez payer en plusieurs fois. Vous avez déjà payé ? Alors vous n'avez rien à faire.",
    "de": "Sie haben noch nicht bezahlt. Bitte zahlen Sie 125 € in 14 Tagen. Geht das nicht? Rufen Sie uns an. Sie können in Teilen zahlen. Haben Sie schon bezahlt? Dann müssen Sie nichts tun.",
    "en": "You have not paid yet. Please pay €125 within 14 days. Is that hard? Then call us. You can pay in parts. Have you paid already? Then you do not need to do anything at all.",
}
LANGUAGES = sorted(NORMS)
TRIED = [*samples(), about(bill(), bill("F-8"), bill("F-9", currency="USD"))]


@pytest.mark.parametrize("message", list(MessageName))
@pytest.mark.parametrize("language", sorted(shipped().languages))
def test_the_shipped_messages_have_no_remarks_in_any_form(message: MessageName, language: str) -> None:
    for sample in TRIED if message in STEPS else samples():
        context = for_message(message, sample)
        assert remarks_by_form(shipped(), message, language, context) == {}


@pytest.mark.parametrize("message", list(MessageName))
def test_the_dutch_messages_to_a_consumer_have_no_remarks_whoever_it_is(message: MessageName) -> None:
    for name, sample in awkward().items():
        if sample.customer_type is CustomerType.CONSUMER and "name" not in name:
            context = for_message(message, sample)
            assert remarks_by_form(shipped(), message, "nl", context) == {}, name


def test_remarks_stand_under_their_form() -> None:
    context = about(sender=type(about().sender).from_dict(about().sender.to_dict() | {"name": "Sommatie en Vordering"}))
    found = remarks_by_form(shipped(), MessageName.FRIENDLY_REMINDER, "nl", context)
    assert set(found) == {"subject", "text", "sms", "call"}
    assert {remark.where for remark in found["subject"]} == {"Sommatie", "Vordering"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hard_letter_is_told_everything(language: str) -> None:
    assert {remark.kind for remark in remarks(HARD[language], language)} == set(RemarkKind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_easy_letter_has_no_remarks(language: str) -> None:
    assert remarks(EASY[language], language) == []
    assert measures(EASY[language], language).passive_share == 0


def test_a_hard_word_is_told_what_to_write_instead() -> None:
    advice = {
        each.where.lower(): each.advice for each in remarks(HARD["nl"], "nl") if each.kind is RemarkKind.HARD_WORD
    }
    assert advice["indien"] == "write: als"
    assert advice["voldaan"] == "write: betaald"
    assert advice["verschuldigde bedrag"] == "write: het bedrag dat u moet betalen"
    (short,) = [each for each in remarks(HARD["nl"], "nl") if each.kind is RemarkKind.ABBREVIATION]
    assert (short.where, short.advice) == ("m.b.t.", "write: over")


def test_every_language_has_its_list_and_dutch_more_than_120_pairs() -> None:
    counts = {language: len(pairs(language)) for language in LANGUAGES}
    assert counts["nl"] > 120
    assert min(counts.values()) >= 100
    for language in LANGUAGES:
        assert not [hard for hard, plain in pairs(language).items() if not plain or hard == plain.lower()]


def test_flesch_douma_and_lix_by_hand() -> None:
    """Two sentences, 4 + 4 words; syllables u-hebt-niet-be-taald 1+1+1+2, be-taal-het-be-drag-nu 2+1+2+1: 11.

    Flesch-Douma = 206.84 - 0.93 * 4 - 77 * 11/8 = 97.245; no word is longer than six letters but betaald: LIX = 4 + 100/8.
    """
    counted = measures("U hebt niet betaald. Betaal het bedrag nu!", "nl")
    assert (counted.words, counted.sentences) == (8, 2)
    assert counted.flesch == pytest.approx(206.84 - 0.93 * 4 - 77 * 11 / 8)
    assert counted.lix == pytest.approx(4 + 100 / 8)


@pytest.mark.parametrize(
    ("language", "text", "words", "counted", "ease"),
    [
        # Vous 1 payez 2 main-te-nant 3 la 1 fac-ture 2 = 9 of 5 words
        ("fr", "Vous payez maintenant la facture.", 5, 9, 207 - 1.015 * 5 - 73.6 * 9 / 5),
        # Bit-te 2 be-zah-len 3 Sie 1 die 1 Rech-nung 2 = 9 of 5 words
        ("de", "Bitte bezahlen Sie die Rechnung.", 5, 9, 180 - 5 - 58.5 * 9 / 5),
        # Please 1 pay 1 the 1 whole 1 a-mount 2 = 6 of 5 words
        ("en", "Please pay the whole amount.", 5, 6, 206.835 - 1.015 * 5 - 84.6 * 6 / 5),
    ],
)
def test_kandel_moles_amstad_and_flesch_by_hand(
    language: str, text: str, words: int, counted: int, ease: float
) -> None:
    assert sum(syllables(word, language) for word in text.strip(".").split()) == counted
    measured = measures(text, language)
    assert measured.words == words
    assert measured.flesch == pytest.approx(ease)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nl",
            "idee 2, alinea 4, openstaand 3, betalen 3, rekening 3, uitstel 2, nieuwe 2, mooie 2, u 1, geld 1, bv 1",
        ),
        (
            "fr",
            "facture 2, rappel 2, créance 2, société 3, payer 2, date 1, le 1, paiement 2, intérêts 3, nouvelles 2, août 1",
        ),
        (
            "de",
            "Zahlungserinnerung 6, Rechnung 2, bezahlen 3, Konto 2, geehrte 3, Beispiel 2, Gebühr 2, Verbraucher 3, zu 1",
        ),
        ("en", "pay 1, please 1, amount 2, reminder 3, little 2, the 1, agency 3"),
    ],
)
def test_syllables(language: str, words: str) -> None:
    for pair in words.split(", "):
        word, count = pair.split()
        assert (word, syllables(word, language)) == (word, int(count))


@pytest.mark.parametrize(
    ("language", "passive", "active"),
    [
        ("nl", "De rekening wordt morgen door ons verstuurd.", "Het is gelukt."),
        ("nl", "U bent gebeld en er werd niets betaald.", "U wordt klant bij ons bedrijf."),
        ("fr", "La facture sera envoyée demain.", "Votre argent est arrivé hier."),
        ("fr", "Le montant est remis au juge.", "L'argent est revenu chez vous."),
        ("de", "Die Rechnung wurde gestern bezahlt.", "Wir werden Ihnen schreiben."),
        ("de", "Das Geld ist überwiesen worden.", "Wir werden das Geld bald überweisen."),
        ("en", "The invoice was sent by us.", "The office is open often."),
        ("en", "It is not paid.", "You are late."),
    ],
)
def test_who_does_it_is_asked_where_nobody_does(language: str, passive: str, active: str) -> None:
    assert measures(passive, language).passive_share == 1
    assert measures(active, language).passive_share == 0


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("nl", "Betaal o.a. aan B.V. De Zon, p.m. en A.B. Smit.", ["o.a.", "p.m."]),
        ("de", "Das gilt z. B. und i.d.R. auch.", ["z. B.", "i.d.R."]),
        ("de", "Müller e. K. und Sport e.V. und v.o.f. Zon", []),  # a company's name
        ("fr", "Payez, c.-à-d. vite.", ["c.-à-d."]),
        ("en", "Pay e.g. now.", ["e.g."]),
    ],
)
def test_abbreviations_are_found_and_initials_are_not(language: str, text: str, found: list[str]) -> None:
    assert [hard for hard, _ in hard_words(text, language)] == found


def test_headings_labels_and_rows_are_no_sentences_and_initials_end_none() -> None:
    text = "Zo betaalt u\nBedrag: € 5\n- F-7 van 1 sep 2026: € 5\nBel A.B. de Wit van Zon B.V. nu. Of mail ons."
    assert sentences(text) == ["Bel A.B. de Wit van Zon B.V. nu", "Of mail ons"]


@pytest.mark.parametrize(
    "said", ['- "Klopt de rekening?"', "- « La facture est-elle correcte\u00a0? »", "„Stimmt die Rechnung?“"]
)
def test_what_a_script_says_is_a_sentence(said: str) -> None:
    assert len(sentences(said)) == 1
    assert sentences(said)[0].endswith(("rekening", "correcte", "Rechnung"))


def test_one_sentence_over_fifteen_words_is_named_with_its_amounts() -> None:
    sentence = f"€ 125,00 {' '.join(['dag'] * 16)}"
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
        ("INDIEN u betaalt", ["INDIEN"]),
    ],
)
def test_hard_words_are_whole_and_longest_first(text: str, found: list[str]) -> None:
    assert [hard for hard, _ in hard_words(text, "nl")] == found


def test_an_empty_text_has_nothing_to_measure() -> None:
    assert remarks("", "nl") == []
    assert measures("Bedrag", "nl").flesch is None
    assert TEXT.suffix == ".txt"


def test_a_variant_is_held_to_the_norm_of_its_language() -> None:
    assert remarks("Indien u betaalt.", "nl_BE")[0].advice == "write: als"
    assert remarks("Par la présente.", "fr_BE")[0].kind is RemarkKind.HARD_WORD


@pytest.mark.parametrize("language", ["xx", "xx_NL", ""])
def test_a_language_without_a_norm_is_refused_by_name(language: str) -> None:
    with pytest.raises(UnknownNameError, match=f"'{language}'"):
        remarks("text", language)


def test_checking_the_messages_of_a_campaign_costs_far_less_than_writing_them() -> None:
    """The check runs for each of 100,000 previews: lines that differ in amounts only are read once."""
    texts = [
        render(
            MessageName.FRIENDLY_REMINDER, "nl", about(bill(f"F-{place}", 10_000 + place), customer_id=str(place))
        ).text
        for place in range(300)
    ]
    remarks(texts[0], "nl")
    begun = time.process_time()
    found = [remarks(text, "nl") for text in texts]
    assert not any(found)
    assert (time.process_time() - begun) / len(texts) < 0.001


@pytest.mark.parametrize("language", LANGUAGES)
def test_remarks_are_said_in_the_reader_s_language_also_when_they_were_kept(language: str) -> None:
    dutch, english = Words(language="nl"), Words(language="en")
    for remark in remarks(HARD[language], language):
        kept = f"{remark.where}: {remark.advice}"
        assert said(kept, english) == kept
        assert said(kept, dutch) == ": ".join(remark.said(dutch))
        assert said(kept, dutch) != kept
    assert said("something that was kept before", dutch) == "something that was kept before"
