"""Every channel keeps the same promises; a new one is a line in CHANNELS."""

from __future__ import annotations

import shutil
from base64 import b64decode
from typing import TYPE_CHECKING, Protocol

import pytest

from core.channels.base import Channel, ChannelDownError, Outcome, Outgoing
from core.channels.email import Email
from core.channels.gateway import Gateway
from core.channels.mailbox import Mailbox
from core.channels.outbox import Outbox, list_kept, read_kept
from core.channels.print_delivery import BroughtRuns
from core.channels.print_run import PrintRuns, print_runs
from core.channels.relay import Relay, Tls
from core.channels.switched import Switched
from core.gateways.writing import Requests
from core.vocabulary import ChannelName
from tests.gateway_server import gateway_server, terms
from tests.sftp_server import NAMED, PASSWORD, sftp_server
from tests.smtp_sink import Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path


class Site(Protocol):
    """A channel with the other side at hand: what it took over, and a way to switch it off."""

    channel: Channel

    def taken(self) -> list[bytes]: ...

    def switch_off(self) -> None: ...


class EmailSite:
    def __init__(self, *, is_pipelined: bool) -> None:
        self.sink = Sink(is_pipelined=is_pipelined).__enter__()
        relay = Relay(host="127.0.0.1", port=self.sink.port, tls=Tls.NONE)
        self.channel: Channel = Email(lambda: relay, timeout_seconds=30)

    def taken(self) -> list[bytes]:
        return [content for _, _, content in self.sink.accepted]

    def switch_off(self) -> None:
        self.channel.close()
        self.sink.__exit__()


class MailboxSite:
    def __init__(self, folder: Path) -> None:
        self.mailbox = Mailbox(folder)
        port = self.mailbox.relay().port
        self.is_off = False
        dead = Relay(host="127.0.0.1", port=port, tls=Tls.NONE)
        self.channel: Channel = Email(
            lambda: dead if self.is_off else self.mailbox.relay(), ignores_hours=True, timeout_seconds=30
        )

    def taken(self) -> list[bytes]:
        return [self.mailbox.read_mail(mail.mail_id) for mail in reversed(self.mailbox.list_mail())]

    def switch_off(self) -> None:
        self.channel.close()
        self.is_off = True
        self.mailbox.stop()


class OutboxSite:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "sms"
        self.channel: Channel = Outbox(ChannelName.SMS, self.folder)

    def taken(self) -> list[bytes]:
        return [read_kept(self.folder, kept.kept_id) for kept in reversed(list_kept(self.folder))]

    def switch_off(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.write_text("a file where the folder was")


class PrintSite:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "letters"
        self.channel: Channel = PrintRuns(ChannelName.LETTER, self.folder, self.press)

    @staticmethod
    def press(letters: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        yield "letters.pdf", b"".join(source for _, source in letters)

    def taken(self) -> list[bytes]:
        # In a document the letters lie in the order of their numbers; the bytes of each are what counts.
        printed = [(run / "letters.pdf").read_bytes() for run in reversed(print_runs(self.folder))]
        sources = [source for run in print_runs(self.folder) for source in (run / "sources").iterdir()]
        kept = [path.read_bytes() for path in sorted(sources, key=lambda path: path.stat().st_mtime_ns)]
        assert sum(map(len, printed)) == sum(map(len, kept))
        return kept

    def switch_off(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.write_text("a file where the folder was")


class BroughtSite:
    """Print runs that go to a printing house; what it took over is what arrived there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "letters"
        self.serving = sftp_server(folder / "house")
        self.server = self.serving.__enter__()
        self.channel: Channel = BroughtRuns(PrintRuns(ChannelName.LETTER, self.folder, self.press), self.server.place)

    @staticmethod
    def press(letters: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        for reference, source in letters:
            yield f"{reference}.pdf", source

    def taken(self) -> list[bytes]:
        printed = {path.stem: path.read_bytes() for path in (self.server.folder / "runs").glob("*/*.pdf")}
        sources = sorted(self.folder.glob("*/sources/*"), key=lambda path: path.stat().st_mtime_ns)
        assert len(printed) == len(sources)
        return [printed[path.stem] for path in sources]

    def switch_off(self) -> None:
        self.channel.close()
        self.serving.__exit__(None, None, None)


class GatewaySite:
    """A gateway that takes registered e-mail; with a key it can be asked again, without one it cannot."""

    def __init__(self, *, has_key: bool) -> None:
        self.serving = gateway_server()
        self.server = self.serving.__enter__()
        body = {"to": "{{ to }}", "mime": "{{ mime }}"}
        declared = terms(self.server.port, body=body, idempotency_header="Idempotency-Key" if has_key else "")
        write = Requests(ChannelName.REGISTERED_EMAIL, lambda: declared, lambda _: {}, lambda: "")
        self.channel: Channel = Gateway(ChannelName.REGISTERED_EMAIL, lambda: declared, write, pauses=(0.0,))

    def taken(self) -> list[bytes]:
        return [b64decode(said["mime"]) for said in self.server.taken]

    def switch_off(self) -> None:
        self.channel.close()
        self.serving.__exit__(None, None, None)


class SwitchedSite:
    """A channel whose gateway is switched on: the outbox that it leaves is beside it."""

    def __init__(self, folder: Path) -> None:
        self.behind = GatewaySite(has_key=False)
        ways = {"on": lambda: self.behind.channel, "off": lambda: Outbox(ChannelName.REGISTERED_EMAIL, folder)}
        self.channel: Channel = Switched(ChannelName.REGISTERED_EMAIL, lambda: "on", ways)

    def taken(self) -> list[bytes]:
        return self.behind.taken()

    def switch_off(self) -> None:
        self.behind.switch_off()


CHANNELS: dict[str, Callable[[Path], Site]] = {
    "email, pipelined": lambda _: EmailSite(is_pipelined=True),
    "email, one by one": lambda _: EmailSite(is_pipelined=False),
    "email to the built-in mailbox": MailboxSite,
    "the built-in outbox": OutboxSite,
    "print runs": PrintSite,
    "print runs to a printing house": BroughtSite,
    "a gateway that knows a key": lambda _: GatewaySite(has_key=True),
    "a gateway without": lambda _: GatewaySite(has_key=False),
    "a gateway that was switched on": SwitchedSite,
}


@pytest.fixture(params=CHANNELS)
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv(NAMED.removeprefix("env:"), PASSWORD)
    opened = CHANNELS[request.param](tmp_path)
    yield opened
    opened.switch_off()


def batch(*keys: int, word: str = "customer") -> list[Outgoing]:
    return [
        Outgoing(
            key=key,
            sender="bounce@saldo.example",
            recipient=f"{word}-{key}@example.org",
            content=f"Subject: {key}\r\nMessage-ID: <{key}@saldo.example>\r\n\r\n.{key}\r\n".encode(),
        )
        for key in keys
    ]


def test_it_has_a_name_of_the_vocabulary(site: Site) -> None:
    assert site.channel.name in ChannelName
    assert site.channel.ignores_hours in {True, False}


def test_one_receipt_a_message_in_order_and_the_bytes_unchanged(site: Site) -> None:
    messages = batch(3, 1, 2)
    receipts = list(site.channel.send(messages, lambda _: True))
    assert [(receipt.key, receipt.outcome) for receipt in receipts] == [(key, Outcome.ACCEPTED) for key in (3, 1, 2)]
    assert site.taken() == [message.content for message in messages]


def test_nothing_is_sent_of_a_message_that_is_taken_back(site: Site) -> None:
    receipts = list(site.channel.send(batch(1, 2, 3), lambda message: message.key < 2))
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED, Outcome.UNSENT, Outcome.UNSENT]
    assert len(site.taken()) == 1
    assert [receipt.outcome for receipt in site.channel.send(batch(4), lambda _: True)] == [Outcome.ACCEPTED]


def test_it_asks_before_each_body_and_after_the_answer_before(site: Site) -> None:
    seen: list[str] = []

    def note(message: Outgoing) -> bool:
        seen.append(f"asked {message.key}")
        return True

    for receipt in site.channel.send(batch(1, 2), note):
        seen.append(f"answered {receipt.key}")  # noqa: PERF401 - the order of both kinds is what is looked at
    assert seen == ["asked 1", "answered 1", "asked 2", "answered 2"]


def test_an_empty_batch_is_nothing(site: Site) -> None:
    assert list(site.channel.send([], lambda _: True)) == []


def test_it_can_be_closed_twice_and_used_again(site: Site) -> None:
    list(site.channel.send(batch(1), lambda _: True))
    site.channel.close()
    site.channel.close()
    list(site.channel.send(batch(2), lambda _: True))
    assert len(site.taken()) == 2


def test_without_the_other_side_it_says_what_to_do_and_sends_nothing(site: Site) -> None:
    site.switch_off()
    asked: list[int] = []

    def note(message: Outgoing) -> bool:
        asked.append(message.key)
        return True

    with pytest.raises(ChannelDownError, match="Messages stay queued"):
        list(site.channel.send(batch(1), note))
    assert asked == []


WORDS = {Outcome.REFUSED: "refused", Outcome.DEFERRED: "later", Outcome.UNCERTAIN: "lost"}
KEYLESS = ("a gateway without", "a gateway that was switched on")
KNOWN = {
    **dict.fromkeys(("email, pipelined", "email, one by one", *KEYLESS), tuple(WORDS)),
    "a gateway that knows a key": (Outcome.REFUSED, Outcome.DEFERRED),  # a lost answer is asked again
}
"""What the other side of a channel can say; outbox, mailbox and print runs take everything."""
ASKED = [(name, outcome) for name, outcomes in KNOWN.items() for outcome in outcomes]
LOST = [name for name, outcomes in KNOWN.items() if Outcome.UNCERTAIN in outcomes]


@pytest.mark.parametrize(("site", "outcome"), ASKED, indirect=["site"])
def test_what_the_other_side_says_is_what_becomes_of_the_message(site: Site, outcome: Outcome) -> None:
    [receipt] = site.channel.send(batch(1, word=WORDS[outcome]), lambda _: True)
    assert receipt.outcome is outcome
    assert receipt.text
    assert len(site.taken()) == (outcome is Outcome.UNCERTAIN)


@pytest.mark.parametrize("site", LOST, indirect=True)
def test_a_lost_answer_leaves_the_rest_unsent_and_sends_nothing_twice(site: Site) -> None:
    messages = [*batch(1), *batch(2, word="lost"), *batch(3, 4)]
    receipts = list(site.channel.send(messages, lambda _: True))
    expected = [Outcome.ACCEPTED, Outcome.UNCERTAIN, Outcome.UNSENT, Outcome.UNSENT]
    assert [receipt.outcome for receipt in receipts] == expected
    assert len(site.taken()) == 2


@pytest.mark.parametrize("site", [*KEYLESS, "a gateway that knows a key"], indirect=True)
def test_gone_in_the_middle_nothing_more_is_sent_and_nothing_twice(site: Site) -> None:
    receipts = site.channel.send(batch(1, 2, 3), lambda _: True)
    first = next(receipts)
    site.switch_off()
    outcomes = [receipt.outcome for receipt in receipts]
    assert first.outcome is Outcome.ACCEPTED
    assert set(outcomes) <= {Outcome.UNSENT, Outcome.UNCERTAIN}
    assert outcomes.count(Outcome.UNCERTAIN) <= 1
    assert len(site.taken()) <= 2
