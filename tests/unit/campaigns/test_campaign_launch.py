"""A launch fills the contact ledger once; what changed since the preview is held with the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from core.campaigns import launch as launching
from core.campaigns import reading, recheck
from core.campaigns.approve import approve
from core.campaigns.errors import CampaignStateError
from core.campaigns.launch import Launched, launch
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.campaigns.states import cancel, pause, resume
from core.desk import contacts, holds
from core.desk.campaign_tables import MessageItem
from core.vocabulary import HoldKind, MessageState
from tests.unit.campaigns.portfolio import AS_OF, LEDGER, NAME, launched, previewed

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(6)


def test_a_second_launch_adds_nothing(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    assert launched(desk, book) == Launched(queued=3, held=0)
    assert launch(desk, book, NAME, by="Els") == Launched(queued=0, held=0)
    assert reading.state_counts(desk, NAME) == {"queued": 3}


def test_a_launch_needs_an_approval(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    previewed(desk, book)
    with pytest.raises(CampaignStateError, match="is previewed: it cannot be launched now"):
        launch(desk, book, NAME, by="Els")


def test_the_ledger_carries_the_approved_hash(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    for message in reading.ledger(desk, NAME):
        mail = reading.mail(desk, NAME, entity=message.entity, customer_id=message.customer_id)
        assert message.sha256.hex() == mail.sha256


def test_a_payment_that_came_in_between_holds_that_message_only(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    approve(desk, NAME, by="Jan")
    later = ledger("A cash 2026-10-30 100.00 EUR for INV1")
    assert launch(desk, later, NAME, by="Jan") == Launched(queued=2, held=1)
    [held] = reading.ledger(desk, NAME, states=(MessageState.HELD,))
    assert held.customer_id == "A"
    assert held.difference is not None
    assert [(each["number"], each["balance"], each["balance_now"]) for each in held.difference] == [
        ("INV1", "100.00", "0.00")
    ]


def test_a_hold_placed_in_between_holds_the_message_with_its_reason(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    previewed(desk, book)
    approve(desk, NAME, by="Jan")
    holds.place(desk, HoldKind.HARDSHIP, entity="NL01", customer_id="B", by="Els", why="lost her job")
    assert launch(desk, book, NAME, by="Jan") == Launched(queued=2, held=1)
    [held] = reading.ledger(desk, NAME, states=(MessageState.HELD,))
    assert held.customer_id == "B"
    assert "lost her job" in (held.held_why or "")


def test_a_dispute_of_a_part_in_between_holds_the_message_that_asks_for_all_of_it(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    previewed(desk, book)
    approve(desk, NAME, by="Jan")
    holds.place(
        desk,
        HoldKind.DISPUTE,
        entity="NL01",
        customer_id="A",
        number="INV2",
        amount_minor=20_00,
        currency="EUR",
        by="Els",
        why="one box was wet",
    )
    assert launch(desk, book, NAME, by="Jan") == Launched(queued=2, held=1)
    [held] = reading.ledger(desk, NAME, states=(MessageState.HELD,))
    assert (held.customer_id, held.held_why) == ("A", "the amount to ask for changed")
    assert [(each["number"], each["balance"], each["balance_now"]) for each in held.difference or []] == [
        ("INV2", "50.00", "30.00")
    ]


def test_every_item_is_recorded_with_its_own_step(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    with desk.reading() as session:
        steps = {row.number: row.step for row in session.execute(select(MessageItem.number, MessageItem.step))}
    # INV2 stands in the second reminder of INV1, and its own second reminder is still to come.
    assert steps == {"INV1": 2, "INV2": 1, "INV3": 1, "INV4": 1}


def test_a_customer_with_a_message_under_way_is_not_in_the_next_campaign(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    launched(desk, book)
    assert set(contacts.under_way(desk)["customer_id"]) == {"A", "B", "C"}
    previewed_again = reading.totals(desk, NAME)
    assert previewed_again["in"]["customers"] == 3
    cancel(desk, NAME, by="Els", why="wrong month")
    assert contacts.under_way(desk).empty


def test_pause_resume_and_cancel_are_events_with_a_reason(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    pause(desk, NAME, by="Els", why="phones are down")
    resume(desk, NAME, by="Els")
    assert cancel(desk, NAME, by="Els", why="wrong month") == 3
    assert reading.state_counts(desk, NAME) == {"cancelled": 3}
    told = [(event.from_state, event.to_state, event.why) for event in reading.events(desk, NAME)][-3:]
    assert told == [
        ("running", "paused", "phones are down"),
        ("paused", "running", ""),
        ("running", "cancelled", "wrong month"),
    ]


def test_of_two_campaigns_launched_at_the_same_moment_a_customer_gets_one(
    desk: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, other = ledger(LEDGER), "the other one"
    previewed(desk, book)
    approve(desk, NAME, by="Jan")
    plan(desk, book, other, as_of=AS_OF, by="Els")
    write_preview(desk, other, by="Els")
    approve(desk, other, by="Els")
    look = recheck.changes

    def overtaken(*facts: Any) -> dict[Any, Any]:
        found = look(*facts)
        monkeypatch.setattr(launching, "changes", look)
        assert launch(desk, book, other, by="Els") == Launched(queued=3, held=0)
        return found

    monkeypatch.setattr(launching, "changes", overtaken)
    assert launch(desk, book, NAME, by="Jan") == Launched(queued=0, held=3)
    assert {each.held_why for each in reading.ledger(desk, NAME)} == {"In another campaign: the other one"}
