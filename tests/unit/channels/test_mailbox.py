"""The built-in mailbox: what arrives is what was sent, whoever serves it."""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING

import pytest

from core.channels.base import Outcome, Outgoing
from core.channels.email import Email
from core.channels.mailbox import Mailbox
from core.errors import UnknownNameError
from tests.desks import TestClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from pathlib import Path

CONTENT = (
    b"Subject: =?utf-8?b?SGVyaW5uZXJpbmcg4oKs?=\r\nMessage-ID: <7@saldo.example>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n.\r\n..dots\r\n  spaces at the end  \r\n\r\n"
)


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    opened = Mailbox(tmp_path / "mailbox", clock=TestClock())
    yield opened
    opened.stop()


def send(mailbox: Mailbox, recipient: str, content: bytes = CONTENT) -> Outcome:
    channel = Email(mailbox.relay, ignores_hours=True, timeout_seconds=10)
    message = Outgoing(key=1, sender="bounce@saldo.example", recipient=recipient, content=content)
    (receipt,) = channel.send([message], lambda _: True)
    channel.close()
    return receipt.outcome


def test_the_bytes_are_kept_as_received(mailbox: Mailbox) -> None:
    assert mailbox.list_mail() == []
    assert send(mailbox, "a@example.org") is Outcome.ACCEPTED
    (mail,) = mailbox.list_mail()
    assert mailbox.read_mail(mail.mail_id) == CONTENT
    assert (mail.subject, mail.message_id, mail.recipient) == ("Herinnering €", "<7@saldo.example>", "a@example.org")
    assert (mail.sender, mail.size) == ("bounce@saldo.example", len(CONTENT))
    assert mail.received_at == TestClock().now


def test_mails_are_listed_newest_first_and_searched(mailbox: Mailbox) -> None:
    for name in ("anna", "bert", "carla"):
        send(mailbox, f"{name}@example.org")
    assert [mail.recipient for mail in mailbox.list_mail(limit=2)] == ["carla@example.org", "bert@example.org"]
    assert [mail.recipient for mail in mailbox.list_mail(search="BERT")] == ["bert@example.org"]
    assert len(mailbox.list_mail(search="herinnering")) == 3


def test_a_name_that_is_no_mail_reads_nothing(mailbox: Mailbox) -> None:
    for name in ("nothing", "../index", ""):
        with pytest.raises(UnknownNameError):
            mailbox.read_mail(name)


def test_a_restart_keeps_the_mail(mailbox: Mailbox) -> None:
    send(mailbox, "a@example.org")
    mailbox.stop()
    send(mailbox, "b@example.org")
    assert len(mailbox.list_mail()) == 2


def serve(folder: Path, answers: Connection) -> None:
    mailbox = Mailbox(folder)
    answers.send(mailbox.relay().port)
    answers.recv()


def test_a_second_process_uses_the_first_ones_server_and_takes_over_when_it_dies(mailbox: Mailbox) -> None:
    ours, theirs = multiprocessing.Pipe()
    other = multiprocessing.get_context("spawn").Process(target=serve, args=(mailbox.folder, theirs))
    other.start()
    assert ours.poll(30)
    port = ours.recv()
    assert mailbox.relay().port == port
    assert send(mailbox, "a@example.org") is Outcome.ACCEPTED
    other.kill()
    other.join()
    assert send(mailbox, "b@example.org") is Outcome.ACCEPTED
    assert mailbox.relay().port != port
    assert [mail.recipient for mail in mailbox.list_mail()] == ["b@example.org", "a@example.org"]
