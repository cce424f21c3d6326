"""Mail from an IMAP mailbox: looked at only, never marked, moved or deleted, and each mail fetched once."""

from __future__ import annotations

import imaplib
import re
import ssl
import time
from contextlib import suppress
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING, Any, Final

from core.channels.base import ChannelDownError
from core.channels.login import Auth, refusal, xoauth2
from core.channels.relay import Tls
from core.replies import seen
from core.replies.arrived import Arrived
from core.replies.incoming import BEGINNING, LARGEST_MAIL, key_of
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.desk.engine import Desk
    from core.replies.place import ImapPlace

TIMEOUT_SECONDS: Final = 30.0
MOST_SECONDS: Final = 240.0
"""How long one reading may take; the next one goes on where it ended."""
LISTED_AT_ONCE: Final = 200
FETCHED_BYTES: Final = 4_000_000
FETCHED_AT_ONCE: Final = 50
_HEADERS: Final = "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM SUBJECT)])"
_UID: Final = re.compile(rb"\bUID (\d+)")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d+)")
_ADVICE: Final = "Nothing was read; check that the server runs and that the address in SALDO_IMAP_URL is right"
_LOGIN: Final = "Nothing was read; correct the user and password, or let the mailbox allow IMAP with this client"
_CERTIFICATE: Final = (
    "Nothing was read; ask the server's owner for a valid certificate, or name your own authority with &ca=FILE"
)
_FOLDER: Final = "Nothing was read; name the folder as the server does, after the host in SALDO_IMAP_URL"


def new_mails(desk: Desk, place: ImapPlace, *, timeout_seconds: float = TIMEOUT_SECONDS) -> Iterator[Arrived]:
    """Yield the mails of ``place`` that were never read, in the order they came; of one that is too large its beginning.

    Where the server numbers its mails anew (UIDVALIDITY), their own names tell which were read. Raises ``ChannelDownError``.
    """
    where = f"The mailbox {place.label}"
    connection = _connected(place, where, timeout_seconds)
    try:
        yield from _unread(desk, connection, place, time.monotonic() + MOST_SECONDS)
    except imaplib.IMAP4.error as error:
        raise ChannelDownError(where, Sentence("it answered {answer}", answer=_words(error)), _ADVICE) from error
    except OSError as error:
        raise ChannelDownError(where, Sentence("it stopped answering ({error})", error=str(error)), _ADVICE) from error
    finally:
        _hang_up(connection)


def _connected(place: ImapPlace, where: str, timeout_seconds: float) -> imaplib.IMAP4:
    """Return a connection that is secured, logged in and has the folder open to look at."""
    connection: imaplib.IMAP4 | None = None
    try:
        connection = _opened(place, timeout_seconds)
        _log_in(connection, place, where)
        answer, said = connection.select(_quoted(place.folder), readonly=True)
    except ssl.SSLCertVerificationError as error:
        _hang_up(connection)
        raise ChannelDownError(
            where, Sentence("its certificate is not trusted ({why})", why=error.verify_message), _CERTIFICATE
        ) from error
    except (OSError, imaplib.IMAP4.error) as error:
        _hang_up(connection)
        raise ChannelDownError(
            where, Sentence("it cannot be reached ({answer})", answer=_words(error)), _ADVICE
        ) from error
    except ChannelDownError:
        _hang_up(connection)
        raise
    if answer != "OK":
        _hang_up(connection)
        raise ChannelDownError(where, Sentence("the folder cannot be opened ({answer})", answer=_first(said)), _FOLDER)
    return connection


def _opened(place: ImapPlace, timeout_seconds: float) -> imaplib.IMAP4:
    if place.tls is Tls.SSL:
        verified = ssl.create_default_context(cafile=place.ca_file)
        return imaplib.IMAP4_SSL(place.host, place.port, ssl_context=verified, timeout=timeout_seconds)
    connection = imaplib.IMAP4(place.host, place.port, timeout=timeout_seconds)
    if place.tls is Tls.STARTTLS:
        try:
            connection.starttls(ssl.create_default_context(cafile=place.ca_file))
        except BaseException:
            _hang_up(connection)
            raise
    return connection


def _log_in(connection: imaplib.IMAP4, place: ImapPlace, where: str) -> None:
    why: list[str] = []
    try:
        if place.auth is Auth.XOAUTH2 and place.tokens is not None:
            token = place.tokens.token()
            answers = iter([xoauth2(place.user, token)])

            def say(challenge: bytes) -> bytes:
                """Answer with the token; what the server says of a bad one comes as a challenge, and wants an empty line."""
                why.append(refusal(challenge))  # imaplib has taken the base64 away
                return next(answers, b"")

            try:
                connection.authenticate("XOAUTH2", say)
            except imaplib.IMAP4.error:
                place.tokens.forget(token)
                raise
        else:
            secret = f"\0{place.user}\0{place.password or ''}".encode()
            if "AUTH=PLAIN" in connection.capabilities:
                connection.authenticate("PLAIN", lambda _: secret)
            else:
                connection.login(_quoted(place.user), place.password or "")
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeError) as error:
        said = ", ".join(filter(None, [_words(error), *why]))
        raise ChannelDownError(where, Sentence("it refused the login ({said})", said=said), _LOGIN) from None


def _unread(desk: Desk, connection: imaplib.IMAP4, place: ImapPlace, until: float) -> Iterator[Arrived]:
    validity = _number(connection.response("UIDVALIDITY")[1])
    last = seen.last_uid(desk, place.label, validity)
    found = _ok(connection.uid("SEARCH", "UID", f"{last + 1}:*"))
    uids = sorted(int(each) for each in (found[0] or b"").split() if int(each) > last)
    for start in range(0, len(uids), LISTED_AT_ONCE):
        sizes = _fresh_sizes(desk, connection, place, validity, uids[start : start + LISTED_AT_ONCE])
        for some in _groups(sizes):
            if time.monotonic() > until:
                return
            yield from _fetched(connection, place, validity, some, sizes)


def _fresh_sizes(
    desk: Desk, connection: imaplib.IMAP4, place: ImapPlace, validity: int, uids: list[int]
) -> dict[int, int]:
    """Return the size of every mail nobody has read; one that was read elsewhere is only written down here."""
    listed: dict[int, tuple[str, int]] = {}
    for head, headers in _answers(_ok(connection.uid("FETCH", _set(uids), _HEADERS))):
        uid, size = _UID.search(head), _SIZE.search(head)
        if uid is not None and size is not None:
            mail = BytesHeaderParser().parsebytes(headers)
            listed[int(uid[1])] = (key_of(mail) if mail.get("Message-ID") else "", int(size[1]))
    known = seen.known_keys(desk, [key for key, _ in listed.values() if key])
    again = {key: uid for uid, (key, _) in listed.items() if key in known}
    if again:
        seen.moved(desk, place.label, validity, again)
    return {uid: size for uid, (key, size) in sorted(listed.items()) if key not in known}


def _groups(sizes: dict[int, int]) -> Iterator[list[int]]:
    """Yield the mails to fetch at once: few enough that memory stays flat; one that is too large by itself."""
    group: list[int] = []
    weight = 0
    for uid, size in sizes.items():
        if group and (weight + size > FETCHED_BYTES or len(group) == FETCHED_AT_ONCE):
            yield group
            group, weight = [], 0
        group.append(uid)
        weight += min(size, LARGEST_MAIL)
    if group:
        yield group


def _fetched(
    connection: imaplib.IMAP4, place: ImapPlace, validity: int, uids: list[int], sizes: dict[int, int]
) -> Iterator[Arrived]:
    for is_cut in (False, True):
        chosen = [uid for uid in uids if (sizes[uid] > LARGEST_MAIL) is is_cut]
        if not chosen:
            continue
        what = f"(UID BODY.PEEK[]<0.{BEGINNING}>)" if is_cut else "(UID BODY.PEEK[])"
        for head, raw in _answers(_ok(connection.uid("FETCH", _set(chosen), what))):
            uid = _UID.search(head)
            if uid is not None and int(uid[1]) in sizes:
                yield Arrived(source=place.label, raw=raw, uid_validity=validity, uid=int(uid[1]), is_cut=is_cut)


def _answers(said: list[Any]) -> Iterator[tuple[bytes, bytes]]:
    """Yield each mail's line and literal: what stands before and behind the literal together, for servers differ."""
    for place, each in enumerate(said):
        if isinstance(each, tuple):
            behind = said[place + 1] if place + 1 < len(said) else b""
            yield each[0] + (b" " + behind if isinstance(behind, bytes) else b""), each[1]


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(_first(answer[1]))
    return answer[1]


def _set(uids: list[int]) -> str:
    return ",".join(str(uid) for uid in uids)


def _number(said: Sequence[object]) -> int:
    """Return the number in an answer; 0 from a server that gives none, as the standard says it must."""
    first = said[0] if said else None
    return int(first) if isinstance(first, bytes) and first.isdigit() else 0


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _first(said: Sequence[object]) -> str:
    return said[0].decode(errors="replace") if said and isinstance(said[0], bytes) else "no reason given"


def _words(error: BaseException) -> str:
    said = error.args[0] if error.args else error
    return said.decode(errors="replace") if isinstance(said, bytes) else str(error)


def _hang_up(connection: imaplib.IMAP4 | None) -> None:
    """Close without a word: a server that hangs would not hear a goodbye."""
    if connection is not None:
        with suppress(OSError):
            connection.shutdown()
