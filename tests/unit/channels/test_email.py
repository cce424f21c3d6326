"""The e-mail channel against a mail server that behaves, misbehaves, and disappears."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.channels.base import ChannelDownError, Outcome, Outgoing
from core.channels.conversation import envelope
from core.channels.email import Email
from core.channels.relay import Relay, Tls
from tests.smtp_sink import Sink

if TYPE_CHECKING:
    from collections.abc import Iterator

DOTS = b"Subject: dots\r\n\r\n.\r\n..\r\n.hidden\r\nend\r\n"


def outgoing(*recipients: str, content: bytes = b"Subject: x\r\n\r\nhello\r\n") -> list[Outgoing]:
    return [
        Outgoing(key=key, sender="bounce@saldo.example", recipient=recipient, content=content)
        for key, recipient in enumerate(recipients)
    ]


def channel_to(sink: Sink, *, timeout_seconds: float = 5.0, per_connection: int = 500) -> Email:
    relay = Relay(host="127.0.0.1", port=sink.port, tls=Tls.NONE)
    return Email(lambda: relay, timeout_seconds=timeout_seconds, per_connection=per_connection)


def go(_: Outgoing) -> bool:
    return True


@pytest.fixture(params=[True, False], ids=["pipelined", "one by one"])
def sink(request: pytest.FixtureRequest) -> Iterator[Sink]:
    with Sink(is_pipelined=request.param) as running:
        yield running


def outcomes(sink: Sink, *recipients: str, timeout_seconds: float = 5.0) -> list[tuple[Outcome, int | None]]:
    channel = channel_to(sink, timeout_seconds=timeout_seconds)
    found = [(receipt.outcome, receipt.code) for receipt in channel.send(outgoing(*recipients), go)]
    channel.close()
    return found


def test_bytes_arrive_as_they_are_and_over_one_connection(sink: Sink) -> None:
    channel = channel_to(sink)
    for _ in range(2):
        receipts = list(channel.send(outgoing("a@example.org", "b@example.org", content=DOTS), go))
        assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED] * 2
        assert receipts[0].text == "2.0.0 taken"
    channel.close()
    assert sink.accepted == [("bounce@saldo.example", f"{who}@example.org", DOTS) for who in "abab"]
    assert sink.connections == 1


def test_content_without_a_last_line_break_is_closed_properly(sink: Sink) -> None:
    channel = channel_to(sink)
    list(channel.send(outgoing("a@example.org", "b@example.org", content=b"Subject: x\r\n\r\nno end"), go))
    channel.close()
    assert [content for _, _, content in sink.accepted] == [b"Subject: x\r\n\r\nno end\r\n"] * 2


def test_a_sender_that_no_server_takes_is_refused_and_does_not_end_the_sending(sink: Sink) -> None:
    batch = outgoing("a@example.org", "b@example.org")
    batch[0] = replace(batch[0], sender="nobody at home")
    channel = channel_to(sink)
    receipts = list(channel.send(batch, go))
    channel.close()
    assert [receipt.outcome for receipt in receipts] == [Outcome.REFUSED, Outcome.ACCEPTED]
    assert "'nobody at home' is no address" in receipts[0].text


def test_one_refused_recipient_does_not_disturb_the_others(sink: Sink) -> None:
    found = outcomes(
        sink, "a@example.org", "refused-b@example.org", "later-c@example.org", "big-d@example.org", "e@example.org"
    )
    assert found == [
        (Outcome.ACCEPTED, 250),
        (Outcome.REFUSED, 550),
        (Outcome.DEFERRED, 451),
        (Outcome.REFUSED, 552),
        (Outcome.ACCEPTED, 250),
    ]
    assert sink.recipients == ["a@example.org", "e@example.org"]


def test_a_batch_may_begin_and_end_with_a_refusal(sink: Sink) -> None:
    found = outcomes(sink, "refused-a@example.org", "b@example.org", "later-c@example.org")
    assert [outcome for outcome, _ in found] == [Outcome.REFUSED, Outcome.ACCEPTED, Outcome.DEFERRED]


@pytest.mark.parametrize(("word", "accepted"), [("lost", 2), ("cut", 1)])
def test_a_lost_answer_makes_one_message_uncertain_and_leaves_the_rest_unsent(
    sink: Sink, word: str, accepted: int
) -> None:
    found = outcomes(sink, "a@example.org", f"{word}-b@example.org", "c@example.org", "d@example.org")
    assert [outcome for outcome, _ in found] == [
        Outcome.ACCEPTED,
        Outcome.UNCERTAIN,
        Outcome.UNSENT,
        Outcome.UNSENT,
    ]
    assert len(sink.accepted) == accepted
    assert "c@example.org" not in sink.recipients


def test_a_server_that_is_too_slow_is_left_and_the_message_uncertain(sink: Sink) -> None:
    began = time.monotonic()
    found = outcomes(sink, "slow-a@example.org", "b@example.org", timeout_seconds=0.5)
    assert [outcome for outcome, _ in found] == [Outcome.UNCERTAIN, Outcome.UNSENT]
    assert time.monotonic() - began < 25  # the server would answer after thirty


def test_after_a_cut_the_next_batch_gets_a_new_connection(sink: Sink) -> None:
    channel = channel_to(sink)
    list(channel.send(outgoing("lost-a@example.org"), go))
    receipts = list(channel.send(outgoing("b@example.org"), go))
    channel.close()
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED]
    assert sink.connections == 2


def test_a_message_taken_back_before_its_body_is_not_sent(sink: Sink) -> None:
    asked: list[int] = []

    def first_only(message: Outgoing) -> bool:
        asked.append(message.key)
        return message.key == 0

    channel = channel_to(sink)
    receipts = list(channel.send(outgoing("a@example.org", "b@example.org", "c@example.org"), first_only))
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED, Outcome.UNSENT, Outcome.UNSENT]
    assert asked == [0, 1]
    time.sleep(0.1)  # whatever is still on the line would arrive now
    assert sink.recipients == ["a@example.org"]


def test_each_answer_is_known_before_the_next_body_is_asked_for(sink: Sink) -> None:
    seen: list[str] = []
    channel = channel_to(sink)

    def note(message: Outgoing) -> bool:
        seen.append(f"body {message.key}")
        return True

    for receipt in channel.send(outgoing("a@example.org", "refused-b@example.org", "c@example.org"), note):
        seen.append(f"receipt {receipt.key}")  # noqa: PERF401 - the order of both kinds is what is looked at
    channel.close()
    assert seen == ["body 0", "receipt 0", "receipt 1", "body 2", "receipt 2"]


def test_a_consumer_that_stops_half_way_leaves_no_half_open_conversation(sink: Sink) -> None:
    channel = channel_to(sink)
    receipts = channel.send(outgoing("a@example.org", "b@example.org", "c@example.org"), go)
    assert next(receipts).outcome is Outcome.ACCEPTED
    receipts.close()  # type: ignore[attr-defined]  # it is a generator
    again = list(channel.send(outgoing("d@example.org"), go))
    channel.close()
    assert [receipt.outcome for receipt in again] == [Outcome.ACCEPTED]
    assert sink.recipients == ["a@example.org", "d@example.org"]


def test_connections_are_renewed(sink: Sink) -> None:
    channel = channel_to(sink, per_connection=4)
    for _ in range(3):
        list(channel.send(outgoing("a@example.org", "b@example.org"), go))
    channel.close()
    assert sink.connections == 2


@pytest.mark.parametrize(
    "address",
    [
        "no at sign",
        "a b@example.org",
        "a@example.org>\r\nRCPT TO:<b@example.org",
        "@example.org",
        "a@",
        "ü@example.org",
        "a@b@c",
    ],
)
def test_addresses_that_no_server_takes_are_refused_here(address: str) -> None:
    with Sink() as sink:
        assert outcomes(sink, address, "b@example.org") == [(Outcome.REFUSED, None), (Outcome.ACCEPTED, 250)]
        assert sink.recipients == ["b@example.org"]


def test_an_internationalised_domain_travels_in_ascii() -> None:
    assert envelope("jan@bücher.example") == b"jan@xn--bcher-kva.example"


def test_a_server_that_is_not_there() -> None:
    channel = Email(lambda: Relay(host="127.0.0.1", port=1, tls=Tls.NONE), timeout_seconds=2)
    with pytest.raises(ChannelDownError, match=r"127\.0\.0\.1:\d+: it cannot be reached .* Messages stay queued"):
        list(channel.send(outgoing("a@example.org"), go))


def test_a_server_that_takes_no_more_connections() -> None:
    with Sink(greeting=b"421 too many connections") as sink, pytest.raises(ChannelDownError, match="421 too many"):
        outcomes(sink, "a@example.org")
