"""Reading a mailbox over IMAP: each mail once, nothing changed on the server, and every way in which it can fail."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from core.channels.base import ChannelDownError
from core.desk.replies import open_replies
from core.replies import imap, incoming
from core.replies.imap import new_mails
from core.replies.place import ImapPlace, parse_place
from core.replies.take import take
from tests.certificates import certificate
from tests.imap_server import ImapServer
from tests.mails import mailed, reply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.desk.engine import Desk
    from core.replies.arrived import Taken

RIGHT = "right"
READ_ONLY = {"CAPABILITY", "STARTTLS", "AUTHENTICATE", "LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH"}


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with ImapServer() as running:
        yield running


def place(server: ImapServer, password: str = RIGHT, **values: object) -> ImapPlace:
    return parse_place(f"imap://ar@127.0.0.1:{server.port}/INBOX?tls=none", password=password, **values)  # type: ignore[arg-type]


def read(desk: Desk, where: ImapPlace, seconds: float = 5) -> Taken:
    return take(desk, new_mails(desk, where, timeout_seconds=seconds))


def replies(count: int, first: int = 0) -> list[bytes]:
    return [reply(own_id=f"<r{number}@x.example>") for number in range(first, first + count)]


def test_each_mail_is_read_once_and_nothing_is_changed(desk: Desk, server: ImapServer) -> None:
    mailed(desk)
    server.put(*replies(3))
    assert read(desk, place(server)).kinds == {"reply": 3}
    assert read(desk, place(server)).kinds == {}
    server.put(*replies(2, 3))
    assert read(desk, place(server)).kinds == {"reply": 2}
    assert len(open_replies(desk)) == 5
    assert set(server.said) <= READ_ONLY


def test_a_mailbox_that_numbers_its_mails_anew_brings_nothing_twice(desk: Desk, server: ImapServer) -> None:
    server.put(*replies(3))
    read(desk, place(server))
    server.number_anew()
    server.put(*replies(1, 9))
    assert read(desk, place(server)).kinds == {"reply": 1}
    before = server.said.count("UID FETCH")
    assert read(desk, place(server)).kinds == {}
    assert server.said.count("UID FETCH") == before, "what it read is known by its new numbers"


def test_of_a_large_mail_only_the_beginning_is_fetched(
    desk: Desk, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "LARGEST_MAIL", 100_000)
    monkeypatch.setattr(imap, "BEGINNING", 2_000)
    server.put(reply("See the attachment.") + b"A" * 200_000, *replies(1, 5))
    assert read(desk, place(server)).kinds == {"reply": 2}
    assert open_replies(desk)["remarks"].tolist().count([incoming.TOO_BIG]) == 1


def test_a_wrong_password_is_told_without_it(desk: Desk, server: ImapServer) -> None:
    with pytest.raises(ChannelDownError, match=r"refused the login .*AUTHENTICATIONFAILED") as refused:
        read(desk, place(server, "sesame"))
    assert "sesame" not in str(refused.value)
    server.capabilities = "IMAP4rev1"
    with pytest.raises(ChannelDownError, match="refused the login"):
        read(desk, place(server, "sesame"))
    server.put(*replies(1))
    assert read(desk, place(server)).kinds == {"reply": 1}


class Once:
    """Gives the same token again and again."""

    def __init__(self, token: str) -> None:
        self.given, self.forgotten = token, 0

    def token(self) -> str:
        return self.given

    def forget(self, token: str) -> None:
        self.forgotten += token == self.given


def test_login_by_token_and_its_refusal(desk: Desk, server: ImapServer) -> None:
    url = f"imap://ar@127.0.0.1:{server.port}/INBOX?tls=none&auth=xoauth2"
    server.put(*replies(1))
    assert read(desk, parse_place(url, tokens=Once("token-1"))).kinds == {"reply": 1}
    old = Once("old")
    with pytest.raises(ChannelDownError, match="status 400"):
        read(desk, parse_place(url, tokens=old))
    assert old.forgotten == 1
    assert "empty line b'\\r\\n'" in server.said


@pytest.mark.parametrize("command", ["EXAMINE", "UID SEARCH", "UID FETCH"])
def test_a_server_that_hangs_is_left(desk: Desk, server: ImapServer, command: str) -> None:
    server.put(*replies(1))
    server.hangs_at = command
    begun = time.monotonic()
    with pytest.raises(ChannelDownError, match="timed out"):
        read(desk, place(server), seconds=0.3)
    assert time.monotonic() - begun < 15  # the server hangs for twenty
    server.hangs_at = ""
    assert read(desk, place(server)).kinds == {"reply": 1}


def test_a_server_that_is_not_there_and_a_folder_that_is_not(desk: Desk, server: ImapServer) -> None:
    with pytest.raises(ChannelDownError, match="folder cannot be opened"):
        read(desk, parse_place(f"imap://ar@127.0.0.1:{server.port}/Sent?tls=none", password=RIGHT))
    where = place(server)
    server.__exit__()
    with pytest.raises(ChannelDownError, match="cannot be reached"):
        read(desk, where)


def test_tls_is_verified(desk: Desk, tmp_path: Path) -> None:
    files = certificate(tmp_path)
    with ImapServer(files=files) as server:
        server.put(*replies(1))
        url = f"imap://ar@127.0.0.1:{server.port}/INBOX?tls=starttls"
        with pytest.raises(ChannelDownError, match="certificate is not trusted"):
            read(desk, parse_place(url, password=RIGHT))
        assert read(desk, parse_place(f"{url}&ca={files[0]}", password=RIGHT)).kinds == {"reply": 1}
