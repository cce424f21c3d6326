"""The legal check of a message: the 14-day letter, the Belgian first reminder, costs, interest, steps and days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.language import Words
from core.law.breach import breach_of
from core.law.check import MessageFacts, breaches, next_legal_on
from core.law.choices import SAFE, Choices
from core.law.claim import Claim, ClaimItem, Notice, claim
from core.law.costs import charged_before

SENT = date(2026, 11, 5)
# The safe sentence of DOMAIN 2.2.
LETTER = (
    "Betaal € 125,00 binnen 14 dagen. De 14 dagen beginnen op de dag nadat u deze brief heeft gekregen. "
    "Betaalt u niet op tijd? Dan moet u ook € 40,00 incassokosten betalen. U betaalt dan in totaal € 165,00."
)
BELGIAN = (
    "Eerste herinnering. U hebt onze rekening van 1 september 2026 nog niet betaald. U kocht: elektriciteit. "
    "U moest betalen op 1 oktober 2026. U moet nog betalen: € 125,00. Betaal dit binnen 14 dagen. "
    "De 14 dagen beginnen op de dag na het versturen. Deze herinnering is gratis. Betaalt u niet op tijd? "
    "Dan vragen we ook € 20,00 en 10,5 % interest per jaar. Voorbeeld, ondernemingsnummer 0123.456.749."
)


def item(balance: int = 12_500, **more: Any) -> ClaimItem:
    given: dict[str, Any] = {
        "number": "INV1",
        "issued_on": date(2026, 9, 1),
        "due_on": date(2026, 10, 1),
        "balance_minor": balance,
        "currency": "EUR",
        **more,
    }
    return ClaimItem(**given)


def facts(
    message: str, text: str, *, items: tuple[ClaimItem, ...] = (), choices: Choices = SAFE, **more: Any
) -> MessageFacts:
    given: dict[str, Any] = {
        "country": "NL",
        "customer_type": "consumer",
        "language": "nl",
        "sent_on": SENT,
        "is_post": True,
        **more,
    }
    about = items or (item(),)
    found = claim(
        message,
        country=given["country"],
        customer_type=given["customer_type"],
        items=about,
        sent_on=given["sent_on"],
        is_post=given["is_post"],
        choices=choices,
    )
    return MessageFacts(message=message, text=text, items=about, claim=found, **given)


def broken(message: str, text: str, *, choices: Choices = SAFE, **more: Any) -> list[str]:
    return [each.rule for each in breaches(facts(message, text, choices=choices, **more), choices=choices)]


def test_the_safe_dutch_letter_is_legal() -> None:
    assert broken("legal_notice_nl", LETTER) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Pay €125.00 within 14 days. The 14 days begin on the day after you received this letter. Not on time? Then you also pay €40.00 collection costs. In total €165.00."),
        ("fr", "Payez 125,00 € dans les 14 jours. Les 14 jours commencent le lendemain du jour où vous avez reçu cette lettre. Sinon vous payez aussi 40,00 € de frais. Au total 165,00 €."),
        ("de", "Zahlen Sie 125,00 € in 14 Tagen. Die 14 Tage beginnen am Tag, nachdem Sie diesen Brief erhalten haben. Sonst zahlen Sie auch 40,00 € Inkassokosten. Zusammen 165,00 €."),
    ],
)  # fmt: skip
def test_the_same_letter_in_other_languages(language: str, text: str) -> None:
    assert broken("legal_notice_nl", text, language=language) == []


@pytest.mark.parametrize(
    ("frm", "to", "rule"),
    [
        ("€ 125,00", "het bedrag", "amount_missing"),
        ("€ 40,00 incassokosten", "incassokosten", "amount_missing"),
        ("€ 40,00", "€ 45,00", "costs_wrong"),
        ("€ 40,00", "€ 48,40", "costs_wrong"),  # VAT of a creditor who reclaims it
        ("in totaal € 165,00", "meer", "amount_missing"),
        ("14 dagen", "twee weken", "notice_days"),
        ("De 14 dagen beginnen op de dag nadat u deze brief heeft gekregen.", "Dat zijn 14 dagen.", "notice_receipt"),
        ("binnen 14 dagen.", "binnen veertien dagen na heden.", "notice_from_today"),
        ("binnen 14 dagen.", "binnen 14 dagen na dagtekening.", "notice_from_today"),
        ("binnen 14 dagen.", "binnen 14 dagen na verzending.", "notice_from_today"),
        ("binnen 14 dagen.", "binnen 14 dagen, het liefst binnen 7 dagen.", "notice_shorter"),
        ("binnen 14 dagen.", "binnen 14 dagen, voor 19 november 2026.", "deadline_too_early"),
        ("binnen 14 dagen.", "binnen 14 dagen, uiterlijk 19-11-2026.", "deadline_too_early"),
        ("U betaalt dan", "Plus € 12,50 administratiekosten. U betaalt dan", "costs_wrong"),
    ],
)
def test_what_makes_a_dutch_letter_illegal(frm: str, to: str, rule: str) -> None:
    assert frm in LETTER
    assert rule in broken("legal_notice_nl", LETTER.replace(frm, to))


def test_a_last_day_as_late_as_the_laws_is_no_breach_and_a_due_date_is_no_last_day() -> None:
    assert broken("legal_notice_nl", f"{LETTER} Betaal uiterlijk 24 november 2026.") == []
    assert broken("legal_notice_nl", f"{LETTER} Dit moest voor 1 oktober 2026.") == []


def test_costs_with_vat_are_right_where_the_creditor_cannot_reclaim_it() -> None:
    with_vat = LETTER.replace("€ 40,00", "€ 48,40").replace("€ 165,00", "€ 173,40")
    assert broken("legal_notice_nl", with_vat, choices=Choices(keeps_vat=True)) == []
    assert "amount_missing" in broken("legal_notice_nl", LETTER, choices=Choices(keeps_vat=True))


def test_a_language_that_nobody_can_check_is_said() -> None:
    found = breaches(facts("legal_notice_nl", LETTER, language="pl"))
    assert "does not read pl" in found[0].sentence


def test_a_notice_of_another_country_or_for_a_firm_is_refused() -> None:
    assert broken("legal_notice_nl", LETTER, country="DE")[0] == "wrong_notice"
    assert broken("legal_notice_nl", LETTER, customer_type="business")[0] == "wrong_notice"


BELGIAN_CHOICES = Choices(has_damages_clause=True, asks_interest=True, uses_unchecked=True)


def belgian(
    text: str, *, choices: Choices = BELGIAN_CHOICES, is_post: bool = False, language: str = "nl_BE"
) -> list[str]:
    return broken("legal_notice_be", text, country="BE", language=language, is_post=is_post, choices=choices)


def test_the_belgian_first_reminder_is_legal() -> None:
    assert belgian(BELGIAN) == []
    by_post = BELGIAN.replace("dag na het versturen", "derde werkdag na het versturen")
    assert belgian(by_post, is_post=True) == []


def test_its_french_twin_is_legal() -> None:
    text = (
        "Premier rappel. Vous n'avez pas encore payé notre facture du 1 septembre 2026. Vous avez acheté : de l'électricité. "
        "Vous deviez payer le 1 octobre 2026. Il reste à payer : 125,00 €. Payez dans les 14 jours. Les 14 jours commencent "
        "le lendemain de l’envoi. Ce rappel est gratuit. Sinon nous demandons aussi 20,00 € de frais et 10,5 % d'intérêts. "
        "Exemple, numéro d’entreprise 0123.456.749."
    )
    assert belgian(text, language="fr_BE") == []


@pytest.mark.parametrize(
    ("frm", "to", "rule"),
    [
        ("Eerste herinnering", "Herinnering", "notice_title"),
        ("€ 125,00", "het saldo", "amount_missing"),
        ("€ 20,00", "een vergoeding", "amount_missing"),
        ("€ 20,00", "€ 25,00 kosten", "costs_wrong"),
        ("ondernemingsnummer 0123.456.749", "ondernemingsnummer volgt", "notice_enterprise"),
        ("U kocht: elektriciteit. ", "", "notice_product"),
        ("1 oktober 2026", "vorige maand", "due_date_missing"),
        ("14 dagen", "10 dagen", "notice_days"),
        ("op de dag na het versturen", "meteen", "notice_start_mail"),
        ("Deze herinnering is gratis. ", "", "notice_free"),
        ("10,5 % interest", "11 % rente", "interest_too_high"),
        ("Deze herinnering is gratis.", "Deze herinnering is gratis. Kosten: € 7,50.", "costs_wrong"),
    ],
)
def test_what_makes_a_belgian_first_reminder_illegal(frm: str, to: str, rule: str) -> None:
    assert frm in BELGIAN
    assert rule in belgian(BELGIAN.replace(frm, to))


def test_by_post_the_belgian_days_begin_on_the_third_working_day() -> None:
    assert belgian(BELGIAN, is_post=True) == ["notice_start_post"]


def test_without_a_clause_the_belgian_reminder_may_name_no_damages() -> None:
    assert belgian(BELGIAN.replace("€ 20,00", "€ 20,00 kosten"), choices=Choices(asks_interest=True)) == [
        "costs_not_allowed",
        "interest_not_allowed",  # the same sentence speaks of interest
    ]


@pytest.mark.parametrize("country", ["NL", "BE"])
def test_a_harsh_message_to_a_consumer_without_the_notice_is_an_illegal_step(country: str) -> None:
    found = breaches(facts("last_letter", "Betaal € 125,00.", country=country))
    assert [each.rule for each in found] == ["notice_missing"]
    assert "must first get the" in found[0].sentence
    assert broken("agency_cover", "", country=country) == ["notice_missing"]
    assert broken("last_letter", "Betaal € 125,00.", country=country, customer_type="business") == []
    assert broken("last_letter", "Zahlen Sie 125,00 €.", country="DE", language="de") == []


def test_one_item_without_the_notice_is_enough() -> None:
    noticed = item(notice=Notice(message="legal_notice_nl", sent_on=date(2026, 9, 1), is_post=True))
    assert broken("last_letter", "Betaal € 125,00.", items=(noticed,)) == []
    assert broken("last_letter", "Betaal € 250,00.", items=(noticed, item(number="INV2"))) == ["notice_missing"]


def test_a_harsh_message_within_the_term_is_too_early() -> None:
    """Sent by post on Thursday 5 November and three days of delivery: until the 24th."""
    noticed = item(notice=Notice(message="legal_notice_nl", sent_on=SENT, is_post=True))
    early = facts("last_letter", "Betaal € 125,00.", items=(noticed,), sent_on=date(2026, 11, 24))
    (found,) = breaches(early)
    assert found.rule == "term_running"
    assert "until 2026-11-24" in found.sentence
    assert next_legal_on(early) == date(2026, 11, 27)
    assert breaches(replace(early, sent_on=date(2026, 11, 25))) == ()


def test_the_source_systems_reminder_is_a_notice_only_where_one_says_so() -> None:
    reminded = item(notice=Notice(message=None, sent_on=date(2026, 9, 1), is_post=True))
    assert broken("last_letter", "Betaal € 125,00.", items=(reminded,)) == ["notice_missing"]
    choices = Choices(source_reminders_are_notices=True)
    assert broken("last_letter", "Betaal € 125,00.", items=(reminded,), choices=choices) == []


@pytest.mark.parametrize(
    ("country", "language", "text"),
    [
        ("NL", "nl", "Betaal € 125,00. U betaalt ook € 15,00 administratiekosten."),
        ("NL", "nl", "Deze herinnering kost € 7,50."),
        ("BE", "fr_BE", "Payez 125,00 €. Nous ajoutons 7,50 € de frais de rappel."),
        ("DE", "de", "Bitte zahlen Sie 125,00 €. Dazu kommt eine Mahngebühr von 5,00 €."),
        ("GB", "en", "Please pay £125.00. A late payment charge of £12.00 was added."),
        ("XX", "en", "Please pay 125.00 EUR and costs of 40.00 EUR."),
    ],
)
def test_a_reminder_may_ask_no_costs(country: str, language: str, text: str) -> None:
    found = breaches(facts("friendly_reminder", text, country=country, language=language))
    assert [each.rule for each in found] == ["costs_not_allowed"]
    assert found[0].source


def test_a_later_belgian_reminder_costs_at_most_seven_fifty() -> None:
    noticed = item(notice=Notice(message="legal_notice_be", sent_on=date(2026, 10, 5), is_post=False))
    given: dict[str, Any] = {"country": "BE", "items": (noticed,)}
    assert broken("second_reminder", "Deze herinnering kost € 7,50.", **given) == []
    assert broken("second_reminder", "Deze herinnering kost € 7,51.", **given) == ["costs_not_allowed"]
    assert broken("second_reminder", "Deze herinnering kost € 7,50.", country="BE") == ["costs_not_allowed"]
    three = Choices(has_regular_deliveries=True)
    assert broken("second_reminder", "Deze herinnering kost € 7,50.", **given, choices=three) == ["costs_not_allowed"]


def test_words_about_costs_without_an_amount_of_costs_are_fine() -> None:
    text = "Bel ons, dat kost u niets. U betaalt € 125,00 en geen kosten.\n\nNummer  Bedrag\nINV1  € 125,00"
    assert broken("friendly_reminder", text) == []


def test_interest_may_not_be_more_than_the_laws() -> None:
    assert broken("friendly_reminder", "We rekenen 4 % rente.") == []
    assert broken("friendly_reminder", "We rekenen 8 % rente.") == ["interest_too_high"]
    assert broken("friendly_reminder", "U betaalt € 12,00 rente.") == ["interest_not_allowed"]
    assert broken("friendly_reminder", "We charge 1% interest.", country="FR", language="en") == ["interest_too_high"]
    assert broken("friendly_reminder", "We rekenen 10,4 procent rente.", customer_type="business") == []


ASKING = Choices(asks_costs=True, asks_interest=True)


def test_a_last_letter_asks_what_the_law_gives_by_then() -> None:
    noticed = item(100_000, notice=Notice(message="legal_notice_nl", sent_on=date(2026, 10, 5), is_post=True))
    told = facts("last_letter", "", items=(noticed,), choices=ASKING)
    assert (told.claim.costs_minor, told.claim.is_due) == (15_000, True)
    assert told.claim.interest_minor == 373  # 34 days at 4 per cent since 2 October
    good = "U betaalt € 1.000,00 en € 150,00 incassokosten en € 3,73 rente. Samen € 1.153,73."
    assert breaches(replace(told, text=good), choices=ASKING) == ()
    bad = "U betaalt € 160,00 incassokosten. U betaalt € 4,00 rente."
    assert [each.rule for each in breaches(replace(told, text=bad), choices=ASKING)] == [
        "costs_wrong",
        "interest_not_allowed",
    ]


def test_a_creditor_who_asks_no_costs_asks_none() -> None:
    noticed = item(100_000, notice=Notice(message="legal_notice_nl", sent_on=date(2026, 10, 5), is_post=True))
    told = facts("last_letter", "U betaalt € 150,00 incassokosten.", items=(noticed,))
    assert told.claim == Claim(currency="EUR", principal_minor=100_000)
    assert [each.rule for each in breaches(told)] == ["costs_not_allowed"]


def test_business_costs_need_no_notice_and_go_by_invoice_where_the_law_says_so() -> None:
    two = (item(100_000), item(100_000, number="INV2"))
    assert (
        facts("last_letter", "", items=two, customer_type="business", choices=ASKING).claim.costs_minor
        == 27_500 + 2_500
    )
    pounds = tuple(replace(each, currency="GBP") for each in two)
    assert (
        facts("last_letter", "", items=pounds, customer_type="business", country="GB", choices=ASKING).claim.costs_minor
        == 14_000
    )
    assert (
        facts("last_letter", "", items=two, country="FR", customer_type="business", choices=ASKING).claim.costs_minor
        == 0
    )


def test_items_in_another_currency_carry_no_costs() -> None:
    mixed = (item(100_000), item(50_000, number="INV2", currency="USD"))
    found = facts("legal_notice_nl", "", items=mixed).claim
    assert (found.principal_minor, found.costs_minor, found.currency) == (100_000, 15_000, "EUR")


INSTALMENTS = Choices(has_instalments=True, cumulates=True, asks_costs=True)


def test_letters_about_instalments_count_together() -> None:
    """Terms of 100 by a letter each: 40, then nothing, then 5 more."""
    term, named = item(10_000, is_recurring=True), []
    letters: list[tuple[date, int]] = []
    for sent_on in (date(2026, 8, 3), date(2026, 9, 3), date(2026, 10, 5)):
        earlier = charged_before(letters, currency="EUR", country="NL", customer_type="consumer", choices=INSTALMENTS)
        found = claim(
            "legal_notice_nl",
            country="NL",
            customer_type="consumer",
            items=(term,),
            sent_on=sent_on,
            is_post=False,
            earlier=earlier,
            choices=INSTALMENTS,
        )
        named.append(found.costs_minor)
        letters.append((sent_on, 10_000))
    assert named == [4_000, 0, 500]


def test_a_last_letter_about_an_instalment_asks_what_its_own_notice_named() -> None:
    letters = [(date(2026, 8, 3), 10_000), (date(2026, 9, 3), 10_000), (date(2026, 10, 5), 10_000)]
    earlier = charged_before(letters, currency="EUR", country="NL", customer_type="consumer", choices=INSTALMENTS)
    assert [each.charged_minor for each in earlier] == [4_000, 0, 500]
    noticed = Notice(message="legal_notice_nl", sent_on=date(2026, 10, 5), is_post=False)
    found = claim(
        "last_letter",
        country="NL",
        customer_type="consumer",
        items=(item(10_000, is_recurring=True, notice=noticed),),
        sent_on=date(2026, 11, 5),
        is_post=False,
        earlier=earlier,
        choices=INSTALMENTS,
    )
    assert (found.costs_minor, found.is_due) == (500, True)


def test_a_notice_about_instalments_is_refused_until_somebody_chose_how_they_count() -> None:
    term = item(is_recurring=True)
    assert broken("legal_notice_nl", LETTER, items=(term,), choices=Choices(has_instalments=True))[0] == "costs_unknown"
    assert broken("legal_notice_nl", LETTER, items=(term,), choices=INSTALMENTS) == []


def test_a_rate_that_nobody_checked_is_not_asked() -> None:
    old = item(100_000, due_on=date(2025, 3, 1), issued_on=date(2025, 2, 1), currency="GBP")
    given: dict[str, Any] = {"items": (old,), "country": "GB", "customer_type": "business"}
    assert facts("last_letter", "", **given, choices=ASKING).claim.interest_minor == 0
    sure = replace(ASKING, uses_unchecked=True)
    assert facts("last_letter", "", **given, choices=sure).claim.interest_minor > 0


def test_a_belgian_consumer_owes_interest_only_after_the_free_reminder() -> None:
    noticed = item(100_000, notice=Notice(message="legal_notice_be", sent_on=date(2026, 10, 5), is_post=False))
    given: dict[str, Any] = {"items": (noticed,), "country": "BE"}
    asking = replace(ASKING, has_damages_clause=True, uses_unchecked=True)
    found = facts("last_letter", "", **given, choices=asking).claim
    assert found.costs_minor == 9_000
    assert found.interest_minor == round(100_000 * Decimal("0.105") * 16 / 365)  # from 20 October: 14 days from the 6th
    assert facts("last_letter", "", **given, choices=ASKING).claim.interest_minor == 0
    small = facts("last_letter", "", **given, choices=replace(asking, counts_interest_from_reminder=True)).claim
    assert small.interest_minor == round(100_000 * Decimal("0.105") * 30 / 365)  # from 6 October


def test_the_first_legal_day_of_the_next_step() -> None:
    assert next_legal_on(facts("legal_notice_nl", LETTER)) == date(2026, 11, 27)
    assert next_legal_on(facts("friendly_reminder", "")) is None
    assert next_legal_on(facts("friendly_reminder", "", country="BE", is_post=False)) == date(2026, 11, 22)


def test_a_breach_is_kept_and_said_again_in_another_language() -> None:
    (found,) = breaches(facts("friendly_reminder", "Deze herinnering kost € 7,50."))
    kept = found.to_dict()
    assert kept["rule"] == "costs_not_allowed"
    assert kept["sentence"] == "It asks costs of 7.50 EUR, and none may be asked here: take them out."
    assert breach_of(kept) == found
    assert breach_of(kept).said(Words()) == kept["sentence"].replace("7.50 EUR", "€7.50")
    assert "€\u00a07,50" in breach_of(kept).said(Words(language="nl"))
    noticed = item(notice=Notice(message="legal_notice_nl", sent_on=SENT, is_post=True))
    (running,) = breaches(facts("last_letter", "", items=(noticed,)))
    assert "tot en met 24 november 2026" in breach_of(running.to_dict()).said(Words(language="nl"))
    plain = breach_of({"rule": "x", "sentence": "Said once.", "source": "y"})
    assert plain.sentence == "Said once."


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("nl_BE", "We vragen een schadevergoeding van € 65,00.", "costs_not_allowed"),
        ("nl", "U betaalt een boete van € 25,00.", "costs_not_allowed"),
        ("fr", "Une pénalité de 25,00 € est due.", "costs_not_allowed"),
        ("de", "Dazu kommt eine Mahnpauschale von 5,00 €.", "costs_not_allowed"),
        ("en", "A late penalty of £12.00 was added.", "costs_not_allowed"),
        ("nl_BE", "We rekenen 12 % interest per jaar.", "interest_too_high"),
        ("nl", "We rekenen 12 % vertragingsrente.", "interest_too_high"),
    ],
)
def test_costs_and_interest_by_another_name_are_seen(language: str, text: str, rule: str) -> None:
    assert broken("friendly_reminder", text, language=language) == [rule]


@pytest.mark.parametrize(
    ("language", "said", "is_early"),
    [
        ("nl", "Betaal vóór 10 november.", True),
        ("nl", "Betaal uiterlijk 1 december.", False),
        ("nl", "U moest betalen op of voor 1 oktober.", False),
        ("en", "Pay by November 10, 2026.", True),
        ("en", "Pay by 10th November 2026.", True),
        ("fr", "Payez avant le 10 novembre.", True),
    ],
)
def test_a_last_day_is_seen_however_it_is_written(language: str, said: str, is_early: bool) -> None:
    found = broken("legal_notice_nl", f"{LETTER} {said}", language=language)
    assert ("deadline_too_early" in found) == is_early


def test_an_invoice_older_than_the_tables_carries_no_interest_and_stops_nobody() -> None:
    old = item(issued_on=date(2014, 1, 1), due_on=date(2014, 2, 1))
    found = facts("last_letter", "", items=(old,), customer_type="business", choices=ASKING).claim
    assert (found.costs_minor, found.interest_minor) == (4_000, 0)
