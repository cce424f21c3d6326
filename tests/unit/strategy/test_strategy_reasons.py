"""Each reason with a customer it takes, one it leaves, and its evidence; and the order between them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from core.language import Words
from core.law.choices import SAFE
from core.strategy.choice import AudienceChoice
from core.strategy.reasons import BY_CODE, REASONS
from core.strategy.strategy_shipped import SHIPPED
from core.vocabulary import HoldKind
from tests.reminders import ENTITY, Team, strategy_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.book.book import Book

    Shelf = Callable[[str, date], Book]

ON = "2026-03-20"
WHO = "A is business NL nl a@example.org\n"
ITEM = "A INV1 issued 2026-02-01 due 2026-03-01 100.00 EUR"
FIRST = date(2026, 3, 20)


def team_of(shelf: Shelf, text: str) -> Team:
    return Team(shelf(text, FIRST))


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (HoldKind.LEGAL, "legal"),
        (HoldKind.INSOLVENCY, "legal"),
        (HoldKind.DECEASED, "deceased"),
        (HoldKind.AGENCY, "agency"),
        (HoldKind.STOP, "stopped"),
        (HoldKind.HARDSHIP, "hardship"),
        (HoldKind.WAITING_ON_US, "waiting_on_us"),
        (HoldKind.DISPUTE, "dispute"),
        (HoldKind.PLAN, "plan"),
        (HoldKind.PROMISE, "promise"),
        (HoldKind.REPORTED_PAYMENT, "reported_paid"),
        (HoldKind.REPLY, "reply"),
        (HoldKind.OPT_OUT, "unreachable"),
    ],
)
def test_every_hold_on_the_desk_stops_its_customer_or_its_document_only(
    shelf: Shelf, kind: HoldKind, code: str
) -> None:
    text = (
        WHO
        + ITEM
        + "\nA INV2 issued 2026-02-01 due 2026-03-01 80.00 EUR\nB is business NL nl b@example.org\nB INV1 issued 2026-02-01 due 2026-03-01 10.00 EUR"
    )
    team = team_of(shelf, text)
    team.hold(kind, "A", number="INV1", document_type="invoice", fiscal_year=2026, part_no=1)
    assert team.told(ON) == [f"A INV1: {code}", "A INV2: step 1", "B INV1: step 1"]
    team.release()
    team.hold(kind, "A", number="INV1", fiscal_year=2025)
    assert team.told(ON) == ["A INV1: step 1", "A INV2: step 1", "B INV1: step 1"]
    team.release()
    team.hold(kind, "A", until_on=date(2026, 3, 20), why="Called on Monday")
    assert team.told(ON) == [f"A INV1: {code}", f"A INV2: {code}", "B INV1: step 1"]
    assert team.why(ON, "INV2") == "Called on Monday (until 20 March 2026)"
    grace = 4 if kind is HoldKind.PROMISE else 0  # two banking days after a Friday
    assert team.told(f"2026-03-{20 + grace}")[0] == f"A INV1: {code}"
    assert team.told(f"2026-03-{21 + grace}")[0] == "A INV1: step 1"


@pytest.mark.parametrize(
    ("mark", "code", "evidence"),
    [
        ("agency", "agency", "the ledger marks it as handed over"),
        ("blocked 2026-03-20 because moving", "stopped", "blocked in the ledger until 20 March 2026: moving"),
        ("blocked 9999-12-31", "stopped", "blocked in the ledger with no end given"),
        ("disputed", "dispute", "contested in the ledger"),
        ("promised 2026-03-18", "promise", "promised in the ledger for 18 March 2026"),
        ("transit 100.00", "direct_debit", "€100.00 of this document is being collected"),
        ("reminded 1 on 2026-03-14", "contacted_recently", "written to on 14 March 2026; 7 days apart is the least"),
        ("reminded 2 on 2026-03-13", "step_sent", "step 2 was sent on 13 March 2026; step 3 comes at 28 days past due"),
        ("reminded 2", "step_sent", "step 2 was sent; step 3 comes at 28 days past due"),
        ("reminded 9 on 2026-03-13", "step_sent", "step 9 was sent on 13 March 2026; it was the last step"),
    ],
)
def test_what_the_ledger_says(shelf: Shelf, mark: str, code: str, evidence: str) -> None:
    team = team_of(shelf, f"{WHO}{ITEM} {mark}")
    assert team.told(ON) == [f"A INV1: {code}"]
    assert team.why(ON, "INV1").startswith(evidence)


@pytest.mark.parametrize(
    "mark", ["blocked 2026-03-19", "promised 2026-03-17", "reminded 1 on 2026-03-13", "transit 99.99", "disputed 99.99"]
)
def test_what_the_ledger_says_no_longer_or_not_entirely(shelf: Shelf, mark: str) -> None:
    told = team_of(shelf, f"{WHO}{ITEM} {mark}")
    told.strategy = strategy_of(3, 14, between=7, grace=2, minimum={"EUR": 1})
    assert told.told(ON)[0].startswith("A INV1: step")


def test_a_part_in_dispute_is_set_aside_and_the_rest_is_asked(shelf: Shelf) -> None:
    planned = team_of(shelf, f"{WHO}{ITEM} disputed 30.00 transit 20.00").plan(ON)
    assert planned.items["asked_minor"].tolist() == [50_00]
    assert planned.set_aside[["reason", "minor"]].to_dict("records") == [
        {"reason": "dispute", "minor": 30_00},
        {"reason": "direct_debit", "minor": 20_00},
    ]


def test_a_part_that_waits_on_us_leaves_the_rest_to_be_asked(shelf: Shelf) -> None:
    team = team_of(shelf, f"{WHO}{ITEM}")
    team.hold(HoldKind.WAITING_ON_US, "A", number="INV1", amount_minor=30_00, currency="EUR", why="credit note due")
    planned = team.plan(ON)
    assert planned.items["asked_minor"].tolist() == [70_00]
    assert planned.set_aside[["reason", "minor"]].to_dict("records") == [{"reason": "waiting_on_us", "minor": 30_00}]


def test_the_holds_of_one_case_share_its_amount(shelf: Shelf) -> None:
    team = team_of(shelf, f"{WHO}{ITEM}\nA INV2 issued 2026-02-01 due 2026-03-02 80.00 EUR")
    for number in ("INV1", "INV2"):
        team.hold(HoldKind.DISPUTE, "A", number=number, amount_minor=120_00, currency="EUR", case_id=7)
    assert team.plan(ON).items[["reason", "asked_minor"]].fillna("in").to_numpy().tolist() == [
        ["dispute", 0],
        ["in", 60_00],
    ]


def test_a_promise_in_one_currency_leaves_the_other_to_be_asked(shelf: Shelf) -> None:
    team = team_of(shelf, f"{WHO}{ITEM}\nA INV2 issued 2026-02-01 due 2026-03-01 80.00 USD")
    team.hold(HoldKind.PROMISE, "A", currency="EUR", until_on=FIRST)
    assert team.told(ON) == ["A INV1: promise", "A INV2: step 1"]


def test_evidence_comes_in_the_readers_language(shelf: Shelf) -> None:
    found = team_of(shelf, f"{WHO}{ITEM} promised 2026-03-18").plan(ON)
    [said] = BY_CODE["promise"].evidence(found.candidates, np.array([0]), Words(language="nl"))
    assert "18 maart 2026" in said


def test_an_amount_of_a_document_goes_to_its_oldest_parts_first(shelf: Shelf) -> None:
    parts = "A INV1 issued 2026-01-01 due 2026-03-01 100.00 EUR parts 2026-02-01:50.00,2026-03-01:50.00 disputed 70.00"
    planned = team_of(shelf, WHO + parts).plan(ON)
    assert planned.items[["reason", "asked_minor"]].fillna("in").to_numpy().tolist() == [["dispute", 0], ["in", 30_00]]


def test_two_stores_that_speak_of_one_dispute_count_once(shelf: Shelf) -> None:
    team = team_of(shelf, f"{WHO}{ITEM}\nA disputes INV1 40.00 from 2026-03-05 because damaged")
    team.hold(HoldKind.DISPUTE, "A", number="INV1", amount_minor=30_00, currency="EUR")
    assert team.plan(ON).items["asked_minor"].tolist() == [60_00]
    # A past day on which it had not been contested yet.
    team.release()
    assert team.plan("2026-03-04").items["asked_minor"].tolist() == [100_00]


def test_a_reported_payment_covers_the_oldest_first_and_only_its_own_currency(shelf: Shelf) -> None:
    text = f"{WHO}{ITEM}\nA INV2 issued 2026-02-01 due 2026-03-02 80.00 EUR\nA INV3 issued 2026-02-01 due 2026-03-02 80.00 USD"
    team = team_of(shelf, text)
    team.hold(HoldKind.REPORTED_PAYMENT, "A", amount_minor=120_00, currency="EUR", why="Paid by phone")
    assert team.told(ON) == ["A INV1: reported_paid", "A INV2: step 1", "A INV3: step 1"]
    assert team.plan(ON).items["asked_minor"].tolist() == [0, 60_00, 80_00]


def test_a_credit_covers_the_oldest_item_and_not_a_part_of_the_next(shelf: Shelf) -> None:
    text = f"{WHO}{ITEM}\nA INV2 issued 2026-02-01 due 2026-03-02 80.00 EUR\nA CN1 credit 2026-03-03 90.00 EUR\nA cash 2026-03-05 20.00 EUR"
    told = team_of(shelf, text).told(ON)
    assert sorted(told) == ["A CN1: credit", "A INV1: credit_covers", "A INV2: step 1", "A payment: credit"]


def test_the_minimum_is_of_what_would_be_asked_in_one_currency(shelf: Shelf) -> None:
    team = team_of(
        shelf,
        WHO
        + """
        A SMALL issued 2026-02-01 due 2026-03-01 4.99 EUR
        A YEN issued 2026-02-01 due 2026-03-01 5 JPY
        A LATER issued 2026-02-01 due 2026-04-01 100.00 EUR
        """,
    )
    assert team.told(ON) == ["A SMALL: below_minimum", "A YEN: step 1", "A LATER: not_due"]
    assert team.why(ON, "SMALL") == "less than €5.00 to ask for in all"


@pytest.mark.parametrize(
    ("country", "kind", "reminded", "told"),
    [
        ("BE", "consumer", "2026-03-02", "before_legal_date"),
        ("BE", "consumer", "2026-02-24", "step 2"),
        ("BE", "business", "2026-03-02", "step 2"),
        ("NL", "consumer", "2026-03-02", "step 2"),
    ],
)
def test_a_belgian_consumer_has_the_time_the_law_gives_after_any_first_reminder(
    shelf: Shelf, country: str, kind: str, reminded: str, told: str
) -> None:
    item = f"A INV1 issued 2026-01-01 due 2026-02-20 100.00 EUR reminded 1 on {reminded}"
    team = team_of(shelf, f"A is {kind} {country} nl a@example.org\n{item}")
    team.strategy = strategy_of(3, 14)  # without the notice that Saldo's own ladder begins with
    assert team.told(ON) == [f"A INV1: {told}"]


def test_whoever_must_have_a_notice_first_gets_it_whatever_the_source_sent(shelf: Shelf) -> None:
    """The source sent three reminders, and nobody knows whether one was the letter that the law prescribes."""
    mark = "issued 2026-01-01 due 2026-02-01 100.00 EUR reminded 3 on 2026-03-01"
    who = "A is consumer BE nl a@example.org\nB is consumer NL nl b@example.org\nC is business NL nl c@example.org\n"
    team = team_of(shelf, who + "\n".join(f"{each} INV{each} {mark}" for each in "ABC"))
    assert team.told(ON) == ["A INVA: step 1", "B INVB: step 3", "C INVC: step_sent"]
    assert team.send(ON) == ["A: legal_notice_be for INVA", "B: legal_notice_nl for INVB"]
    # The last letter is the third step of the one and the fourth of the other: the source's count stands for the rest.
    assert team.told("2026-04-01")[:2] == ["A INVA: step_sent", "B INVB: before_legal_date"]
    assert team.told("2026-04-20")[:2] == ["A INVA: step_sent", "B INVB: step 4"]
    counted = replace(SAFE, source_reminders_are_notices=True)
    assert Team(team.book, choices=counted).told(ON)[:2] == ["A INVA: step_sent", "B INVB: step_sent"]


def test_a_step_of_an_earlier_ladder_is_no_notice(shelf: Shelf) -> None:
    """Step 1 was a friendly reminder when it was sent; on the ladder of today step 1 is the notice."""
    team = team_of(shelf, "A is consumer BE nl a@example.org\nA INV1 issued 2026-01-01 due 2026-02-20 100.00 EUR")
    team.strategy = strategy_of(3, 14)
    assert team.send("2026-02-24") == ["A: friendly_reminder for INV1"]
    team.strategy = SHIPPED
    assert team.send("2026-03-10") == ["A: legal_notice_be for INV1"]


def test_the_term_of_an_e_mail_starts_the_day_after_it(shelf: Shelf) -> None:
    """Sent Monday 9 March: the 14 days run from the 10th to the 23rd; with two days of margin the next step may come on the 26th."""
    team = team_of(shelf, "A is consumer BE nl a@example.org\nA INV1 issued 2026-01-01 due 2026-02-20 100.00 EUR")
    team.send("2026-03-09")
    assert team.told("2026-03-25") == ["A INV1: before_legal_date"]
    assert team.why("2026-03-25", "INV1") == "the customer has time by law; the next step from 26 March 2026"
    assert team.told("2026-03-26") == ["A INV1: step 2"]


@pytest.mark.parametrize(
    ("address", "evidence"),
    [
        ("", "no e-mail address is known"),
        ("no.domain@x", "the e-mail address no.domain@x cannot be right"),
        ("two@@example.org", "the e-mail address two@@example.org cannot be right"),
        ("dot..dot@example.org", "the e-mail address dot..dot@example.org cannot be right"),
    ],
)
def test_no_usable_address(shelf: Shelf, address: str, evidence: str) -> None:
    team = team_of(shelf, f"A is business NL nl {address}\n{ITEM}")
    assert team.told(ON) == ["A INV1: unreachable"]
    assert team.why(ON, "INV1") == f"{evidence}; no postal address is known"


def test_a_good_address_beside_a_bad_one_is_used(shelf: Shelf) -> None:
    planned = team_of(shelf, f"A is business NL nl aaa@@bad zzz@sub.example.org\n{ITEM}").plan(ON)
    assert planned.customers[["address", "is_in"]].to_numpy().tolist() == [["zzz@sub.example.org", True]]


def test_another_campaign_under_way(shelf: Shelf) -> None:
    team = team_of(shelf, WHO + ITEM)
    team.under_way = [{"entity": ENTITY, "customer_id": "A", "campaign": "March"}]
    assert team.told(ON) == ["A INV1: in_campaign"]
    assert team.why(ON, "INV1") == "a message of campaign March is waiting"


@pytest.mark.parametrize(
    ("choice", "evidence"),
    [
        ({"segments": frozenset({"key_account"})}, "segment New is not chosen"),
        ({"entities": frozenset({"BE01"})}, "company NL01 is not chosen"),
        ({"countries": frozenset({"BE"}), "steps": frozenset({2})}, "country NL, step 1 is not chosen"),
    ],
)
def test_outside_the_filter(shelf: Shelf, choice: dict[str, Any], evidence: str) -> None:
    items = team_of(shelf, WHO + ITEM).plan(ON, AudienceChoice(**choice)).items
    assert items[["reason", "evidence"]].to_numpy().tolist() == [["outside_filter", evidence]]


def test_excluded_by_hand_and_inside_the_filter(shelf: Shelf) -> None:
    team = team_of(shelf, WHO + ITEM)
    inside: dict[str, Any] = {
        "segments": frozenset({"new"}),
        "entities": frozenset({ENTITY}),
        "countries": frozenset({"NL"}),
        "steps": frozenset({1}),
    }
    assert team.told(ON, AudienceChoice(**inside)) == ["A INV1: step 1"]
    assert team.told(ON, AudienceChoice(excluded=frozenset({(ENTITY, "A"), ("BE01", "A")}))) == ["A INV1: excluded"]
    assert team.told(ON, AudienceChoice(excluded=frozenset({("BE01", "A")}))) == ["A INV1: step 1"]


def test_the_order_is_that_of_the_design() -> None:
    assert [reason.code for reason in REASONS] == [
        "legal",
        "deceased",
        "agency",
        "stopped",
        "reply",
        "hardship",
        "waiting_on_us",
        "dispute",
        "plan",
        "promise",
        "direct_debit",
        "reported_paid",
        "credit_covers",
        "below_minimum",
        "before_legal_date",
        "waits_for_pay_day",
        "contacted_recently",
        "unreachable",
        "quiet_period",
        "step_sent",
        "in_campaign",
        "not_due",
        "outside_filter",
        "excluded",
        "other_letter_first",
        "held_out",
        "credit",
    ]


def test_the_first_reason_wins(shelf: Shelf) -> None:
    team = team_of(shelf, f"A is business NL nl\n{ITEM} disputed promised 2026-03-30")
    assert team.told(ON) == ["A INV1: dispute"]
    team.hold(HoldKind.DECEASED, "A")
    assert team.told(ON) == ["A INV1: deceased"]
    team.hold(HoldKind.INSOLVENCY, "A")
    assert team.told(ON) == ["A INV1: legal"]


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.code)
def test_every_reason_explains_itself(reason: Any) -> None:
    assert reason.label[0].isupper()
    assert reason.explanation.endswith(".")
