"""The bytes of one mail: built once without Date and Message-ID for the preview, sealed with both at approval.

Bodies are quoted-printable: any server takes it, lines stay short, and equal sentences stay equal bytes, so that a
batch of previews compresses well. Headers are RFC 5322 with RFC 2047 words; nothing in them can start a new line.
A picture that the HTML names stands beside it (RFC 2387), a file that goes along comes last.
"""

from __future__ import annotations

import re
import string
from base64 import b64encode
from binascii import b2a_qp
from dataclasses import dataclass
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from core.errors import SaldoError
from core.messages.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from core.messages.context import MessageContext
    from core.messages.render import Rendered

_PLAIN_LENGTH = 60  # a longer text is written as encoded words, which may be folded anywhere
_LONGEST_QUOTED = 900  # a quoted name stays on one line, and a line may not pass 998
_WORD_LETTERS = 52  # of an encoded word, so that its line stays under the 76 that RFC 2047 allows
_WORD_BYTES = 39  # which base64 makes 52 letters
_ADDRESS = re.compile(r"[^\s\"<>()\[\]:;,@\\\x00-\x1f\x7f]+@[^\s\"<>()\[\]:;,@\\\x00-\x1f\x7f]+")
_Q_LETTERS = {ord(letter): letter for letter in string.ascii_letters + string.digits + "!*+-/"} | {ord(" "): "_"}
_NAME_LETTERS = frozenset(string.ascii_letters + string.digits + " ._-()+")
_TOKEN = re.compile(r"[!-~]+")


class UnsafeHeaderError(SaldoError):
    """A value that cannot stand in a mail header: a line break, or an address that is none."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(
            "The {field} of this mail cannot be {value!r}: correct it at its source, or exclude the customer.",
            field=field,
            value=value,
        )


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A picture in a mail (``name`` is what the HTML calls it), or a file that goes along (``name`` is the file's)."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Headers:
    """Who writes to whom; ``unsubscribe_url`` is what a mail program's own button opens, empty for none; ``extra`` are further header lines, each name and value in ASCII."""

    from_name: str
    from_address: str
    to_name: str
    to_address: str
    reply_to: str
    unsubscribe_url: str = ""
    extra: tuple[tuple[str, str], ...] = ()


def headers_for(context: MessageContext, to_address: str) -> Headers:
    """Return the headers of a message about ``context`` to ``to_address``, in the sender's name."""
    return Headers(
        from_name=one_line(context.sender.name),
        from_address=context.sender.email,
        to_name=one_line(context.addressee or context.customer_name),
        to_address=to_address,
        reply_to=context.sender.reply_to,
        unsubscribe_url=context.page_url if context.has_list_header else "",
    )


def content(
    rendered: Rendered, headers: Headers, *, pictures: Sequence[Attached] = (), files: Sequence[Attached] = ()
) -> bytes:
    """Return the mail as bytes with CRLF, without Date and Message-ID: equal input gives equal bytes.

    Of ``pictures`` those go along that the HTML names as ``cid:``. Raises :class:`UnsafeHeaderError` rather than write a
    header that could be read as two.
    """
    seen = [picture for picture in pictures if f"cid:{picture.name}" in rendered.html]
    lines = [
        f"From: {_mailbox('sender', headers.from_name, headers.from_address)}",
        f"To: {_mailbox('address', headers.to_name, headers.to_address)}",
        f"Reply-To: {_address('reply address', headers.reply_to)}",
        f"Subject: {_unstructured('subject', rendered.subject)}",
        *(f"{_token('header', name)}: {_unstructured(name, value)}" for name, value in headers.extra),
        *([f"List-Unsubscribe: {_url('own page', headers.unsubscribe_url)}"] if headers.unsubscribe_url else []),
        "Auto-Submitted: auto-generated",
        f"Content-Language: {_token('language', rendered.language.replace('_', '-'))}",
        "MIME-Version: 1.0",
        "",
    ]
    mark = sha256(rendered.html.encode()).hexdigest()[:24]  # "=_" cannot stand in quoted-printable, nor in base64
    body = _text("html", rendered.html)
    if seen:
        body = _together(
            "related", f"=_p{mark}", [body, *(_picture(picture) for picture in seen)], 'type="text/html"; '
        )
    body = _together("alternative", f"=_{mark}", [_text("plain", rendered.text), body])
    if files:
        body = _together("mixed", f"=_f{mark}", [body, *(_file(each) for each in files)])
    return "\r\n".join(lines).encode("ascii") + body


def seal(unsealed: bytes, at: datetime, message_id: str) -> bytes:
    """Return the final DATA content: ``unsealed`` with its Date (``at``, with a time zone) and Message-ID in front."""
    if at.tzinfo is None:
        message = "a mail's date needs a time zone"
        raise ValueError(message)
    name = _address("Message-ID", message_id.removeprefix("<").removesuffix(">"))
    return f"Date: {format_datetime(at)}\r\nMessage-ID: <{name}>\r\n".encode("ascii") + unsealed


def _together(kind: str, boundary: str, parts: Sequence[bytes], about: str = "") -> bytes:
    """Return several parts as one, each complete with its own headers and ending with a line break."""
    head = f'Content-Type: multipart/{kind}; {about}boundary="{boundary}"\r\n\r\n--{boundary}\r\n'
    between, end = f"--{boundary}\r\n".encode("ascii"), f"--{boundary}--\r\n".encode("ascii")
    return head.encode("ascii") + between.join(parts) + end


def _text(subtype: str, text: str) -> bytes:
    """Return one form of the text: any line break becomes CRLF, and the part ends with one."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    encoded = b2a_qp(unix.encode(), istext=True).replace(b"\n", b"\r\n")
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode("ascii") + encoded


def _picture(picture: Attached) -> bytes:
    head = (
        f"Content-Type: {_token('picture', picture.media_type)}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-ID: <{_token('picture', picture.name)}>\r\nContent-Disposition: inline\r\n\r\n"
    )
    return head.encode("ascii") + _base64(picture.content)


def _file(file: Attached) -> bytes:
    """Return a file that goes along; a name with other than plain letters is written by RFC 2231."""
    name = one_line(file.name) or "file"
    said = f'filename="{name}"' if _NAME_LETTERS.issuperset(name) else f"filename*=utf-8''{quote(name, safe='')}"
    if len(said) > _LONGEST_QUOTED:
        raise UnsafeHeaderError("name of the attached file", file.name)
    head = (
        f"Content-Type: {_token('attached file', file.media_type)}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;\r\n {said}\r\n\r\n"
    )
    return head.encode("ascii") + _base64(file.content)


def _base64(content: bytes) -> bytes:
    letters = b64encode(content)
    return b"".join(letters[start : start + 76] + b"\r\n" for start in range(0, len(letters), 76))


def _mailbox(field: str, name: str, address: str) -> str:
    """Return ``name <address>``; the name quoted, or as encoded words on a line of its own."""
    where = _address(field, address)
    if not name:
        return where
    if len(name) <= _LONGEST_QUOTED and _is_ordinary(name):
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"\r\n <{where}>'
    return f"{_encoded(field, name)}\r\n <{where}>"


def _unstructured(field: str, text: str) -> str:
    return text if _is_plain(text) else _encoded(field, text)


def _is_plain(text: str) -> bool:
    return len(text) <= _PLAIN_LENGTH and _is_ordinary(text)


def _is_ordinary(text: str) -> bool:
    """Return whether ``text`` is printable ASCII that a reader cannot take for anything else."""
    return text.isascii() and text.isprintable() and "=?" not in text and text == text.strip()


def _encoded(field: str, text: str) -> str:
    """Return ``text`` as one RFC 2047 word where it fits, else as several, cut between characters and folded.

    One word where possible: the standard library (3.11) reads several in a name with a space between them.
    Refuses line breaks and controls.
    """
    if any(letter < " " or letter in "\x7f\x85\u2028\u2029" for letter in text):
        raise UnsafeHeaderError(field, text)
    quoted = "".join(_Q_LETTERS.get(byte) or f"={byte:02X}" for byte in text.encode())
    if len(quoted) <= _WORD_LETTERS:
        return f"=?utf-8?q?{quoted}?="
    words, current, size = [], "", 0
    for letter in text:
        width = len(letter.encode())
        if size + width > _WORD_BYTES:
            words.append(current)
            current, size = "", 0
        current += letter
        size += width
    words.append(current)
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word.encode()).decode()}?=" for word in words)


def _address(field: str, address: str) -> str:
    """Return an address that can stand in a header; a domain in other letters becomes its ASCII form."""
    if not _ADDRESS.fullmatch(address):
        raise UnsafeHeaderError(field, address)
    if address.isascii():
        return address
    local, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode()
    except UnicodeError as error:
        raise UnsafeHeaderError(field, address) from error
    if not local.isascii():
        raise UnsafeHeaderError(field, address)
    return f"{local}@{ascii_domain}"


def _url(field: str, url: str) -> str:
    """Return an address of the web between its brackets, whole on one line as RFC 2369 wants it."""
    if len(url) > _LONGEST_QUOTED or ">" in url or not _TOKEN.fullmatch(url):
        raise UnsafeHeaderError(field, url)
    return f"<{url}>"


def _token(field: str, text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise UnsafeHeaderError(field, text)
    return text
