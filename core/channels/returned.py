"""What a mail server, a mailbox provider or a reading program reports about a mail: returned, delayed, unwanted, read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from typing import TYPE_CHECKING, Final

import structlog
from flufl.bounce import all_failures

from core.channels.bounce_address import OUR_ID
from core.vocabulary import DeliveryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STATUS: Final = "message/delivery-status"
FEEDBACK: Final = "message/feedback-report"
RECEIPT: Final = "message/disposition-notification"
UNWANTED: Final = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "unsubscribe", "virus"})
MOST_RECIPIENTS: Final = 50  # of one report: ours are about one
_SYSTEMS: Final = re.compile(
    r"^\W*(?:mailer-?daemon|mail-?daemon|postmaster|mdaemon|bounces?(?:[+-].*)?)@", re.IGNORECASE
)
_ENHANCED: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_PLAIN_CODE: Final = re.compile(r"(?<![\d.])([45])\d\d(?![\d.])")
# Refused for good, but not because of the address: a full mailbox, a mail too big or not liked, a route that goes in a circle.
_MAY_PASS: Final = frozenset({"2.2", "2.3", "3.1", "3.2", "3.4", "4.5", "4.6", "4.14"})
_NOT_THE_ADDRESS: Final = frozenset({"6", "7"})
_LONGEST_WORDS: Final = 500
_LONGEST_BODY: Final = 200_000

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Report:
    """What is reported of one mail to ``address`` ('' where it is not said); ``message_id`` is the mail's own, if it is named."""

    kind: DeliveryKind
    address: str
    code: str
    words: str
    is_lost: bool
    message_id: str | None
    returned_to: str  # the original's envelope sender, where it is named


def reports(mail: Message) -> list[Report]:
    """Return what ``mail`` reports; nothing for a mail that is no report.

    The standard's own forms first (RFC 3464, 5965, 8098); a system's mail in no such form is asked of flufl.bounce.
    """
    parts = _outer_parts(mail)
    original = _original(parts)
    if STATUS in parts:
        found = [_status(block, original) for block in _blocks(parts[STATUS])][:MOST_RECIPIENTS]
        if found:
            return found
    if FEEDBACK in parts:
        return _feedback(_inner(parts[FEEDBACK]), original)
    if RECEIPT in parts:
        return _receipt(_inner(parts[RECEIPT]), original)
    return list(_odd(mail, original)) if is_from_system(mail) else []


def is_from_system(mail: Message) -> bool:
    """Return whether a mail server wrote ``mail``: it returns to nobody, or its author is one of the usual names."""
    return _said(mail, "Return-Path").strip() == "<>" or _SYSTEMS.search(_address(_said(mail, "From"))) is not None


def verdict(action: str, status: str, words: str) -> tuple[DeliveryKind, str, bool]:
    """Return what a delivery report comes to: the kind, the code that says so, and whether the mail is lost."""
    action = action.strip().lower()
    code = _code(status, words)
    if action in {"delivered", "relayed", "expanded"} or (not action and code.startswith("2")):
        return DeliveryKind.DELIVERED, code, False
    if action == "delayed":
        return DeliveryKind.BOUNCED_SOFT, code, False
    return (DeliveryKind.BOUNCED_SOFT if _may_pass(code) else DeliveryKind.BOUNCED_HARD), code, True


def _code(status: str, words: str) -> str:
    """Return the most telling code: a general status gives way to what the other server said."""
    own, said = _ENHANCED.search(status), _ENHANCED.search(words)
    if own is None or (said is not None and own[0].endswith(".0.0")):
        own = said or own
    if own is not None:
        return own[0]
    plain = _PLAIN_CODE.search(words)
    return plain[0] if plain else ""


def _may_pass(code: str) -> bool:
    if code.startswith("4"):
        return True
    subject, _, detail = code.partition(".")[2].partition(".")
    return subject in _NOT_THE_ADDRESS or f"{subject}.{detail}" in _MAY_PASS


def _outer_parts(mail: Message) -> dict[str, Message]:
    """Return the parts of the mail itself by type, the first of each: what it merely forwards is no report."""
    if not mail.is_multipart() or mail.get_content_maintype() != "multipart":
        return {mail.get_content_type(): mail}
    parts: dict[str, Message] = {}
    for part in _messages(mail.get_payload()):
        parts.setdefault(part.get_content_type(), part)
    return parts


def _original(parts: dict[str, Message]) -> Message:
    """Return the headers of the mail that is reported on, none where it is not enclosed."""
    for kind in ("message/rfc822", "message/global"):
        if kind in parts:
            return _inner(parts[kind])
    headers = parts.get("text/rfc822-headers")
    return Message() if headers is None else HeaderParser().parsestr(_text(headers))


def _blocks(status: Message) -> Iterator[Message]:
    """Yield the fields of each recipient; the first block is about the mail as a whole."""
    payload = status.get_payload()
    if isinstance(payload, str):  # broken off before the standard library saw its blocks
        payload = [HeaderParser().parsestr(block) for block in re.split(r"\r?\n\r?\n", payload)]
    for block in _messages(payload):
        if "Action" in block or "Final-Recipient" in block or "Original-Recipient" in block:
            yield block


def _status(block: Message, original: Message) -> Report:
    words = _diagnostic(block)
    kind, code, is_lost = verdict(_said(block, "Action"), _said(block, "Status"), words)
    return Report(
        kind=kind,
        address=_typed(_said(block, "Original-Recipient")) or _typed(_said(block, "Final-Recipient")),
        code=code,
        words=words,
        is_lost=is_lost,
        message_id=_id(_said(original, "Message-ID")),
        returned_to=_address(_said(original, "Return-Path")),
    )


def _feedback(fields: Message, original: Message) -> list[Report]:
    kind = _said(fields, "Feedback-Type").strip().lower()
    if kind not in UNWANTED:
        return []
    address = _address(_said(fields, "Original-Rcpt-To")) or _address(_said(original, "To"))
    report = Report(
        kind=DeliveryKind.COMPLAINED,
        address=address,
        code=kind,
        words=_line(_said(fields, "User-Agent") or _said(fields, "Reporting-MTA")),
        is_lost=False,
        message_id=_id(_said(original, "Message-ID")),
        returned_to=_address(_said(fields, "Original-Mail-From")),
    )
    return [report]


def _receipt(fields: Message, original: Message) -> list[Report]:
    disposition = _line(_said(fields, "Disposition"))
    if "displayed" not in disposition.lower():
        return []
    report = Report(
        kind=DeliveryKind.READ,
        address=_typed(_said(fields, "Original-Recipient")) or _typed(_said(fields, "Final-Recipient")),
        code="",
        words=disposition,
        is_lost=False,
        message_id=_id(_said(fields, "Original-Message-ID")) or _id(_said(original, "Message-ID")),
        returned_to="",
    )
    return [report]


def _odd(mail: Message, original: Message) -> Iterator[Report]:
    """Yield what flufl.bounce makes of a system's mail in a form of its own."""
    try:
        passing, lasting = all_failures(mail)
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError) as error:
        log.warning("a bounce could not be read", error=type(error).__name__)
        return
    body = _body(mail)
    named = _id(_said(original, "Message-ID")) or next((f"<{each[1]}>" for each in OUR_ID.finditer(body)), None)
    for addresses, is_lost in ((lasting, True), (passing, False)):
        for address in sorted(addresses)[:MOST_RECIPIENTS]:
            code = _code("", body)
            hard = is_lost and not _may_pass(code)
            yield Report(
                kind=DeliveryKind.BOUNCED_HARD if hard else DeliveryKind.BOUNCED_SOFT,
                address=address.decode(errors="replace") if isinstance(address, bytes) else str(address),
                code=code,
                words=_reason_line(body, code),
                is_lost=is_lost,
                message_id=named,
                returned_to="",
            )


def _reason_line(body: str, code: str) -> str:
    """Return the line of a bounce that has its code; that is the reason a person looks for."""
    return _line(next((line for line in body.splitlines() if code and code in line), ""))


def _body(mail: Message) -> str:
    texts = (part for part in mail.walk() if part.get_content_maintype() == "text")
    return "\n".join(_text(part) for part in texts)[:_LONGEST_BODY]


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _inner(part: Message) -> Message:
    return next(_messages(part.get_payload()), Message())


def _messages(payload: object) -> Iterator[Message]:
    if isinstance(payload, list):
        yield from (each for each in payload if isinstance(each, Message))


def _diagnostic(block: Message) -> str:
    return _line(_said(block, "Diagnostic-Code").partition(";")[2] or _said(block, "Diagnostic-Code"))


def _said(message: Message, name: str) -> str:
    value = message.get(name)
    return "" if value is None else str(value)


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_WORDS]


def _typed(field: str) -> str:
    """Return the address in ``rfc822; someone@example.org``."""
    return _address(field.partition(";")[2] or field)


def _address(text: str) -> str:
    """Return the address in ``text``, whatever stands around it; '' when there is none."""
    inside = re.search(r"<([^<>]*)>", text)
    word = (inside[1] if inside else text).strip().strip("\"'")
    return word if "@" in word and " " not in word else ""


def _id(text: str) -> str | None:
    found = re.search(r"<[^<>\s]+>", text)
    return found[0] if found else None


def ids_in(texts: Iterable[str]) -> list[str]:
    """Return the Message-IDs of ours that ``texts`` name, the last first: the one that is answered."""
    found = [f"<{each[1]}>" for text in texts for each in OUR_ID.finditer(text)]
    return list(dict.fromkeys(reversed(found)))
