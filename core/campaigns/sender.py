"""One sending thread: claims, sends, records. The ledger decides what may go; the channel tells what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, Final

from core.campaigns import claims, rate
from core.campaigns.batch import Batch
from core.campaigns.expiry import approval_days
from core.campaigns.hours import Moments, moments_of
from core.campaigns.sealed import SealedContents
from core.channels.base import ChannelDownError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from core.campaigns.claims import Claim, Claimed, Result
    from core.campaigns.lease import Lease
    from core.channels.base import Channel
    from core.desk.engine import Desk
    from core.vocabulary import MessageState


HOURS_KEPT: Final = timedelta(seconds=10)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How much a sender takes at once. Pause and cancel take effect within one claim."""

    claim_size: int = 50
    claim_seconds: float = 5.0  # with a rate limit: never more than is sent in this time
    chunk_size: int = 10  # what is reserved from the rate limit at once
    approval_days: int | None = None  # None: the setting


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What one turn did; ``trouble`` is a sentence when the channel is down."""

    settled: Counter[MessageState] = field(default_factory=Counter)
    has_claimed: bool = False
    trouble: str | None = None


class Sender:
    """Sends for one lease over one channel; not for several threads."""

    def __init__(
        self,
        desk: Desk,
        channel: Channel,
        lease: Lease,
        *,
        is_immediate: bool = False,
        pace: Pace | None = None,
        stop: Event | None = None,
    ) -> None:
        self.desk = desk
        self.channel = channel
        self.lease = lease
        self.is_immediate = is_immediate or channel.ignores_hours
        self.pace = pace or Pace()
        self.stop = stop or Event()
        self._contents = SealedContents(desk)
        self._marks: Connection | None = None
        self._unsaved: list[tuple[str, list[Result]]] = []
        self._hours, self._asked_at = moments_of(desk), desk.now()

    @property
    def hours(self) -> Moments:
        """The contact hours in force, asked again every few seconds: a quiet period counts for what is queued already."""
        now = self.desk.now()
        if now - self._asked_at >= HOURS_KEPT:
            self._hours, self._asked_at = moments_of(self.desk), now
        return self._hours

    def turn(self) -> Turn:
        """Claim messages and send them; nothing outside contact hours."""
        self._save()
        where = None if self.is_immediate else self.hours.reachable(self.desk.now())
        if where is not None and not where.is_anywhere:
            return Turn()
        limit = rate.per_second(self.desk, self.channel.name)
        days = approval_days(self.desk) if self.pace.approval_days is None else self.pace.approval_days
        got = claims.claim(
            self.desk,
            self.channel.name,
            self.lease.worker_id,
            size=self._claim_size(limit),
            is_immediate=self.is_immediate,
            approved_after=self.desk.now() - timedelta(days=days),
            where=where,
        )
        if not got.messages:
            return Turn()
        return self._send(got, limit)

    def close(self) -> None:
        """Write down what is left and give the connections back."""
        self._save()
        if self._marks is not None:
            self._marks.close()
            self._marks = None
        self.channel.close()

    def _claim_size(self, limit: float | None) -> int:
        most = self.channel.claim_size or self.pace.claim_size
        return most if limit is None else max(1, min(most, int(limit * self.pace.claim_seconds)))

    def _send(self, got: Claim, limit: float | None) -> Turn:
        """Send a claim; whatever happens, every message of it has its result or goes back to the queue."""
        outcome = Batch(self, got)
        trouble = None
        try:
            for chunk in outcome.chunks(self.pace.chunk_size if limit is not None else len(got.messages)):
                if limit is not None:
                    self.stop.wait(rate.reserve(self.desk, self.channel.name, len(chunk)))
                if self.stop.is_set() or not outcome.send(chunk):
                    break
        except ChannelDownError as error:
            trouble = str(error)
        finally:
            self._unsaved.append((got.token, outcome.remaining()))
        self._save()
        return Turn(settled=outcome.settled, has_claimed=True, trouble=trouble or outcome.trouble)

    def _save(self) -> None:
        """Write results down; those the desk could not take are kept for the next turn."""
        while self._unsaved:
            token, results = self._unsaved[0]
            claims.settle(self.desk, token, results)
            self._unsaved.pop(0)

    def mark(self, token: str, message_id: int, before: Result | None) -> bool:
        """Mark a message as being sent, together with the result of the one before."""
        if self._marks is None or self._marks.invalidated:
            self._marks = self.desk.alone(is_relaxed=True)
        try:
            return claims.mark(self._marks, token, message_id, self.desk.now(), before)
        except BaseException:
            self._marks.close()
            self._marks = None
            raise

    def contents(self, messages: list[Claimed]) -> dict[int, bytes]:
        """Return the sealed bytes of ``messages``, without those that are not what was approved."""
        return self._contents.of(messages)
