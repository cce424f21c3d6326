"""One mail sent to try a relay, and what was said at each step of the way."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from core.channels.account import Account
from core.channels.base import ChannelDownError
from core.channels.conversation import envelope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.channels.relay import Relay

TIMEOUT_SECONDS: Final = 20.0
_LONGEST: Final = 300


class Step(StrEnum):
    """A step on the way of one mail."""

    CONNECTION = "connection"  # reached, secured and logged in
    SENDER = "sender"
    RECIPIENT = "recipient"
    MAIL = "mail"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the server said at a step; ``is_ok`` None for one that was never reached."""

    step: Step
    is_ok: bool | None
    code: int | None
    words: str


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How the way went; ``security`` is the TLS version, '' for none, ``offers`` what the server can do."""

    steps: tuple[Said, ...]
    security: str = ""
    offers: tuple[str, ...] = field(default=())

    @property
    def is_accepted(self) -> bool:
        """Return whether the server took the mail."""
        return all(each.is_ok for each in self.steps)


def try_relay(
    relay: Relay, *, sender: str, recipient: str, content: bytes, timeout_seconds: float = TIMEOUT_SECONDS
) -> Trial:
    """Send ``content`` to ``recipient`` over ``relay`` and return what was said; nothing is tried twice."""
    account = Account(relay, timeout_seconds=timeout_seconds)
    try:
        smtp = account.connected()
    except ChannelDownError as error:
        return Trial(steps=_rest([Said(step=Step.CONNECTION, is_ok=False, code=None, words=str(error))]))
    security = smtp.sock.version() or "" if isinstance(smtp.sock, ssl.SSLSocket) else ""
    offers = tuple(sorted(smtp.esmtp_features))
    steps = [Said(step=Step.CONNECTION, is_ok=True, code=None, words=relay.label)]
    try:
        for said in _conversation(smtp, sender, recipient, content):
            steps.append(said)
            if not said.is_ok:
                break
    finally:
        account.close()
    return Trial(steps=_rest(steps), security=security, offers=offers)


def _conversation(smtp: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> Iterator[Said]:
    commands: dict[Step, Callable[[], tuple[int, bytes]]] = {
        Step.SENDER: lambda: smtp.mail(_ascii(sender)),
        Step.RECIPIENT: lambda: smtp.rcpt(_ascii(recipient)),
        Step.MAIL: lambda: smtp.data(content),
    }
    for step, command in commands.items():
        try:
            code, words = command()
        except smtplib.SMTPResponseException as error:
            code, words = error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""
        except (OSError, smtplib.SMTPException) as error:
            yield Said(step=step, is_ok=False, code=None, words=f"The connection was lost: {error}"[:_LONGEST])
            return
        yield Said(step=step, is_ok=200 <= code < 300, code=code, words=words.decode(errors="replace")[:_LONGEST])  # noqa: PLR2004 - the first digit is the meaning


def _ascii(address: str) -> str:
    """Return ``address`` with its domain in ASCII; the server says what it makes of one that cannot be written so."""
    written = envelope(address)
    return address if written is None else written.decode("ascii")


def _rest(steps: list[Said]) -> tuple[Said, ...]:
    """Return ``steps`` with those that were never reached."""
    reached = {each.step for each in steps}
    return (*steps, *(Said(step=each, is_ok=None, code=None, words="") for each in Step if each not in reached))
