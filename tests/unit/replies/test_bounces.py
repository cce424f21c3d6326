"""Reports about messages: matched by the address they returned to, the Message-ID, else by address and time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from core.campaigns.notices import lost_notices, notice_letters, notices
from core.channels.bounce_address import parse_bounce_address
from core.desk import deliveries, holds
from core.desk.campaign_tables import Message
from core.desk.contacts import steps_done
from core.desk.deliveries import DeliveryEvent
from core.desk.replies import open_replies
from core.desk.stopped import lift, stopped_addresses
from core.replies.take import take
from core.vocabulary import ChannelName, DeliveryKind, MessageName, MessageState
from tests.mails import BOUNCES, arrived, bounce, complaint, mailed, reply

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.desks import TestClock

pytestmark = pytest.mark.few_on_postgres(4)

PATTERN = parse_bounce_address(BOUNCES)


def state_of(desk: Desk, message_id: int) -> str:
    with desk.reading() as session:
        return session.scalars(select(Message.state).where(Message.id == message_id)).one()


def kinds(desk: Desk, message_id: int) -> list[str]:
    return deliveries.events_of(desk, [message_id])["kind"].tolist()


def test_a_hard_bounce_stops_the_address_and_not_the_customer(both: Desk) -> None:
    gone, next_one = mailed(both), mailed(both, state=MessageState.QUEUED)
    elsewhere = mailed(both, address="boss@customer.example", state=MessageState.QUEUED)
    taken = take(both, arrived(bounce(to=gone.returns_to)), pattern=PATTERN)
    assert taken.kinds == {"report": 1}
    event = deliveries.events_of(both, [gone.id]).iloc[0]
    assert (event["kind"], event["code"], event["address"]) == ("bounced_hard", "5.1.1", "anna@customer.example")
    stopped = stopped_addresses(both)
    assert stopped[["contact", "address"]].to_numpy().tolist() == [["email", "anna@customer.example"]]
    assert "550 5.1.1 no such user" in stopped["why"].iloc[0]
    assert state_of(both, next_one.id) == MessageState.HELD
    assert state_of(both, elsewhere.id) == MessageState.QUEUED
    assert state_of(both, gone.id) == MessageState.SENT
    assert holds.standing(both, datetime(2026, 11, 3, tzinfo=UTC).date()).empty


def test_a_stop_can_be_lifted_and_stands_again_after_the_next_bounce(both: Desk) -> None:
    first, second = mailed(both), mailed(both)
    take(both, arrived(bounce(to=first.returns_to)), pattern=PATTERN)
    stop_id = int(stopped_addresses(both)["stop_id"].iloc[0])
    assert lift(both, stop_id, by="jan", why="the customer called: it works again")
    assert not lift(both, stop_id, by="jan", why="twice")
    assert stopped_addresses(both).empty
    take(both, arrived(bounce(to=second.returns_to, own_id="<b2@mx.example>")), pattern=PATTERN)
    assert len(stopped_addresses(both)) == 1


@pytest.mark.parametrize("how", ["bounce address", "message id", "address and time"])
def test_a_bounce_finds_its_message(desk: Desk, how: str) -> None:
    gone = mailed(desk, address="Anna@Customer.example")
    raw = {
        "bounce address": bounce(to=gone.returns_to.upper(), of="forwarded@elsewhere.example"),
        "message id": bounce(original=gone.message_id, of="forwarded@elsewhere.example"),
        "address and time": bounce(of="anna@customer.example"),
    }[how]
    assert take(desk, arrived(raw), pattern=PATTERN).kinds == {"report": 1}
    assert stopped_addresses(desk)["address"].tolist() == ["anna@customer.example"]


def test_an_address_written_to_long_ago_is_no_match(desk: Desk, clock: TestClock) -> None:
    mailed(desk, left_at=clock.now - timedelta(days=40))
    assert take(desk, arrived(bounce())).kinds == {"unknown_report": 1}
    assert stopped_addresses(desk).empty


def test_a_forged_bounce_address_stops_nobody(desk: Desk) -> None:
    gone = mailed(desk)
    forged = gone.returns_to.replace(gone.name, gone.name[:-1] + "f")
    raw = bounce(to=forged, of="anna@customer.example")
    assert take(desk, arrived(raw), pattern=PATTERN).kinds == {"unknown_report": 1}
    assert stopped_addresses(desk).empty
    assert kinds(desk, gone.id) == []


def test_a_bounce_of_a_message_that_never_was_is_kept_and_shown(desk: Desk) -> None:
    raw = bounce(original="<999.999.00000000000003e7@saldo.example>")
    assert take(desk, arrived(raw), pattern=PATTERN).kinds == {"unknown_report": 1}
    assert stopped_addresses(desk).empty


@pytest.mark.parametrize(
    ("action", "status", "words", "kind", "is_lost"),
    [
        ("failed", "5.1.1", "smtp; 550 5.1.1 no such user", "bounced_hard", True),
        ("failed", "5.0.0", "smtp; 550 5.1.10 recipient not found", "bounced_hard", True),
        ("failed", "5.4.1", "smtp; 550 5.4.1 Recipient address rejected: Access denied", "bounced_hard", True),
        ("failed", "5.2.2", "smtp; 552 5.2.2 mailbox full", "bounced_soft", True),
        ("failed", "5.7.1", "smtp; 554 5.7.1 looks like spam", "bounced_soft", True),
        ("failed", "4.4.7", "smtp; 451 4.4.1 timed out", "bounced_soft", True),
        ("delayed", "4.4.1", "smtp; 451 try later", "bounced_soft", False),
        ("delivered", "2.0.0", "smtp; 250 ok", "delivered", False),
        ("relayed", "2.0.0", "smtp; 250 ok", "delivered", False),
    ],
)
def test_what_a_report_means(  # noqa: PLR0917 - a table
    desk: Desk, action: str, status: str, words: str, kind: str, is_lost: bool
) -> None:
    gone = mailed(desk)
    take(desk, arrived(bounce(to=gone.returns_to, action=action, status=status, words=words)), pattern=PATTERN)
    event = deliveries.events_of(desk, [gone.id]).iloc[0]
    assert (event["kind"], bool(event["is_lost"])) == (kind, is_lost)
    assert len(stopped_addresses(desk)) == (kind == "bounced_hard")
    assert len(steps_done(desk)) == (not is_lost)


def test_a_mailbox_that_is_full_again_and_again_is_stopped(both: Desk) -> None:
    for turn in range(3):
        assert stopped_addresses(both).empty
        gone = mailed(both)
        raw = bounce(to=gone.returns_to, status="5.2.2", words="smtp; 552 5.2.2 full", own_id=f"<b{turn}@mx.example>")
        take(both, arrived(raw), pattern=PATTERN)
    assert "came back 3 times" in stopped_addresses(both)["why"].iloc[0]


def test_a_complaint_stops_mail_to_that_address(desk: Desk) -> None:
    gone = mailed(desk)
    assert take(desk, arrived(complaint(original=gone.message_id))).kinds == {"complaint": 1}
    assert kinds(desk, gone.id) == ["complained"]
    assert stopped_addresses(desk)["kind"].tolist() == ["complained"]
    assert len(steps_done(desk)) == 1, "it arrived"


def test_that_it_was_no_spam_is_no_complaint(desk: Desk) -> None:
    gone = mailed(desk)
    take(desk, arrived(complaint(original=gone.message_id, kind="not-spam")))
    assert kinds(desk, gone.id) == []


def test_a_bounce_in_a_form_of_its_own_is_read(desk: Desk) -> None:
    gone = mailed(desk)
    mail = EmailMessage()
    mail["From"], mail["To"] = "MAILER-DAEMON@qmail.example", "ar@saldo.example"
    mail["Subject"], mail["Message-ID"] = "failure notice", "<q1@qmail.example>"
    mail["Date"] = "Tue, 03 Nov 2026 08:00:00 +0000"
    mail.set_content(
        "Hi. This is the qmail-send program at qmail.example.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        "<anna@customer.example>:\n550 5.1.1 no mailbox here by that name\n\n"
        f"--- Below this line is a copy of the message.\n\nMessage-ID: {gone.message_id}\n"
    )
    assert take(desk, arrived(mail.as_bytes())).kinds == {"report": 1}
    event = deliveries.events_of(desk, [gone.id]).iloc[0]
    assert (event["kind"], event["code"]) == ("bounced_hard", "5.1.1")


def test_a_bounce_that_a_person_forwards_is_a_reply(desk: Desk) -> None:
    gone = mailed(desk)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "Anna <anna@customer.example>", "ar@saldo.example", "<f@c.example>"
    mail.set_content("This came to me, what is it?")
    mail.add_attachment(bounce(to=gone.returns_to), maintype="application", subtype="octet-stream", filename="x.eml")
    assert take(desk, arrived(mail.as_bytes()), pattern=PATTERN).kinds == {"reply": 1}
    assert stopped_addresses(desk).empty


def test_a_message_nobody_knew_about_is_settled_by_its_bounce(both: Desk) -> None:
    doubtful = mailed(both, state=MessageState.UNCERTAIN)
    take(both, arrived(bounce(to=doubtful.returns_to)), pattern=PATTERN)
    assert state_of(both, doubtful.id) == MessageState.SENT


def test_the_same_mail_counts_once_wherever_it_lies(both: Desk) -> None:
    gone = mailed(both)
    raw = bounce(to=gone.returns_to)
    elsewhere = b"Received: by a way of its own\r\n" + raw
    assert take(both, arrived(raw, raw), pattern=PATTERN).kinds == {"report": 1, "repeated": 1}
    assert take(both, arrived(elsewhere), pattern=PATTERN).kinds == {"repeated": 1}
    assert kinds(both, gone.id) == ["bounced_hard"]


def event(message_id: int | None, **values: object) -> DeliveryEvent:
    told = DeliveryEvent(
        message_id=message_id,
        channel=ChannelName.SMS,
        kind=DeliveryKind.DELIVERED,
        at=datetime(2026, 11, 3, 9, tzinfo=UTC),
        source="gateway",
        source_id="1",
    )
    return replace(told, **values)  # type: ignore[arg-type]


def test_what_is_noted_twice_is_noted_once(desk: Desk) -> None:
    gone = mailed(desk)
    assert len(deliveries.note(desk, [event(gone.id), event(gone.id), event(gone.id, source_id="2")])) == 2
    assert deliveries.note(desk, [event(gone.id)]) == []
    assert deliveries.note(desk, [event(None, source_id="3")]), "of a message nobody knows: kept all the same"


def test_what_was_noted_by_mistake_is_taken_back(both: Desk) -> None:
    gone = mailed(both, address="+32 470 12 34 56")
    hard = event(gone.id, kind=DeliveryKind.BOUNCED_HARD)
    deliveries.note(both, [hard])
    assert stopped_addresses(both)["contact"].tolist() == ["mobile"]
    assert deliveries.forget(both, "gateway", "1", by="jan")
    assert not deliveries.forget(both, "gateway", "1", by="jan")
    assert stopped_addresses(both).empty
    assert len(steps_done(both)) == 1


def test_a_daemons_mail_that_says_nothing_waits_for_a_person(desk: Desk) -> None:
    raw = reply("Please see the web page.", by="MAILER-DAEMON@mx.example", subject="Notice")
    assert take(desk, arrived(raw)).kinds == {"reply": 1}
    assert open_replies(desk)["suggestion"].isna().all()


def test_words_that_no_database_takes_are_mended(both: Desk) -> None:
    gone = mailed(both)
    raw = bounce(to=gone.returns_to, words="smtp; 550 5.1.1 no \x00such user").replace(b"such", b"such \xff\xfe")
    take(both, arrived(raw), pattern=PATTERN)
    assert "no such" in deliveries.events_of(both, [gone.id])["words"].iloc[0]


def test_a_legal_notice_that_came_back_counts_as_not_given(desk: Desk) -> None:
    gone = mailed(desk, template=MessageName.LEGAL_NOTICE_NL)
    with desk.reading() as session:
        assert len(notices(session)) == 1
        assert len(notice_letters(session)) == 1
    assert lost_notices(desk, ("NL", "C1")) == []
    full = bounce(to=gone.returns_to, status="5.2.2", words="smtp; 552 5.2.2 mailbox full")
    take(desk, arrived(full), pattern=PATTERN)
    with desk.reading() as session:
        assert notices(session) == {}
        assert notice_letters(session) == {}
    (lost,) = lost_notices(desk, ("NL", "C1"))
    assert (lost.template, lost.address, lost.why) == (
        "legal_notice_nl",
        "anna@customer.example",
        "552 5.2.2 mailbox full",
    )
    assert stopped_addresses(desk).empty, "a full mailbox may be emptied"


def test_a_notice_that_is_only_delayed_was_given(desk: Desk) -> None:
    gone = mailed(desk, template=MessageName.LEGAL_NOTICE_BE)
    take(desk, arrived(bounce(to=gone.returns_to, action="delayed", status="4.4.1")), pattern=PATTERN)
    with desk.reading() as session:
        assert len(notices(session)) == 1
