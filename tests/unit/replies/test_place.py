"""The address of a mailbox, and what is refused in it."""

from __future__ import annotations

import pytest

from core.channels.relay import Tls
from core.replies.place import ImapUrlError, parse_place


def test_defaults() -> None:
    place = parse_place("imap://ar%40saldo.example:p%2Fw@mail.example.org")
    assert (place.tls, place.port, place.folder, place.user) == (Tls.SSL, 993, "INBOX", "ar@saldo.example")
    assert "p/w" not in repr(place)
    assert parse_place("imap://u:p@m.example?tls=starttls").port == 143


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("imap://u:secret@mail.example.org?tls=none", "in the open"),
        ("imap://mail.example.org", "no user"),
        ("http://u:secret@mail.example.org", "names no mailbox"),
        ("imap://u@mail.example.org", "without a password"),
        ("imap://u:secret@mail.example.org?auth=xoauth2", "no sign-in service"),
        ("imap://u:secret@mail.example.org?auth=plain", "auth=plain"),
        ("imap://u:secret@mail.example.org?verify=no", "unknown option"),
        ("imap://u:secret@mail.example.org:x", "no number"),
    ],
)
def test_refused_urls_say_why(url: str, reason: str) -> None:
    with pytest.raises(ImapUrlError, match=reason) as refused:
        parse_place(url)
    assert "secret" not in str(refused.value)
