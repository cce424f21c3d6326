"""What a new book or a person says holds unsent messages at once, and a person decides about those."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.campaigns import reading
from core.campaigns.decide import accept_as_sent, keep_back, release
from core.campaigns.errors import CampaignMovedError, CampaignStateError, NothingSaidError, StaleApprovalError
from core.campaigns.freshness import hold_customer, hold_outdated
from core.campaigns.states import cancel
from core.desk import holds
from core.vocabulary import HoldKind, MessageState
from tests.unit.campaigns.portfolio import LEDGER, NAME, launched

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger


def test_a_book_that_says_the_same_holds_nothing(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    assert hold_outdated(desk, ledger("Z  INV9  issued 2026-10-30  due 2026-11-30  10.00 EUR")) == 0


def test_a_published_payment_holds_the_message_with_both_amounts(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    assert hold_outdated(desk, ledger("C cash 2026-10-30 80.00 USD for INV4")) == 1
    [held] = reading.ledger(desk, NAME, states=(MessageState.HELD,))
    assert held.held_why == "paid or credited in full meanwhile"
    assert held.difference == [
        {
            "number": "INV4",
            "part_no": 1,
            "currency": "USD",
            "balance": "80.00",
            "balance_now": "0.00",
            "due_on": "2026-10-21",
            "due_now": "2026-10-21",
        },
    ]


def test_a_published_dispute_of_a_part_holds_the_message(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    later = ledger(
        "B INV3 issued 2026-10-01 due 2026-10-20 75.25 EUR\nB disputes INV3 20.00 from 2026-10-30 because damaged"
    )
    assert hold_outdated(desk, later) == 1
    [held] = reading.ledger(desk, NAME, states=(MessageState.HELD,))
    assert (held.customer_id, held.held_why) == ("B", "the amount to ask for changed")


def test_a_part_payment_is_told_as_a_changed_amount(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    assert hold_outdated(desk, ledger("C cash 2026-10-30 30.00 USD for INV4")) == 1
    [held] = reading.ledger(desk, NAME, states=(MessageState.HELD,))
    assert held.held_why == "an amount changed"


def test_a_hold_on_the_desk_holds_its_customer(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    launched(desk, book)
    holds.place(desk, HoldKind.STOP, entity="NL01", customer_id="A", by="Els", why="on holiday until the 20th")
    assert hold_outdated(desk, book) == 1
    assert hold_outdated(desk, book) == 0


def test_one_call_holds_one_customer(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    assert hold_customer(desk, entity="NL01", customer_id="B", why="paid at the counter") == 1
    assert reading.state_counts(desk, NAME) == {"queued": 2, "held": 1}


def test_a_person_releases_or_keeps_back_what_is_held(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    for customer_id in "AB":
        hold_customer(desk, entity="NL01", customer_id=customer_id, why="checking")
    first, second = reading.ledger(desk, NAME, states=(MessageState.HELD,))
    with pytest.raises(NothingSaidError):
        release(desk, NAME, first.id, by="Els", why="")
    release(desk, NAME, first.id, by="Els", why="checked, still open")
    keep_back(desk, NAME, second.id, by="Els", why="paid")
    assert reading.state_counts(desk, NAME) == {"queued": 2, "cancelled": 1}
    assert [event.act for event in reading.events(desk, NAME)][-2:] == ["released", "kept back"]


def test_a_message_approved_too_long_ago_is_not_released_to_be_held_again(
    desk: Desk, ledger: Ledger, clock: TestClock
) -> None:
    launched(desk, ledger(LEDGER))
    hold_customer(desk, entity="NL01", customer_id="A", why="checking")
    [held] = reading.ledger(desk, NAME, states=(MessageState.HELD,))
    clock.forward(days=7, minutes=1)
    with pytest.raises(StaleApprovalError, match="more than 7 days ago: plan"):
        release(desk, NAME, held.id, by="Els", why="checked, still open")
    keep_back(desk, NAME, held.id, by="Els", why="too late")


def test_a_decision_on_something_else_than_was_seen_is_refused(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    queued = reading.ledger(desk, NAME)[0]
    with pytest.raises(CampaignMovedError):
        accept_as_sent(desk, NAME, queued.id, by="Els", why="the customer has it")
    cancel(desk, NAME, by="Els", why="wrong month")
    with pytest.raises(CampaignStateError):
        release(desk, NAME, queued.id, by="Els", why="after all")
