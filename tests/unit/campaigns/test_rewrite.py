"""A held message is written anew with a click: of the old and the new one, at most one can ever go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from core.campaigns import reading
from core.campaigns.approve import approve
from core.campaigns.decide import keep_back, release
from core.campaigns.errors import CampaignMovedError, NoSuchHeldMessageError
from core.campaigns.freshness import hold_customer, hold_outdated
from core.campaigns.launch import Launched, launch
from core.campaigns.outlook import finish_campaigns
from core.campaigns.rewrite import predecessors, rewrite, successor
from core.campaigns.worker import Terms, run
from core.channels.email import Email
from core.channels.mailbox import Mailbox
from core.desk import contacts, holds
from core.desk.campaign_tables import Message
from core.vocabulary import HoldKind, MessageState
from tests.unit.campaigns.portfolio import LEDGER, NAME, launched

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk
    from tests.ledger import Ledger


SQLITE = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
"""What the database does here is plain: once is enough."""


def held(desk: Desk, name: str = NAME) -> list[Message]:
    return reading.ledger(desk, name, states=(MessageState.HELD,))


@SQLITE
def test_a_new_invoice_that_the_step_would_have_asked_for_holds_the_message(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    assert hold_outdated(desk, ledger("A  INV8  issued 2026-09-05  due 2026-10-05  40.00 EUR")) == 1
    [message] = held(desk)
    assert (message.customer_id, message.held_why) == ("A", "one more invoice would be asked for by now")
    assert message.difference == [
        {
            "number": "INV8",
            "part_no": 1,
            "currency": "EUR",
            "balance": None,
            "balance_now": "40.00",
            "due_on": None,
            "due_now": "2026-10-05",
        },
    ]


@SQLITE
def test_a_reminder_of_the_source_system_meanwhile_holds_the_message(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    hold_outdated(desk, ledger("C  INV4  issued 2026-10-01  due 2026-10-21  80.00 USD  reminded 1 on 2026-10-30"))
    [message] = held(desk)
    assert message.customer_id == "C"
    assert (message.held_why or "").startswith("Contacted recently")


@SQLITE
def test_one_click_writes_it_anew_and_it_is_sent_once(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    launched(desk, ledger(LEDGER))
    book = ledger("C cash 2026-10-30 30.00 USD for INV4")
    hold_outdated(desk, book)
    [old] = held(desk)
    done = rewrite(desk, book, [old.id], by="Els", why="a part was paid")
    assert (done.campaigns, done.messages, done.left) == ((f"{NAME}, anew",), 1, {})
    [name] = done.campaigns
    assert (successor(desk, old.id), predecessors(desk, name)) == (name, [(old.id, NAME)])
    with pytest.raises(CampaignMovedError):
        release(desk, NAME, old.id, by="Jan", why="it was fine")
    approve(desk, name, by="Jan")
    assert launch(desk, book, name, by="Jan") == Launched(queued=1, held=0)
    mailbox = Mailbox(tmp_path / "mailbox")
    run(desk, lambda: Email(mailbox.relay, ignores_hours=True), Terms(until_done=True))
    mailbox.stop()
    assert [mail.recipient for mail in mailbox.list_mail()].count("c@example.org") == 1
    [new] = reading.ledger(desk, name)
    assert len({new.sha256, old.sha256}) == len({new.message_id, old.message_id}) == 2
    assert "US$\xa050,00" in reading.opened(desk, new.id).text
    assert reading.state_counts(desk, NAME) == {"sent": 2, "cancelled": 1}


@SQLITE
def test_many_are_written_anew_at_once_and_who_is_kept_out_stays_held(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    launched(desk, book)
    for customer_id in "ABC":
        hold_customer(desk, entity="NL01", customer_id=customer_id, why="checking")
    holds.place(desk, HoldKind.STOP, entity="NL01", customer_id="B", by="Els", why="on holiday")
    messages = held(desk)
    done = rewrite(desk, book, [each.id for each in messages], by="Els")
    assert (len(done.campaigns), done.messages) == (1, 2)
    [(left, why)] = done.left.items()
    assert (held(desk)[0].id, "on holiday" in why) == (left, True)
    keep_back(desk, NAME, left, by="Els", why="not now")
    assert reading.state_counts(desk, NAME) == {"cancelled": 3}


@SQLITE
def test_of_two_people_who_write_it_anew_one_is_told(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    launched(desk, book)
    hold_customer(desk, entity="NL01", customer_id="A", why="checking")
    [message] = held(desk)
    rewrite(desk, book, [message.id], by="Els")
    with pytest.raises(NoSuchHeldMessageError, match="not held any more"):
        rewrite(desk, book, [message.id], by="Jan")
    with pytest.raises(NoSuchHeldMessageError):
        rewrite(desk, book, [999_999], by="Jan")


@SQLITE
def test_a_held_message_of_a_finished_campaign_keeps_nobody_from_the_next(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    hold_customer(desk, entity="NL01", customer_id="A", why="checking")
    assert set(contacts.under_way(desk)["customer_id"]) == {"A", "B", "C"}
    with desk.session() as session:
        session.execute(update(Message).where(Message.state == MessageState.QUEUED).values(state=MessageState.SENT))
    assert finish_campaigns(desk) == 1
    assert reading.state_counts(desk, NAME) == {"sent": 2, "held": 1}
    assert contacts.under_way(desk).empty
