"""What the messages say: one action, the amount and the day, a tone that is true, the law's own content, short texts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from jinja2 import UndefinedError

from core.law import wording
from core.messages.facts import Claim, Dispute
from core.messages.needs import OWNERS, STEPS
from core.messages.readability import remarks
from core.messages.render import render
from core.messages.samples import awkward, for_message, samples
from core.messages.sms import is_gsm, segments
from core.messages.templates import shipped
from core.messages.words import words
from core.vocabulary import CustomerType, DisputeCause, Label, MessageName
from tests.unit.messages.conftest import Page, about, bill

if TYPE_CHECKING:
    from core.messages.context import MessageContext

LANGUAGES = sorted(shipped().languages)
COUNTRY = {"nl": "NL", "nl_BE": "BE", "fr": "FR", "fr_BE": "BE", "de": "DE", "en": "GB"}
REMINDERS = (MessageName.FRIENDLY_REMINDER, MessageName.SECOND_REMINDER, MessageName.LAST_LETTER)
GOOD_PAST = {"nl": "op tijd", "fr": "à temps", "de": "pünktlich", "en": "on time"}
PERSON, FIRM = samples()


def text_of(message: MessageName, language: str, context: MessageContext, form: str = "body.txt") -> str:
    values = words(for_message(message, context), language)
    return shipped().forms[message, language].form(form).render(values)


def opening(text: str) -> str:
    """The first lines after the greeting, which every reader reads."""
    return " ".join([line for line in text.splitlines() if line.strip()][1:4])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", sorted(STEPS - {MessageName.ACCOUNT_STATEMENT}))
def test_amount_day_and_action_stand_in_the_opening(message: MessageName, language: str) -> None:
    text = opening(text_of(message, language, replace(PERSON, is_good_payer=False)))
    assert len(re.findall(r"125[.,]00", text)) == 1
    if message in {MessageName.LEGAL_NOTICE_NL, MessageName.LEGAL_NOTICE_BE}:
        assert re.search(r"\b14 (?:dagen|jours|Tagen|days)\b", text)
    else:
        assert "14" in text
        assert re.search(r"november|novembre|November", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", list(MessageName))
def test_every_letter_has_a_person_with_a_number(message: MessageName, language: str) -> None:
    for form in ("body.txt", "letter.typ"):
        text = text_of(message, language, PERSON, form)
        assert "Karin de Boer" in text
        assert "020 123 45 67" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", [*REMINDERS, MessageName.BEFORE_DUE, MessageName.THANK_YOU])
def test_a_good_past_is_named_only_when_it_is_true(message: MessageName, language: str) -> None:
    base = language[:2]
    good, other = (text_of(message, language, replace(PERSON, is_good_payer=known)) for known in (True, False))
    # The sentence about the past names neither an invoice nor a day; "you are still on time" is about now.
    praised = [line for line in good.splitlines() if line not in other.splitlines()]
    assert any(GOOD_PAST[base] in line for line in praised)
    assert not [line for line in praised if line in other.splitlines()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sentence_follows_label_and_history(language: str) -> None:
    first = {
        opening(
            text_of(MessageName.FRIENDLY_REMINDER, language, replace(PERSON, is_good_payer=is_good, label=label))
        ).split(".")[0]
        for is_good, label in (
            (True, Label.NEUTRAL),
            (False, Label.POSITIVE),
            (False, Label.NEUTRAL),
            (False, Label.NEGATIVE),
        )
    }
    assert len(first) == 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", list(MessageName))
def test_a_customer_to_be_careful_with_is_not_praised(message: MessageName, language: str) -> None:
    for form in ("body.txt", "sms.txt", "call.md"):
        good, other = (
            text_of(message, language, replace(PERSON, label=Label.NEGATIVE, is_good_payer=known), form)
            for known in (True, False)
        )
        assert good == other


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_last_letter_speaks_of_an_agency(language: str) -> None:
    pattern = re.compile(r"incassobureau|recouvrement|Inkassobüro|collection agency")
    said = {message for message in STEPS if pattern.search(text_of(message, language, replace(PERSON, claim=None)))}
    law = {MessageName.LEGAL_NOTICE_NL} if language[:2] == "fr" else set()  # there it is part of the word for the costs
    assert said - law == {MessageName.LAST_LETTER}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", list(MessageName))
def test_nothing_threatens(message: MessageName, language: str) -> None:
    threats = re.compile(
        r"rechter|deurwaarder|beslag|BKR|huissier|tribunal|saisie|Gericht|Schufa|Anwalt|court|bailiff|lawyer|"
        r"genoodzaakt|dwingen|contraint|gezwungen|forced",
        re.IGNORECASE,
    )
    for context in (PERSON, FIRM):
        for form in ("subject.txt", "body.txt", "sms.txt", "call.md"):
            assert not threats.search(text_of(message, language, context, form))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_paid_already_and_what_stands_beside_are_named(language: str) -> None:
    items = (bill("F-1", 10_000, paid_minor=2_500), bill("F-2", 5_000, is_beside=True))
    context = about(*items, customer_type=CustomerType.BUSINESS)
    values = words(context, language)
    rendered = shipped().forms[MessageName.SECOND_REMINDER, language]
    labels = shipped().loader.labels(language)
    for page in (rendered.text.render(values), Page(rendered.html.render(values)).text, rendered.letter.render(values)):
        assert labels["paid"] in page
        assert re.search(r"25[.,]00", page)
        assert page.index("F-1") < page.index(labels["beside"]) < page.index("F-2")
    alone = rendered.text.render(words(about(bill("F-1")), language))
    assert labels["beside"] not in alone
    assert labels["paid"] not in alone


@pytest.mark.parametrize("language", LANGUAGES)
def test_free_help_is_for_consumers_and_only_where_it_is_known(language: str) -> None:
    consumer = replace(PERSON, country=COUNTRY[language])
    firm = replace(consumer, customer_type=CustomerType.BUSINESS)
    unknown = replace(consumer, country="")
    free = re.compile(r"gratis hulp|aide gratuite|kostenlos Hilfe|free help")
    said = {
        name: bool(free.search(text_of(MessageName.SECOND_REMINDER, language, context)))
        for name, context in (("consumer", consumer), ("firm", firm), ("unknown", unknown))
    }
    assert said == {"consumer": bool(words(consumer, language)["help"]), "firm": False, "unknown": False}
    assert said["consumer"]


CLAIMED = Claim(principal_minor=12_500, currency="EUR", costs_minor=4_000, vat_minor=840, interest_minor=150)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dutch_notice_names_the_exact_amounts_and_breaks_no_rule(language: str) -> None:
    """125.00 principal, 40.00 costs with 8.40 VAT, 1.50 interest: 174.90 together."""
    context = replace(PERSON, claim=CLAIMED, country="NL")
    for form, is_post in (("body.txt", False), ("letter.typ", True)):
        text = text_of(MessageName.LEGAL_NOTICE_NL, language, context, form)
        text = re.sub(r'#"|";', "", text)
        for amount in ("125", "48", "1", "174"):
            cents = {"125": "00", "48": "40", "1": "50", "174": "90"}[amount]
            assert re.search(rf"(?<!\d){amount}[.,]{cents}", text), amount
        broken = list(wording.broken("legal_notice_nl", wording.straight(text), language, is_post=is_post))
        assert [each.rule for each in broken] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_belgian_notice_has_all_that_the_law_asks_and_breaks_no_rule(language: str) -> None:
    context = replace(
        PERSON, claim=replace(CLAIMED, vat_minor=0, costs_minor=2_000, interest_percent=None), country="BE"
    )
    for form, is_post in (("body.txt", False), ("letter.typ", True)):
        text = re.sub(r'#"|";', "", text_of(MessageName.LEGAL_NOTICE_BE, language, context, form))
        subject = text_of(MessageName.LEGAL_NOTICE_BE, language, context, "subject.txt")
        whole = wording.straight(f"{subject}\n{text}")
        assert [each.rule for each in wording.broken("legal_notice_be", whole, language, is_post=is_post)] == []
        assert re.search(r"(?<!\d)20[.,]00", text)
        assert "0123.456.749" in text
        assert "bloemen en planten" in text
        assert re.search(r"31\.? (?:oktober|octobre|Oktober|October) 2026", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_notice_holds_all_that_the_law_asks(language: str) -> None:
    dutch = text_of(MessageName.LEGAL_NOTICE_NL, language, replace(PERSON, claim=CLAIMED), "sms.txt")
    assert all(re.search(rf"(?<!\d){amount}", dutch) for amount in (r"125[.,]00", r"48[.,]40", r"174[.,]90"))
    assert [each.rule for each in wording.broken("legal_notice_nl", dutch, language, is_post=False)] == []
    belgian = text_of(MessageName.LEGAL_NOTICE_BE, language, replace(PERSON, claim=CLAIMED), "sms.txt")
    needed = {each.rule for each in wording.broken("legal_notice_be", belgian, language, is_post=False)}
    assert needed <= {"notice_product", "notice_enterprise"}  # asked in other words, and named all the same
    assert "bloemen en planten" in belgian
    assert "0123.456.749" in belgian


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", list(MessageName))
def test_a_text_message_is_short_and_cheap(message: MessageName, language: str) -> None:
    for context in (PERSON, FIRM):
        text = text_of(message, language, context, "sms.txt").strip()
        assert "\n" not in text
        assert is_gsm(text)
        assert segments(text) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", list(MessageName))
def test_a_script_says_what_to_ask_and_to_write_down(message: MessageName, language: str) -> None:
    script = text_of(message, language, PERSON, "call.md")
    headings = [line for line in script.splitlines() if line.startswith("# ")]
    assert len(headings) >= 4
    assert re.search(r"Saldo|Leg vast|Notez|Tragen Sie|Record", script)


@pytest.mark.parametrize("message", sorted({message for messages in OWNERS.values() for message in messages}))
def test_a_message_without_its_fact_cannot_be_written(message: MessageName) -> None:
    bare = replace(about(), deadline_on=date(2026, 11, 14))
    with pytest.raises(UndefinedError, match=r"None. has no"):
        _ = render(message, "nl", bare).text


@pytest.mark.parametrize("language", ["nl", "nl_BE"])
def test_dutch_asks_by_its_own_custom(language: str) -> None:
    text = text_of(MessageName.INVOICE_COPY, language, replace(PERSON, country=COUNTRY[language]))
    assert ("Op de rekening staat" in text) == (language == "nl")
    assert ("Op de factuur staat" in text) == (language == "nl_BE")


def test_french_of_france_and_of_belgium_differ_where_customs_do() -> None:
    france, belgium = (text_of(MessageName.LAST_LETTER, language, PERSON) for language in ("fr", "fr_BE"))
    assert "une société de recouvrement" in france
    assert "Référence\u00a0: " in france
    assert "un bureau de recouvrement" in belgium
    assert "Communication\u00a0: " in belgium
    assert "Bien à vous" in belgium


@pytest.mark.parametrize("message", list(MessageName))
def test_german_goes_on_in_small_letters_after_the_comma_of_the_greeting(message: MessageName) -> None:
    for context in (PERSON, replace(PERSON, is_good_payer=False), FIRM):
        lines = [line for line in text_of(message, "de", context).splitlines() if line.strip()]
        if lines[0].endswith(","):
            first = lines[1].split()[0]
            assert first[0].islower() or first in {"Sie", "Ihre"}, lines[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_of_a_dispute_is_said_in_plain_words(language: str) -> None:
    said = {}
    for cause in DisputeCause:
        dispute = Dispute(amount_minor=12_500, currency="EUR", cause=cause)
        text = text_of(MessageName.DISPUTE_RECEIVED, language, replace(PERSON, dispute=dispute))
        assert remarks(text, language) == []
        assert "_" not in text
        said[cause] = text
    assert len(set(said.values())) == len(DisputeCause)
    own_words = replace(PERSON, dispute=Dispute(amount_minor=1, currency="EUR", cause="de kleur is blauw"))
    assert "de kleur is blauw." in text_of(MessageName.DISPUTE_RECEIVED, language, own_words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", list(MessageName))
def test_a_value_that_is_not_there_leaves_no_gap(message: MessageName, language: str) -> None:
    gap = re.compile(r"\S  +\S|[^\s.] [.,](?!\d|\.)|\(\s*\)|: \.|,,|\.\.(?!\.)|\n{4}")
    for name, context in awkward().items():
        if "name" not in name and "slashes" not in name:
            for form in ("subject.txt", "body.txt", "sms.txt", "call.md"):
                text = text_of(message, language, context, form).replace(" ... ", " ").replace(" ...", "")
                found = gap.search(text)
                assert not found, (name, form, text[max(0, found.start() - 60) : found.end() + 20])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_without_costs_says_all_the_same_what_comes_next(language: str) -> None:
    text = text_of(MessageName.LEGAL_NOTICE_BE, language, replace(PERSON, claim=None))
    lines = text.splitlines()
    (heading,) = [
        place
        for place, line in enumerate(lines)
        if re.search(r"niet op tijd betaalt\?|pas à temps|nicht pünktlich zahlen\?|do not pay on time\?", line)
    ]
    assert len(lines[heading + 1]) > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_names_its_language_as_the_web_does(language: str) -> None:
    page = text_of(MessageName.THANK_YOU, language, PERSON, "body.html")
    assert f'<html lang="{language.replace("_", "-")}"' in page
