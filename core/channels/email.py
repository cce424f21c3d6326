"""E-mail: one recipient a message over one lasting connection, pipelined (RFC 2920) where the server offers it."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from typing import TYPE_CHECKING

from core.channels.account import Account
from core.channels.base import Outcome, Receipt
from core.channels.bounce_address import name_of
from core.channels.conversation import Conversation, envelope
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from core.channels.base import BeforeBody, Outgoing
    from core.channels.bounce_address import BounceAddress
    from core.channels.relay import Relay

PER_CONNECTION = 500  # relays hang up on connections that never end
TIMEOUT_SECONDS = 60.0


class Email:
    """The e-mail channel over the relay that ``where`` names at each new connection.

    ``bounces`` is asked then, too: with a pattern, every mail returns to an address of its own; else to who wrote it.
    """

    name = ChannelName.EMAIL
    claim_size: int | None = None

    def __init__(
        self,
        where: Callable[[], Relay],
        *,
        bounces: Callable[[], BounceAddress | None] = lambda: None,
        ignores_hours: bool = False,
        timeout_seconds: float = TIMEOUT_SECONDS,
        per_connection: int = PER_CONNECTION,
    ) -> None:
        self.where = where
        self.bounces = bounces
        self.ignores_hours = ignores_hours
        self.timeout_seconds = timeout_seconds
        self.per_connection = per_connection
        self._account: Account | None = None
        self._left = 0
        self._returns_to: BounceAddress | None = None

    def send(self, batch: Iterable[Outgoing], before_body: BeforeBody) -> Iterator[Receipt]:
        """Yield a receipt for each message, as ``Channel`` describes."""
        sendable: list[Outgoing] = []
        for message in batch:
            unusable = [each for each in (message.sender, message.recipient) if envelope(each) is None]
            if unusable:
                text = f"{unusable[0]!r} is no address that a mail server takes"
                yield Receipt(key=message.key, outcome=Outcome.REFUSED, code=None, text=text)
            else:
                sendable.append(message)
        if sendable:
            yield from self._converse(sendable, before_body)

    def close(self) -> None:
        """Say goodbye to the server."""
        if self._account is not None:
            self._account.close()
        self._account = None

    def _converse(self, batch: list[Outgoing], before_body: BeforeBody) -> Iterator[Receipt]:
        connection = self._connection(len(batch))
        conversation = Conversation(connection, [self._returning(each) for each in batch], before_body)
        try:
            yield from conversation.receipts()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            yield from conversation.after_the_cut(str(error))
        except BaseException:
            self._drop()  # nobody knows how far the conversation was: the next one starts anew
            raise

    def _connection(self, wanted: int) -> smtplib.SMTP:
        if self._left < wanted:
            self.close()
        if self._account is None:
            self._account = Account(self.where(), timeout_seconds=self.timeout_seconds)
            self._left = max(self.per_connection, wanted)
            self._returns_to = self.bounces()
        try:
            connection = self._account.connected()
        except BaseException:
            self._account = None
            raise
        self._left -= wanted
        return connection

    def _returning(self, message: Outgoing) -> Outgoing:
        """Return ``message`` with the address on its envelope to which it returns."""
        name = None if self._returns_to is None else name_of(message.content)
        if self._returns_to is None or name is None:
            return message
        return replace(message, sender=self._returns_to.of(name))

    def _drop(self) -> None:
        if self._account is not None:
            self._account.drop()
        self._account = None
