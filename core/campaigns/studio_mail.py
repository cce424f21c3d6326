"""A test mail of a template: through the same channel as everything else, to whoever tries it, and to nobody else."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from core.acting import permitted
from core.actions import Action
from core.channels.base import Outcome, Outgoing
from core.errors import SaldoError
from core.messages.bytes import content_for
from core.messages.mime import seal
from core.sentence import Sentence
from core.strategy.addresses import is_address
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from datetime import datetime

    from core.channels.base import Channel
    from core.messages.context import MessageContext
    from core.messages.render import Rendered

MARK = "[Test] "


class TestMailError(SaldoError):
    """A test mail that did not go."""

    __test__ = False  # for pytest, which takes the name for a test

    def __init__(self, why: str) -> None:
        super().__init__("The test mail did not go: {why}.", why=Sentence(why))


@permitted(Action.TEMPLATE)
def send_test(channel: Channel, rendered: Rendered, context: MessageContext, *, to: str, at: datetime) -> str:
    """Send ``rendered`` as a mail to ``to`` and return its Message-ID; it is in no campaign and in no ledger.

    The subject says that it is a test. Raises ``TestMailError`` with the other side's words.
    """
    address = to.strip()
    if not is_address(address):
        raise TestMailError(Sentence("{address!r} is no e-mail address", address=address))
    marked = rendered.replaced(subject=f"{MARK}{rendered.subject}")
    message_id = f"<test.{secrets.token_hex(8)}@{context.sender.email.rpartition('@')[2]}>"
    content = seal(content_for(ChannelName.EMAIL, marked, context, address), at.replace(microsecond=0), message_id)
    outgoing = Outgoing(key=0, sender=context.sender.email, recipient=address, content=content)
    try:
        [receipt] = channel.send([outgoing], lambda _message: True)
    finally:
        channel.close()
    if receipt.outcome is not Outcome.ACCEPTED:
        raise TestMailError(receipt.text.rstrip(".") or str(receipt.outcome))
    return message_id
