"""Any of the services that Apprise knows, where it is installed: one notification a message, and no more known than yes or no."""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING, Any, Final, Protocol

from core.channels.base import ChannelDownError, Outcome, Receipt
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from core.channels.base import BeforeBody, Outgoing
    from core.vocabulary import ChannelName

PACKAGE: Final = "apprise"
INSTALL: Final = "pip install -r requirements-apprise.txt"
TO: Final = "{to}"
_SAID: Final = "Apprise says no; the gateway's own words are in its log only. Whether it arrived nobody can tell"


class AppriseMissingError(SaldoError):
    """Apprise is asked for and not there."""

    def __init__(self) -> None:
        super().__init__("Apprise is not installed: run `{install}`, or use a gateway instead.", install=INSTALL)


class AppriseAddressError(SaldoError):
    """An address that Apprise does not know; the sentence never holds it, for it holds a secret."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "This Apprise address cannot be used: {why}. It is written as its documentation says, with {to} for the "
            "number.",
            why=Sentence(why),
            to=TO,
        )


class _Service(Protocol):
    def notify(self, *, body: str, title: str = "") -> Any: ...  # noqa: ANN401 - a truth value, whatever it is


def is_installed() -> bool:
    """Return whether Apprise is there."""
    return importlib.util.find_spec(PACKAGE) is not None


def service(address: str) -> _Service:
    """Return what sends to ``address``; raise ``AppriseMissingError`` or ``AppriseAddressError``."""
    if not is_installed():
        raise AppriseMissingError
    made: Any = importlib.import_module(PACKAGE).Apprise()
    if not made.add(address):
        raise AppriseAddressError("Apprise does not know it")
    found: _Service = made
    return found


class Apprised:
    """The channel over Apprise. ``address`` holds the place of the recipient and, being a secret, is read at each batch."""

    ignores_hours = False
    claim_size: int | None = 20

    def __init__(self, name: ChannelName, address: Callable[[], str], to: Callable[[Outgoing], str | None]) -> None:
        self.name = name
        self.address = address
        self.to = to

    def send(self, batch: Iterable[Outgoing], before_body: BeforeBody) -> Iterator[Receipt]:
        """Yield a receipt for each message, as ``Channel`` describes; a no of Apprise leaves open whether it was sent."""
        waiting = list(batch)
        if not waiting:
            return
        try:
            address = self.address()
            service(address.replace(TO, "31600000000"))
        except SaldoError as error:
            raise ChannelDownError("Apprise", str(error).rstrip("."), "Messages stay queued") from error
        for place, message in enumerate(waiting):
            to = self.to(message)
            if to is None:
                text = f"{message.recipient!r} is no telephone number that can be dialled"
                yield Receipt(key=message.key, outcome=Outcome.REFUSED, code=None, text=text)
                continue
            target = service(address.replace(TO, to))
            if not before_body(message):
                text = "not sent: somebody stopped it"
                yield from (
                    Receipt(key=each.key, outcome=Outcome.UNSENT, code=None, text=text) for each in waiting[place:]
                )
                return
            is_taken = bool(target.notify(body=message.content.decode(errors="replace")))
            outcome = Outcome.ACCEPTED if is_taken else Outcome.UNCERTAIN
            yield Receipt(
                key=message.key, outcome=outcome, code=None, text="taken over by Apprise" if is_taken else _SAID
            )

    def close(self) -> None:
        """Nothing is held open."""
