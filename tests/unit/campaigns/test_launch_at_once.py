"""From plan to received mail, and what two people at once can do to it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from core.campaigns import reading
from core.campaigns.approve import approve
from core.campaigns.errors import CampaignMovedError, CampaignStateError
from core.campaigns.launch import launch
from core.campaigns.worker import Terms, run
from core.channels.email import Email
from core.channels.mailbox import Mailbox
from tests.unit.campaigns.portfolio import LEDGER, NAME, launched, previewed

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk
    from tests.ledger import Ledger


def test_what_was_previewed_is_what_arrives(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    launched(desk, ledger(LEDGER))
    mailbox = Mailbox(tmp_path / "mailbox")
    report = run(desk, lambda: Email(mailbox.relay, ignores_hours=True), Terms(until_done=True))
    mailbox.stop()
    assert report.remarks == [
        "The built-in mailbox takes mail at any hour: contact hours and planned times are ignored.",
    ]
    approved = {
        row.address: reading.mail(desk, NAME, entity=row.entity, customer_id=row.customer_id).content
        for row in reading.ledger(desk, NAME)
    }
    received = {mail.recipient: mailbox.read_mail(mail.mail_id) for mail in mailbox.list_mail()}
    assert received == approved
    assert len(received) == 3


def test_many_clicks_on_launch_are_one_launch(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    previewed(desk, book)
    approve(desk, NAME, by="Jan")
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda n: launch(desk, book, NAME, by=f"person {n}"), range(4)))
    assert sorted(each.queued for each in done) == [0, 0, 0, 3]
    assert reading.state_counts(desk, NAME) == {"queued": 3}


def test_many_clicks_on_approve_are_one_approval(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))

    def click(n: int) -> int:
        try:
            return approve(desk, NAME, by=f"person {n}")
        except (CampaignStateError, CampaignMovedError):
            return 0

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(click, range(4))) == [0, 0, 0, 3]
    assert [event.act for event in reading.events(desk, NAME)].count("approved") == 1
