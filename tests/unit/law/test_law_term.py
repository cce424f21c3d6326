"""The law's term after a legal message: receipt, first and last day, and the day from which costs may be asked."""

from __future__ import annotations

from datetime import date

import pytest

from core.law.choices import SAFE, Choices
from core.law.steps import illegal_steps, notice_before
from core.law.term import Term, payment_term

D = date.fromisoformat
BARE = Choices(postal_days=2, margin_days=0)  # the law itself, without our own caution


def term(
    country: str,
    message: str | None,
    sent: str,
    *,
    is_post: bool,
    choices: Choices = BARE,
    customer_type: str = "consumer",
) -> Term:
    found = payment_term(country, customer_type, message, D(sent), is_post=is_post, choices=choices)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("sent", "received", "first", "last", "costs_from"),
    [
        ("2026-11-05", "2026-11-07", "2026-11-08", "2026-11-21", "2026-11-22"),
        ("2026-11-06", "2026-11-10", "2026-11-11", "2026-11-24", "2026-11-25"),
        ("2026-11-07", "2026-11-11", "2026-11-12", "2026-11-25", "2026-11-26"),
        ("2026-12-23", "2026-12-29", "2026-12-30", "2027-01-12", "2027-01-13"),
        ("2026-04-24", "2026-04-28", "2026-04-29", "2026-05-12", "2026-05-13"),
    ],
)
def test_the_dutch_letter_by_post(sent: str, received: str, first: str, last: str, costs_from: str) -> None:
    found = term("NL", "legal_notice_nl", sent, is_post=True)
    assert (found.received_on, found.first_on) == (D(received), D(first))
    assert (found.last_on, found.costs_from_on) == (D(last), D(costs_from))


def test_the_dutch_letter_by_mail_with_proven_delivery() -> None:
    found = term("NL", "legal_notice_nl", "2026-11-05", is_post=False)
    assert (found.received_on, found.first_on) == (D("2026-11-05"), D("2026-11-06"))
    assert (found.last_on, found.costs_from_on) == (D("2026-11-19"), D("2026-11-20"))


@pytest.mark.parametrize(
    ("sent", "is_post", "first", "last", "costs_from"),
    [
        ("2026-11-02", True, "2026-11-05", "2026-11-18", "2026-11-19"),
        ("2026-11-02", False, "2026-11-03", "2026-11-16", "2026-11-17"),
        ("2026-11-06", True, "2026-11-12", "2026-11-25", "2026-11-26"),
        ("2026-11-06", False, "2026-11-07", "2026-11-20", "2026-11-21"),
        ("2026-11-09", True, "2026-11-13", "2026-11-26", "2026-11-27"),
        ("2026-11-09", False, "2026-11-10", "2026-11-23", "2026-11-24"),
        ("2026-12-23", True, "2026-12-29", "2027-01-11", "2027-01-12"),
        ("2026-12-23", False, "2026-12-24", "2027-01-06", "2027-01-07"),
    ],
)
def test_the_belgian_first_reminder(sent: str, is_post: bool, first: str, last: str, costs_from: str) -> None:
    found = term("BE", "legal_notice_be", sent, is_post=is_post)
    assert (found.first_on, found.last_on, found.costs_from_on) == (D(first), D(last), D(costs_from))


def test_by_default_the_post_takes_three_days_and_two_more_pass_before_the_next_step() -> None:
    """Thursday 5 November: received on Tuesday 10 instead of Saturday 7; costs from the 25th, the next step on the 27th."""
    found = term("NL", "legal_notice_nl", "2026-11-05", is_post=True, choices=SAFE)
    assert found.received_on == D("2026-11-10")
    assert (found.costs_from_on, found.next_step_on) == (D("2026-11-25"), D("2026-11-27"))
    assert "ECLI:NL:HR:2016:2704" in found.source


def test_the_law_is_never_made_shorter_by_a_choice() -> None:
    hasty = term("NL", "legal_notice_nl", "2026-11-05", is_post=True, choices=Choices(postal_days=0, margin_days=0))
    assert hasty.received_on == D("2026-11-07")


def test_a_saturday_is_a_belgian_working_day_only_where_one_says_so() -> None:
    choices = Choices(margin_days=0, counts_saturdays=True)
    assert term("BE", "legal_notice_be", "2026-11-05", is_post=True, choices=choices).first_on == D("2026-11-09")
    assert term("BE", "legal_notice_be", "2026-11-05", is_post=True).first_on == D("2026-11-10")


@pytest.mark.parametrize("message", ["friendly_reminder", "second_reminder", "last_letter", None])
def test_any_first_reminder_gives_a_belgian_consumer_his_term(message: str | None) -> None:
    assert term("BE", message, "2026-11-02", is_post=False).last_on == D("2026-11-16")


@pytest.mark.parametrize(
    ("country", "customer_type", "message"),
    [
        ("NL", "consumer", "friendly_reminder"),
        ("NL", "consumer", None),
        ("NL", "business", "legal_notice_nl"),
        ("BE", "business", "friendly_reminder"),
        ("BE", "consumer", "thank_you"),
        ("DE", "consumer", "second_reminder"),
        ("XX", "consumer", "legal_notice_nl"),
    ],
)
def test_no_term_where_no_law_gives_one(country: str, customer_type: str, message: str | None) -> None:
    assert payment_term(country, customer_type, message, D("2026-11-02"), is_post=False) is None


def test_before_book_xix_a_belgian_consumer_had_no_such_term() -> None:
    assert payment_term("BE", "consumer", "friendly_reminder", D("2023-08-31"), is_post=False) is None


def test_what_must_go_before_a_harsh_message() -> None:
    assert notice_before("NL", "consumer") == "legal_notice_nl"
    assert notice_before("BE", "consumer") == "legal_notice_be"
    assert notice_before("NL", "business") is None
    assert notice_before("DE", "consumer") is None


def test_a_ladder_that_hands_a_dutch_consumer_over_without_the_letter_is_illegal() -> None:
    without = [(1, 3, "friendly_reminder"), (2, 14, "second_reminder"), (3, 28, "last_letter"), (4, 45, "agency_cover")]
    found = illegal_steps(without, country="NL", customer_type="consumer")
    assert [(number, breach.rule) for number, breach in found] == [(3, "notice_missing"), (4, "notice_missing")]
    assert "must first get the 14-day letter and its 14 days; the last letter comes too early" in found[0][1].sentence
    assert "ECLI:NL:HR:2016:2704" in found[0][1].source
    assert illegal_steps(without, country="NL", customer_type="business") == ()
    assert illegal_steps(without, country="DE", customer_type="consumer") == ()


def test_a_ladder_that_does_not_wait_for_the_term_is_illegal() -> None:
    hasty = [(1, 3, "friendly_reminder"), (2, 14, "legal_notice_nl"), (3, 28, "last_letter")]
    assert [breach.rule for _, breach in illegal_steps(hasty, country="NL", customer_type="consumer")] == [
        "term_too_short"
    ]
    patient = [(1, 3, "friendly_reminder"), (2, 14, "legal_notice_nl"), (3, 35, "last_letter")]
    assert illegal_steps(patient, country="NL", customer_type="consumer") == ()
    belgian = [(1, 3, "legal_notice_be"), (2, 30, "last_letter")]
    assert illegal_steps(belgian, country="BE", customer_type="consumer") == ()
