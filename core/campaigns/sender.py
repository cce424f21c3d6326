"""One sending thread: claims, sends, records. The ledger decides what may go; the channel tells what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, Final

from core.campaigns import brake, capacity, claims, rate
from core.campaigns.batch import Batch
from core.campaigns.claims import Claim, Result
from core.campaigns.expiry import approval_days
from core.campaigns.hours import Moments, moments_of
from core.campaigns.outlook import countries_waiting
from core.campaigns.sealed import SealedContents
from core.channels.base import ChannelDownError
from core.desk.channel_terms import terms
from core.vocabulary import MessageState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from core.campaigns.capacity import Day
    from core.campaigns.claims import Claimed
    from core.campaigns.hours import Places
    from core.campaigns.lease import Lease
    from core.channels.base import Channel
    from core.desk.engine import Desk


HOURS_KEPT: Final = timedelta(seconds=10)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How much a sender takes at once. Pause and cancel take effect within one claim."""

    claim_size: int = 100
    claim_seconds: float = 5.0  # with a rate limit: never more than is sent in this time
    chunk_size: int = 10  # what is reserved from the rate limit at once
    approval_days: int | None = None  # None: the setting


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What one turn did; ``trouble`` is a sentence when the channel is down."""

    settled: Counter[MessageState] = field(default_factory=Counter)
    claimed: int = 0
    trouble: str | None = None

    @property
    def has_claimed(self) -> bool:
        """Return whether there was anything to do."""
        return self.claimed > 0


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
        self._goes_now = is_immediate
        self.pace = pace or Pace()
        self.stop = stop or Event()
        self._contents = SealedContents(desk)
        self._marks: Connection | None = None
        self._unsaved: list[tuple[str, list[Result]]] = []
        self._hours, self._terms, self._asked_at = self._in_force(), terms(desk), desk.now()

    @property
    def is_immediate(self) -> bool:
        """Return whether hours and planned times are ignored; a channel may be given another way out while this one runs."""
        return self._goes_now or self.channel.ignores_hours

    @property
    def hours(self) -> Moments:
        """The contact hours in force, asked again every few seconds: a quiet period counts for what is queued already."""
        now = self.desk.now()
        if not timedelta(0) <= now - self._asked_at < HOURS_KEPT:
            self._hours, self._terms, self._asked_at = self._in_force(), terms(self.desk), now
        return self._hours

    def _in_force(self) -> Moments:
        """Return the contact hours, with the clock of every country that a message waits for."""
        return moments_of(self.desk).meeting(countries_waiting(self.desk, self.channel.name))

    def turn(self) -> Turn:
        """Claim messages and send them; nothing outside contact hours, and nothing beyond the capacity of the day."""
        self._save()
        now = self.desk.now()
        where = None if self.is_immediate else self.hours.reachable(now)
        if where is not None and not where.is_anywhere:
            return Turn()
        limit = rate.per_second(self.desk, self.channel.name)
        for day in self.days(now):
            got = self._claim(day, where, limit)
            if got.messages:
                return self._send(got, limit)
        return Turn()

    def days(self, now: datetime) -> list[Day]:
        """Return the days it is at the customers' and how much fits them; none while the channel is switched off."""
        return capacity.days(self.hours, self._terms, self.channel.name, now)

    def _claim(self, day: Day, where: Places | None, limit: float | None) -> Claim:
        days = approval_days(self.desk) if self.pace.approval_days is None else self.pace.approval_days
        return claims.claim(
            self.desk,
            self.channel.name,
            self.lease.worker_id,
            size=self._claim_size(limit),
            is_immediate=self.is_immediate,
            approved_after=self.desk.now() - timedelta(days=days),
            day=day,
            where=where,
            contact=self.hours.policy,
        )

    def _at_home(self, got: Claim) -> Claim:
        """Return what may go of a claim; messages to a country that was not met before go back: it has its own clock."""
        met = {message.country for message in got.messages} - self.hours.known - {""}
        if not met:
            return got
        self._hours = self._hours.meeting(met)
        back = [
            Result(id=message.id, state=MessageState.QUEUED, at=self.desk.now(), attempts=message.attempts)
            for message in got.messages
            if message.country in met
        ]
        self._unsaved.append((got.token, back))
        self._save()
        return Claim(token=got.token, messages=[each for each in got.messages if each.country not in met])

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
        claimed, trouble = len(got.messages), None
        got = self._at_home(got)
        outcome = Batch(self, got)
        try:
            for chunk in outcome.chunks(self.pace.chunk_size if limit is not None else max(1, len(got.messages))):
                if limit is not None:
                    self.stop.wait(rate.reserve(self.desk, self.channel.name, len(chunk)))
                if self.stop.is_set() or not outcome.send(chunk):
                    break
        except ChannelDownError as error:
            trouble = str(error)
        finally:
            self._unsaved.append((got.token, outcome.remaining()))
        self._save()
        if any(outcome.settled[state] for state in brake.BAD):
            brake.look(self.desk, self.channel.name)
        return Turn(settled=outcome.settled, claimed=claimed, trouble=trouble or outcome.trouble)

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
