"""Addresses that mail returns to: made from a pattern, read back, and put on the envelope only."""

from __future__ import annotations

import pytest

from core.channels.base import Outgoing
from core.channels.bounce_address import BounceAddressError, name_of, parse_bounce_address
from core.channels.email import Email
from core.channels.relay import Relay, Tls
from tests.smtp_sink import Sink

NAME = "12.345.0123456789abcdef"
PATTERN = parse_bounce_address("bounce+<message>@bounces.saldo.example")


def test_what_was_made_is_read_back() -> None:
    address = PATTERN.of(NAME)
    assert address == f"bounce+{NAME}@bounces.saldo.example"
    assert PATTERN.name_in(address) == NAME
    assert PATTERN.name_in(f"<{address.upper()}>") == NAME


@pytest.mark.parametrize(
    "other",
    [
        "ar@saldo.example",
        f"bounce+{NAME}@elsewhere.example",
        "bounce+@bounces.saldo.example",
        "bounce+12.345@bounces.saldo.example",
        f"other+{NAME}@bounces.saldo.example",
        f"bounce+{NAME}x@bounces.saldo.example",
        "",
    ],
)
def test_any_other_address_names_no_message(other: str) -> None:
    assert PATTERN.name_in(other) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("bounces@saldo.example", "no place for the message"),
        ("b ounce+<message>@saldo.example", "a letter"),
        ("bounce-of-undelivered-mail+<message>@saldo.example", "too long"),
        ("bounce+<message>@localhost", "no domain"),
        ("bounce+<message>", "no place"),
    ],
)
def test_a_pattern_that_makes_no_addresses_is_refused(text: str, why: str) -> None:
    with pytest.raises(BounceAddressError, match=why):
        parse_bounce_address(text)


def test_it_stands_on_the_envelope_only() -> None:
    content = f"Date: x\r\nMessage-ID: <{NAME}@saldo.example>\r\nFrom: ar@saldo.example\r\n\r\nHello\r\n".encode()
    other = b"Date: x\r\nMessage-ID: <other@saldo.example>\r\n\r\nHello\r\n"
    with Sink() as sink:
        relay = Relay(host="127.0.0.1", port=sink.port, tls=Tls.NONE)
        email = Email(lambda: relay, bounces=lambda: PATTERN)
        batch = [
            Outgoing(key=key, sender="ar@saldo.example", recipient="anna@customer.example", content=each)
            for key, each in enumerate((content, other))
        ]
        list(email.send(batch, lambda _: True))
        email.close()
    assert [sender for sender, _, _ in sink.accepted] == [PATTERN.of(NAME), "ar@saldo.example"]
    assert sink.accepted[0][2] == content


def test_only_the_mails_own_head_names_it() -> None:
    body = f"Date: x\r\n\r\n{'x' * 1_000}\r\nMessage-ID: <{NAME}@saldo.example>\r\n".encode()
    assert name_of(body) is None
