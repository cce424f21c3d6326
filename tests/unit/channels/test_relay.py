"""Relay URLs: what is understood, and what is refused with a sentence that keeps the password to itself."""

from __future__ import annotations

import pytest

from core.channels.relay import Relay, RelayUrlError, Tls, is_loopback, parse_relay


def test_a_full_url() -> None:
    relay = parse_relay("smtp://ar%40saldo.example:p%2Fs@mail.example.org:2525?tls=ssl&ca=/etc/own.pem")
    assert relay == Relay(
        host="mail.example.org",
        port=2525,
        tls=Tls.SSL,
        user="ar@saldo.example",
        password="p/s",  # noqa: S106 - a made-up one
        ca_file="/etc/own.pem",
    )
    assert "p/s" not in repr(relay)
    assert relay.label == "mail.example.org:2525"


@pytest.mark.parametrize(
    ("url", "tls", "port"),
    [
        ("smtp://mail.example.org", Tls.STARTTLS, 587),
        ("smtp://mail.example.org?tls=ssl", Tls.SSL, 465),
        ("smtp://127.0.0.1?tls=none", Tls.NONE, 25),
        ("smtp://[::1]:2500?tls=none", Tls.NONE, 2500),
    ],
)
def test_defaults(url: str, tls: Tls, port: int) -> None:
    relay = parse_relay(url)
    assert (relay.tls, relay.port, relay.user) == (tls, port, None)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("smtp://user:secret@mail.example.org?tls=none", "in the open to mail.example.org"),
        ("smtp://10.0.0.1?tls=none", "in the open"),
        ("http://mail.example.org", "names no mail server"),
        ("smtp://", "names no mail server"),
        ("smtp://user:secret@mail.example.org:port", "no number"),
        ("smtp://user@mail.example.org", "without a password"),
        ("smtp://mail.example.org?tls=maybe", "tls=maybe"),
        ("smtp://mail.example.org?verify=no", "unknown option 'verify'"),
    ],
)
def test_refused_urls_say_why(url: str, reason: str) -> None:
    with pytest.raises(RelayUrlError, match=reason) as refused:
        parse_relay(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("host", "is_here"),
    [("localhost", True), ("127.8.8.8", True), ("::1", True), ("192.168.1.1", False), ("localhost.example.org", False)],
)
def test_loopback(host: str, is_here: bool) -> None:
    assert is_loopback(host) is is_here
