"""One batch of mails over one SMTP connection: what is said, in which order, and what the answers mean."""

from __future__ import annotations

import re
import smtplib
from typing import TYPE_CHECKING

from core.channels.base import Outcome, Receipt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.channels.base import BeforeBody, Outgoing

SEND_BODY, CLOSING = 354, 421
_DOT = re.compile(rb"(?m)^\.")
_ENVELOPE = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+")  # printable ASCII without blank, @ and angle brackets

Reply = tuple[int, bytes]


def envelope(address: str) -> bytes | None:
    """Return ``address`` as it stands in an SMTP command, its domain in ASCII; None when no server would take it."""
    local, _, domain = address.rpartition("@")
    try:
        ascii_address = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        return None
    return ascii_address.encode() if _ENVELOPE.fullmatch(ascii_address) else None


class Conversation:
    """One batch over one connection; only the message whose body was written and not answered is ever uncertain.

    Where the server offers pipelining, the commands of the next message travel in one write with a body.
    """

    def __init__(self, connection: smtplib.SMTP, batch: list[Outgoing], before_body: BeforeBody) -> None:
        self.connection = connection
        self.batch = batch
        self.before_body = before_body
        self.is_pipelined = connection.has_extn("pipelining")
        self.settled = 0  # messages that have their receipt
        self.is_body_under_way = False

    def receipts(self) -> Iterator[Receipt]:
        """Yield the receipts, to the end or until the connection is cut (which raises)."""
        if self.is_pipelined:
            self.connection.send(_commands(self.batch[0]))
        for place, message in enumerate(self.batch):
            is_last = place + 1 == len(self.batch)
            following = _commands(self.batch[place + 1]) if self.is_pipelined and not is_last else b""
            answers = self._pipelined_answers() if self.is_pipelined else self._answers(message)
            refusal = next((answer for answer in answers if answer[0] not in {250, 251, 252, SEND_BODY}), None)
            reply = self._body(message, following) if refusal is None else self._take_back(answers, refusal, following)
            self.settled += 1
            yield _receipt(message, reply)

    def after_the_cut(self, reason: str) -> Iterator[Receipt]:
        """Yield what became of the messages that have no receipt yet."""
        for message in self.batch[self.settled :]:
            if self.is_body_under_way:
                self.is_body_under_way = False
                text = f"The connection was lost before the server answered: {reason}"
                yield Receipt(key=message.key, outcome=Outcome.UNCERTAIN, code=None, text=text)
            else:
                yield Receipt(key=message.key, outcome=Outcome.UNSENT, code=None, text=reason)

    def _body(self, message: Outgoing, following: bytes) -> Reply:
        if not self.before_body(message):
            raise smtplib.SMTPServerDisconnected("taken back before it was sent")
        self.is_body_under_way = True
        self.connection.send(_as_data(message.content) + following)
        reply = self.connection.getreply()
        self.is_body_under_way = False
        return reply

    def _pipelined_answers(self) -> list[Reply]:
        return [self._reply(), self._reply(), self._reply()]

    def _answers(self, message: Outgoing) -> list[Reply]:
        """Return the answers to one command after the other, up to the first that is a refusal."""
        answers: list[Reply] = []
        for command in _commands(message).splitlines(keepends=True):
            self.connection.send(command)
            answers.append(self._reply())
            if answers[-1][0] not in {250, 251, 252, SEND_BODY}:
                break
        return answers

    def _take_back(self, answers: list[Reply], refusal: Reply, following: bytes) -> Reply:
        """Leave a message that was refused, so that the next one can begin; return the refusal."""
        is_body_awaited = answers[-1][0] == SEND_BODY  # some servers want a body for nobody: an empty one
        self.connection.send((b".\r\n" if is_body_awaited else b"") + b"RSET\r\n" + following)
        if is_body_awaited:
            self._reply()
        self._reply()
        return refusal

    def _reply(self) -> Reply:
        reply = self.connection.getreply()
        if reply[0] == CLOSING:
            raise smtplib.SMTPServerDisconnected(_text(reply))
        return reply


def _commands(message: Outgoing) -> bytes:
    sender, recipient = envelope(message.sender), envelope(message.recipient)
    if sender is None or recipient is None:
        raise ValueError(f"message {message.key} has an address that cannot be sent from or to")
    return b"MAIL FROM:<%b>\r\nRCPT TO:<%b>\r\nDATA\r\n" % (sender, recipient)


def _as_data(content: bytes) -> bytes:
    """Return ``content`` as it goes over the line: a dot at the start of a line doubled, and the end marked."""
    stuffed = _DOT.sub(b"..", content) if b"\n." in content or content.startswith(b".") else content
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")


def _receipt(message: Outgoing, reply: Reply) -> Receipt:
    code = reply[0]
    if 200 <= code < 300:  # noqa: PLR2004 - the first digit of an SMTP reply is its meaning
        outcome = Outcome.ACCEPTED
    elif 400 <= code < 500:  # noqa: PLR2004
        outcome = Outcome.DEFERRED
    elif code >= 500:  # noqa: PLR2004
        outcome = Outcome.REFUSED
    else:
        outcome = Outcome.UNCERTAIN  # an answer that is none, as smtplib's -1 for a line without a code
    return Receipt(key=message.key, outcome=outcome, code=code, text=_text(reply))


def _text(reply: Reply) -> str:
    return reply[1].decode(errors="replace")
