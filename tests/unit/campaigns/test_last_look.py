"""The claim itself leaves out what the desk keeps back: a worker needs no book for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from core.campaigns import reading
from core.campaigns.approve import approve
from core.campaigns.capacity import Day
from core.campaigns.claims import Result, claim, settle
from core.campaigns.decide import release
from core.campaigns.launch import Launched, launch
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.campaigns.worker import Terms, run
from core.channels.email import Email
from core.channels.mailbox import Mailbox
from core.desk import cases, holds, stopped
from core.desk.campaign_tables import Message
from core.desk.cases import NewCase
from core.vocabulary import ChannelName, HoldKind, MessageState
from tests.launched import launched, message_to, recipients, states
from tests.unit.campaigns.portfolio import AS_OF, LEDGER

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger


def take(desk: Desk) -> list[str]:
    """Claim mail as a worker does, and settle it as sent; return to whom."""
    got = claim(
        desk,
        ChannelName.EMAIL,
        "worker",
        size=50,
        is_immediate=True,
        approved_after=desk.now() - timedelta(days=60),
        day=Day(on=desk.now().date(), places=None, capacity=None),
    )
    sent = [Result(id=each.id, state=MessageState.SENT, at=desk.now(), attempts=0) for each in got.messages]
    settle(desk, got.token, sent)
    return sorted(each.address for each in got.messages)


def customer(number: int) -> dict[str, Any]:
    return {"entity": "NL01", "customer_id": f"C{number}"}


def test_what_the_desk_keeps_back_is_held_by_the_claim(desk: Desk, clock: TestClock, tmp_path: Path) -> None:
    launched(desk, recipients(8))
    clock.forward(minutes=1)
    said: dict[str, Any] = {"by": "Els", "why": "said so"}
    holds.place(desk, HoldKind.REPORTED_PAYMENT, **customer(1), **said)
    holds.place(desk, HoldKind.OPT_OUT, **customer(2), **said)
    holds.place(desk, HoldKind.DISPUTE, **customer(3), number="INV3", **said)
    holds.place(desk, HoldKind.DISPUTE, **customer(4), number="another", **said)
    cases.open_case(desk, NewCase(kind=HoldKind.PROMISE, made_on=AS_OF, why="said so", **customer(5)), by="Els")
    ended = holds.place(desk, HoldKind.STOP, **customer(6), **said)
    holds.end(desk, ended, by="Els", why="back again")
    stopped.stop_address(desk, ChannelName.EMAIL, "Customer-6@Example.org", kind="bounced_hard", by="mail", why="5.1.1")
    mailbox = Mailbox(tmp_path / "mailbox")
    run(desk, lambda: Email(mailbox.relay, ignores_hours=True), Terms(until_done=True))  # no book anywhere
    mailbox.stop()
    got = sorted(mail.recipient for mail in mailbox.list_mail())
    assert got == [f"customer-{number}@example.org" for number in (3, 5, 7)]
    assert states(desk) == {"sent": 3, "held": 5}
    assert message_to(desk, "customer-0@example.org").held_why == "reported_payment: said so"
    assert (message_to(desk, "customer-6@example.org").held_why or "").startswith("the address is stopped")


def test_a_hold_of_before_the_launch_was_looked_at_then(desk: Desk, clock: TestClock) -> None:
    holds.place(desk, HoldKind.DISPUTE, **customer(1), number="INV1", amount_minor=10_00, by="Els", why="a part")
    clock.forward(minutes=1)
    launched(desk, recipients(1))
    assert take(desk) == ["customer-0@example.org"]


def test_a_person_who_releases_knows_the_hold(desk: Desk, clock: TestClock) -> None:
    name = launched(desk, recipients(1))
    clock.forward(minutes=1)
    holds.place(desk, HoldKind.STOP, **customer(1), by="Els", why="on holiday")
    assert take(desk) == []
    clock.forward(minutes=1)
    release(desk, name, message_to(desk, "customer-0@example.org").id, by="Jan", why="asked for by the customer")
    assert take(desk) == ["customer-0@example.org"]


def test_an_answer_goes_though_the_customer_promised_to_pay(desk: Desk, clock: TestClock) -> None:
    launched(desk, recipients(2))
    with desk.session() as session:
        session.execute(update(Message).values(step=0))
    clock.forward(minutes=1)
    holds.place(desk, HoldKind.PROMISE, **customer(1), by="Els", why="on the 20th")
    holds.place(desk, HoldKind.DECEASED, **customer(2), by="Els", why="told by the family")
    assert take(desk) == ["customer-0@example.org"]


def test_of_two_messages_that_wait_the_first_goes_and_the_other_is_held(desk: Desk) -> None:
    launched(desk, recipients(2), name="first")
    launched(desk, recipients(2), name="second")
    _same_customers(desk)
    assert take(desk) == recipients(2)
    assert (states(desk, "first"), states(desk, "second")) == ({"sent": 2}, {"held": 2})
    assert {each.held_why for each in reading.ledger(desk, "second")} == {"In another campaign: first"}


@pytest.mark.parametrize(("days", "held"), [(6, 1), (7, 0)])
def test_the_contact_policy_counts_what_was_really_sent(desk: Desk, clock: TestClock, days: int, held: int) -> None:
    launched(desk, recipients(1), name="first")
    assert take(desk) == recipients(1)
    clock.forward(days=days)
    launched(desk, recipients(1), name="second")
    _same_customers(desk)
    take(desk)
    assert states(desk, "second").get("held", 0) == held


def test_two_campaigns_planned_approved_and_launched_at_once_reach_each_customer_once(
    desk: Desk, ledger: Ledger, clock: TestClock
) -> None:
    book = ledger(LEDGER)
    for name in ("first", "second"):  # the second was previewed before the first was sent
        plan(desk, book, name, as_of=AS_OF, by="Els")
        write_preview(desk, name, by="Els")
        approve(desk, name, by="Jan")
    assert launch(desk, book, "first", by="Jan") == Launched(queued=3, held=0)
    assert len(take(desk)) == 3
    assert launch(desk, book, "second", by="Jan") == Launched(queued=0, held=3)
    assert all((each.held_why or "").startswith("Contacted recently") for each in reading.ledger(desk, "second"))
    clock.forward(minutes=1)
    for message in reading.ledger(desk, "second"):  # whoever lets one go after all meets the same policy at the claim
        release(desk, "second", message.id, by="Jan", why="they may")
    assert take(desk) == []
    assert states(desk, "second") == {"held": 3}


def _same_customers(desk: Desk) -> None:
    """Let the messages to one address be to one customer, whatever campaign they are of."""
    with desk.session() as session:
        for number, address in enumerate(recipients(2), start=1):
            same = update(Message).where(Message.address == address)
            session.execute(same.values(customer_id=f"C{number}"))
