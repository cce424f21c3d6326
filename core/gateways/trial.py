"""A test message over a gateway, to a number or address of one's own: in no campaign and in no ledger, and its words say so."""

from __future__ import annotations

import secrets
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.channels.base import Outgoing
from core.channels.gateway import Gateway
from core.channels.gateway_terms import GatewayTermsError
from core.channels.numbers import dialled
from core.errors import SaldoError
from core.gateways.kept import gateway_of
from core.gateways.writing import Particulars, Requests
from core.sentence import Sentence
from core.strategy.addresses import is_address
from core.vocabulary import MAILED, ChannelName, MessageName

if TYPE_CHECKING:
    from core.channels.base import Receipt
    from core.clock import Clock
    from core.desk.engine import Desk

TEXT: Final = "Test message of Saldo. No answer is needed."
COUNTRY: Final = "NL"


class TrialAddressError(SaldoError):
    """A test message to nowhere."""

    def __init__(self, to: str) -> None:
        super().__init__(
            "{to!r} cannot be reached this way: write a number as in +31 6 12345678, or an e-mail address.", to=to
        )


@permitted(Action.CHANNEL)
def send_trial(desk: Desk, channel: ChannelName, to: str, *, clock: Clock) -> Receipt:
    """Send one test message to ``to`` over the gateway declared for ``channel``, on or off, and return what became of it.

    Raises ``TrialAddressError``, ``GatewayTermsError`` without a gateway, ``ChannelDownError`` when there is no way out.
    """
    kept = gateway_of(desk, channel)
    if kept is None:
        raise GatewayTermsError(Sentence("{channel} has no gateway yet", channel=channel), "declare one first")
    address = to.strip()
    if not (is_address(address) if channel in MAILED else dialled(address, COUNTRY)):
        raise TrialAddressError(to)
    name = f"test.{secrets.token_hex(8)}@saldo"
    known = Particulars(
        reference=name, language="en", message=MessageName.FRIENDLY_REMINDER, subject=TEXT, country=COUNTRY
    )
    write = Requests(channel, lambda: kept.terms, lambda keys: dict.fromkeys(keys, known), lambda: "")
    content = _mail(address) if channel in MAILED else TEXT.encode()
    gateway = Gateway(channel, lambda: kept.terms, write, clock=clock)
    try:
        [receipt] = gateway.send([Outgoing(key=0, sender="", recipient=address, content=content)], lambda _: True)
    finally:
        gateway.close()
    return receipt


def _mail(to: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["To"], mail["Subject"] = to, TEXT
    mail.set_content(TEXT)
    return mail.as_bytes()
