"""What a channel is: it takes a batch of finished messages and answers for each what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.vocabulary import ChannelName


class Outcome(StrEnum):
    """What became of one message."""

    ACCEPTED = "accepted"  # the other side took it over
    DEFERRED = "deferred"  # the other side says: later
    REFUSED = "refused"  # the other side says: never
    UNSENT = "unsent"  # nothing of it was sent: the way was cut before its turn
    UNCERTAIN = "uncertain"  # sent, and the answer never came


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """One message ready to go; ``key`` is the caller's own number for it."""

    key: int
    sender: str  # who hears of it when it cannot be delivered
    recipient: str
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What became of the message ``key``, with the other side's own code and words where it said something."""

    key: int
    outcome: Outcome
    code: int | None
    text: str


class ChannelDownError(SaldoError):
    """The other side cannot be reached, or does not let us in; nothing of the batch was sent."""

    def __init__(self, where: str, reason: str, advice: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(
            "{where}: {reason}. {advice}", where=Sentence(where), reason=Sentence(reason), advice=Sentence(advice)
        )


BeforeBody = Callable[[Outgoing], bool]


class Channel(Protocol):
    """One way to reach customers; one object serves one thread."""

    @property
    def name(self) -> ChannelName:
        """Which way it is."""

    @property
    def ignores_hours(self) -> bool:
        """Whether nobody can be disturbed: the built-in mailbox. It may change while the channel is open."""

    @property
    def claim_size(self) -> int | None:
        """How many it wants at once; None: as the sender's pace says."""

    def send(self, batch: Iterable[Outgoing], before_body: BeforeBody) -> Iterator[Receipt]:
        """Yield one receipt for each message of ``batch``, in order, as the answers come.

        ``before_body`` is asked just before a message can no longer be taken back; on False nothing of it is sent and
        the rest of the batch stays unsent. Raises ``ChannelDownError`` before the first receipt when there is no way
        out at all.
        """

    def close(self) -> None:
        """Give the connection back; the next ``send`` makes a new one."""
