"""What a new book or a person says holds unsent messages at once, and a person decides about those."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from core.campaigns import calling, reading
from core.campaigns.agreements import About
from core.campaigns.approve import approve
from core.campaigns.call_outcome import Conversation, conclude, take_back
from core.campaigns.decide import accept_as_sent, keep_back, release
from core.campaigns.errors import CampaignMovedError, CampaignStateError, NothingSaidError, StaleApprovalError
from core.campaigns.freshness import hold_customer, hold_outdated
from core.campaigns.launch import launch
from core.campaigns.plan import find_audience, plan
from core.campaigns.preview import write_preview
from core.campaigns.states import cancel
from core.desk import holds
from core.desk.campaign_tables import Message
from core.segments import versions as segment_versions
from core.strategy import strategy_versions
from core.strategy.choice import AudienceChoice
from core.strategy.ladder import Ladder
from core.strategy.strategy import Strategy
from core.strategy.strategy_shipped import SHIPPED
from core.vocabulary import CallOutcome, ChannelName, HoldKind, MessageState
from tests.unit.campaigns.portfolio import AS_OF, LEDGER, NAME, launched

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(5)


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


@pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
def test_a_call_that_is_taken_back_is_held_when_a_ledger_came_meanwhile(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    launched(desk, book)
    [message] = [each for each in reading.ledger(desk, NAME) if each.customer_id == "C"]
    with desk.session() as session:
        session.execute(update(Message).values(channel=ChannelName.PHONE))
    said = Conversation(
        about=About(entity="NL01", customer_id="C"),
        number="1",
        outcome=CallOutcome.REACHED,
        said="will look",
        taken=calling.take(desk, message.id, by="Els", is_made=True),
    )
    done = conclude(desk, book, said, by="Els")
    take_back(desk, ledger("C cash 2026-10-30 80.00 USD for INV4"), done.call_id, by="Els")
    assert reading.in_ledger(desk, message.id).held_why == "paid or credited in full meanwhile"


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


def test_a_policy_that_changes_meanwhile_holds_nothing_of_what_was_approved(desk: Desk, ledger: Ledger) -> None:
    book, known = ledger(LEDGER), segment_versions.active(desk).policy
    found = find_audience(desk, book, as_of=AS_OF).customers
    chosen = frozenset(found.loc[found["is_in"], "segment"])
    choice = AudienceChoice(segments=chosen, steps=frozenset({1, 2, 3}))
    for name in ("first", "second"):
        plan(desk, book, name, as_of=AS_OF, by="Els", choice=choice)
        write_preview(desk, name, by="Els")
        approve(desk, name, by="Jan")
    assert launch(desk, book, "first", by="Jan").queued == 3
    rest = tuple(each for each in known.segments if each.name not in chosen)
    rules = tuple(each for each in known.rules if each.segment not in chosen)
    without = replace(known, segments=rest, rules=rules, otherwise=rest[0].name)
    segment_versions.save(desk, without, by="Els", comment="fewer")
    one = Strategy.of(Ladder(label="One", steps=(SHIPPED.ladder("business").steps[0],)))
    strategy_versions.save(desk, one, by="Els", comment="one step")
    assert hold_outdated(desk, book) == 0
    assert launch(desk, book, "second", by="Jan").queued == 0
    assert {each.held_why for each in reading.ledger(desk, "second")} == {
        "In another campaign: a message of campaign first is waiting"
    }
