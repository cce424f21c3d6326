"""A channel that has two ways, the one that is set up and the built-in one: which of them is decided anew at each batch."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from core.channels.base import ChannelDownError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from core.channels.base import BeforeBody, Channel, Outgoing, Receipt
    from core.vocabulary import ChannelName

KEPT_SECONDS: Final = 1.0  # the settings are asked no more often


class Switched:
    """Opens the way that ``choose`` names among ``ways`` when it is first needed.

    What is claimed for a way that disturbs nobody never goes out by one that does: when the choice changes between the
    look at the hours and the batch, the batch waits for another look.
    """

    def __init__(self, name: ChannelName, choose: Callable[[], str], ways: Mapping[str, Callable[[], Channel]]) -> None:
        self.name = name
        self._choose = choose
        self._ways = ways
        self._opened: dict[str, Channel] = {}
        self._seen: tuple[float, str] | None = None
        self._told: bool | None = None

    @property
    def ignores_hours(self) -> bool:
        """Return whether the way of this moment disturbs nobody."""
        self._told = self._way().ignores_hours
        return self._told

    @property
    def claim_size(self) -> int | None:
        """Return how many messages the way of this moment wants at once."""
        return self._way().claim_size

    def send(self, batch: Iterable[Outgoing], before_body: BeforeBody) -> Iterator[Receipt]:
        """Yield a receipt for each message, as ``Channel`` describes."""
        self._seen = None
        way = self._way()
        if self._told is not None and way.ignores_hours is not self._told:
            self._told = None
            raise ChannelDownError(
                Sentence("The channel {name}", name=self.name),
                "its settings changed",
                "Messages stay queued a moment longer",
            )
        yield from way.send(batch, before_body)

    def close(self) -> None:
        """Close whatever was opened."""
        for channel in self._opened.values():
            channel.close()

    def _way(self) -> Channel:
        now = time.monotonic()
        if self._seen is None or now - self._seen[0] > KEPT_SECONDS:
            self._seen = (now, self._choose())
        name = self._seen[1]
        if name not in self._opened:
            self._opened[name] = self._ways[name]()
        return self._opened[name]
