"""A mail as it was read: who wrote it, to whom, in answer to what, its text made harmless, and its files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Final

from core.channels.returned import ids_in
from core.desk.replies import File
from core.replies.clean import clean_line, clean_text, header
from core.replies.markup import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_MAIL: Final = 25_000_000  # bytes; of a larger one only the beginning is read
BEGINNING: Final = 256_000
LARGEST_FILE: Final = 10_000_000
MOST_FILES: Final = 20
MOST_PARTS: Final = 200
LONGEST_TEXT: Final = 20_000
_RECIPIENTS: Final = (
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-RCPT-To",
    "To",
    "Cc",
    "Apparently-To",
)
_TYPE: Final = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}")
TOO_BIG: Final = "too big: only its beginning was read"
BROKEN: Final = "broken: shown as far as it could be read"


@dataclass(frozen=True, kw_only=True, eq=False)
class Incoming:
    """One mail. ``key`` names it wherever it lies; ``answers`` are Message-IDs of ours that it names, the nearest first."""

    key: str
    mail: Message
    mail_id: str
    from_address: str
    from_name: str
    subject: str
    written_at: datetime | None
    recipients: tuple[str, ...]
    answers: tuple[str, ...]
    remarks: tuple[str, ...] = field(default=())


def parse(raw: bytes, *, is_cut: bool = False) -> Incoming:
    """Return the mail in ``raw``, whatever state it is in; ``is_cut``: it is only the beginning of a larger one."""
    remarks = [TOO_BIG] if is_cut or len(raw) > LARGEST_MAIL else []
    content = raw[:BEGINNING] if remarks else raw
    try:
        mail = message_from_bytes(content)
    except (RecursionError, ValueError, LookupError, AssertionError):  # parts within parts without end
        mail = message_from_bytes(content.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0] + b"\r\n\r\n")
        remarks.append(BROKEN)
    addresses = getaddresses([header(mail.get("From"), 1_000)])
    name, address = addresses[0] if addresses else ("", "")
    return Incoming(
        key=key_of(mail, content),
        mail=mail,
        mail_id=header(mail.get("Message-ID")),
        from_address=clean_line(address, 254),
        from_name=clean_line(name, 120),
        subject=header(mail.get("Subject")),
        written_at=_written_at(mail),
        recipients=tuple(_recipients(mail)),
        answers=tuple(ids_in(_named(mail))),
        remarks=tuple(remarks),
    )


def key_of(mail: Message, content: bytes = b"") -> str:
    """Return what names a mail for good, from its own headers: other places add headers on the way, and change none of these."""
    mail_id = header(mail.get("Message-ID"))
    parts = (mail_id, header(mail.get("Date")), header(mail.get("From")), header(mail.get("Subject"), 1_000))
    named = "\n".join(parts).encode() if mail_id else content
    return sha256(named).hexdigest()


def text_of(incoming: Incoming) -> str:
    """Return the text of a mail: its plain form where it has one, else its HTML as text."""
    plain, html = "", ""
    for part in _leaves(incoming.mail):
        if _is_file(part):
            continue
        if part.get_content_type() == "text/plain" and len(plain) < LONGEST_TEXT:
            plain += _decoded(part) + "\n"
        elif part.get_content_type() == "text/html" and not html:
            html = _decoded(part)
    return clean_text(plain if plain.strip() else as_text(html), LONGEST_TEXT)


def files_of(incoming: Incoming) -> tuple[list[File], list[str]]:
    """Return the files of a mail and, in words, what was not kept of them; nothing of them is ever opened or run."""
    if TOO_BIG in incoming.remarks:
        return [], []
    files: list[File] = []
    remarks: list[str] = []
    for part in _leaves(incoming.mail):
        if not _is_file(part):
            continue
        if len(files) == MOST_FILES:
            remarks.append(f"more than {MOST_FILES} files: the others were left out")
            break
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            content = part.as_bytes() if part.is_multipart() else b""
        name = _file_name(part, len(files) + 1)
        if len(content) > LARGEST_FILE:
            remarks.append(f"{name} is too big to keep")
        files.append(
            File(
                name=name,
                media_type=_media_type(part),
                size=len(content),
                content=content if len(content) <= LARGEST_FILE else None,
            )
        )
    return files, remarks


def _leaves(mail: Message) -> Iterator[Message]:
    """Yield the parts that hold something; a mail that is enclosed is one of them, and not looked into."""
    waiting, seen = [mail], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting = [each for each in payload if isinstance(each, Message)] + waiting
        else:
            yield part


def _is_file(part: Message) -> bool:
    disposition = header(part.get("Content-Disposition")).partition(";")[0].strip().lower()
    if disposition == "attachment":
        return True
    if part.get_content_maintype() == "text":
        return part.get_filename() is not None and disposition != "inline"
    return not (part.get_content_maintype() == "image" and part.get("Content-ID") is not None)  # of a signature


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):  # a character set nobody knows
        return content.decode("utf-8", "replace")


def _file_name(part: Message, number: int) -> str:
    """Return the name of a file without any folder, whichever system it was written on."""
    told = part.get_filename()
    bare = PureWindowsPath(PurePosixPath(header(told, 500)).name).name
    return clean_line(bare.lstrip("."), 120) or f"file-{number}"


def _media_type(part: Message) -> str:
    kind = part.get_content_type()
    return kind if _TYPE.fullmatch(kind) else "application/octet-stream"


def _recipients(mail: Message) -> Iterator[str]:
    for name in _RECIPIENTS:
        for value in mail.get_all(name, []):
            for _, address in getaddresses([header(value, 2_000)]):
                if "@" in address:
                    yield address


def _named(mail: Message) -> Iterator[str]:
    """Yield the headers that name the mails this one answers, the nearest last."""
    for name in ("References", "In-Reply-To"):
        yield from (str(value)[:10_000] for value in mail.get_all(name, []))


def _written_at(mail: Message) -> datetime | None:
    try:
        at = parsedate_to_datetime(header(mail.get("Date")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
