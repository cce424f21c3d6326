"""The worker: sending threads, their leases, and the schedule; one code for the app and for `python -m core work`."""

from __future__ import annotations

from collections import Counter
from contextvars import copy_context
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import structlog

from core.acting import by_itself
from core.campaigns.expiry import hold_stale
from core.campaigns.lease import LEASE_SECONDS, Lease, sweep
from core.campaigns.pulse import Pulse
from core.campaigns.schedule import run_due
from core.campaigns.sender import Pace, Sender
from core.campaigns.shift import DOWN, IDLE_SECONDS, Left, Shift
from core.desk.shared_clock import SharedClock, with_shared_clock
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from core.campaigns.schedule import Kinds
    from core.campaigns.sender import Turn
    from core.channels.base import Channel
    from core.desk.engine import Desk
    from core.vocabulary import MessageState

IMMEDIATE = "Contact hours and planned times are ignored: messages go now."
OWN_MAILBOX = "The built-in mailbox takes mail at any hour: contact hours and planned times are ignored."

log = structlog.get_logger()


@dataclass(kw_only=True)
class WorkReport:
    """What a worker did, and what it left: ``settled`` counts results, ``left`` messages that wait until ``next_at``."""

    settled: Counter[MessageState] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    trouble: str | None = None  # the channel is down; the sentence says what to do
    left: int = 0
    next_at: datetime | None = None

    def remark(self, sentence: str) -> None:
        """Add a sentence that is not there yet."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a worker works. Each thread has its own connection; pause and cancel take effect within one claim.

    After a claim a thread rests ``rests`` times as long as it used a processor for it: on a machine that has people to answer as well.
    What it waited for a server does not count.
    """

    until_done: bool = False
    is_immediate: bool = False
    threads: int = 1
    pace: Pace = field(default_factory=Pace)
    lease_seconds: float = LEASE_SECONDS
    rests: float = 0.0


@by_itself
def run(
    desk: Desk,
    open_channel: Callable[[], Channel],
    terms: Terms | None = None,
    *,
    others: Sequence[Callable[[], Channel]] = (),
    stop: Event | None = None,
    kinds: Kinds | None = None,
    pulse: Pulse | None = None,
) -> WorkReport:
    """Send what is queued and return what became of it.

    Without ``until_done`` it goes on until ``stop`` is set. ``others`` are the channels that one more thread serves in turn.
    ``kinds`` are the jobs of the schedule that this worker can do; ``pulse`` tells whoever watches it. An error that no retry mends is raised, after the other
    threads have stopped in good order.
    """
    work = Work(desk, open_channel, terms or Terms(), stop or Event(), others=others, pulse=pulse)
    return work.run(kinds or {})


class Work:
    """One running worker."""

    def __init__(
        self,
        desk: Desk,
        open_channel: Callable[[], Channel],
        terms: Terms,
        stop: Event,
        *,
        others: Sequence[Callable[[], Channel]] = (),
        pulse: Pulse | None = None,
    ) -> None:
        self.desk = with_shared_clock(desk)
        self.pulse = pulse or Pulse()
        self.open_channel = open_channel
        self.others = others
        self.terms = terms
        self.stop = stop
        self.report = WorkReport()
        self._left: dict[str, Left] = {}  # by the channels of a thread: several threads of one see the same
        self._leases: list[Lease] = []
        self._own = Lock()
        self._ended = Event()
        self._failure: BaseException | None = None

    def run(self, kinds: Kinds) -> WorkReport:
        """Start the threads, keep the schedule while they run, and return the report."""
        keeper = Thread(target=copy_context().run, args=(self._keep_leases,), name="saldo leases", daemon=True)
        senders = [self._thread((self.open_channel,), f"saldo sender {n + 1}") for n in range(self.terms.threads)]
        if self.others:
            senders.append(self._thread(self.others, "saldo other channels"))
        for thread in (keeper, *senders):
            thread.start()
        try:
            while any(thread.is_alive() for thread in senders):
                if kinds:
                    self._keep_schedule(kinds)
                for thread in senders:
                    thread.join(IDLE_SECONDS / len(senders))
        except BaseException:
            self.stop.set()
            raise
        finally:
            for thread in senders:
                thread.join()
            self._ended.set()
            keeper.join()
        if self._failure is not None:
            raise self._failure
        return self.report

    def _thread(self, openers: Sequence[Callable[[], Channel]], name: str) -> Thread:
        """Return a sending thread; its lines of the log have the id of what began the work."""
        return Thread(target=copy_context().run, args=(self._send, openers), name=name)

    @by_itself
    def _keep_leases(self) -> None:
        """Beat for the sending threads, and settle what dead workers left."""
        while True:
            try:
                if isinstance(self.desk.clock, SharedClock):
                    self.desk.clock.ask()
                self._beat()  # before the sweep: after a jump of the clock our own would look dead
                sweep(self.desk, lease_seconds=self.terms.lease_seconds)
                hold_stale(self.desk, days=self.terms.pace.approval_days)
            except DOWN as error:
                log.warning("the desk cannot be reached", error=str(error))
            if self._ended.wait(self.terms.lease_seconds / 3):
                return

    def _beat(self) -> None:
        for lease in list(self._leases):
            before = lease.worker_id
            lease.beat()
            if lease.worker_id != before:
                self.pulse.ended(before)
            self.pulse.beat(lease.worker_id, self.desk.now())

    def _keep_schedule(self, kinds: Kinds) -> None:
        try:
            run_due(self.desk, kinds)
        except DOWN as error:
            log.warning("the desk cannot be reached", error=str(error))

    @by_itself
    def _send(self, openers: Sequence[Callable[[], Channel]]) -> None:
        """Run one sending thread to its end; it serves the channels of ``openers`` in turn."""
        try:
            lease = Lease(self.desk)
            self._leases.append(lease)
            self.pulse.beat(lease.worker_id, self.desk.now())
            senders = [self._sender(opener(), lease) for opener in openers]
            try:
                Shift(self, senders, lease).run()
            finally:
                for sender in senders:
                    sender.close()
                self._leases.remove(lease)
                lease.end()
                self.pulse.ended(lease.worker_id)
        except BaseException as error:  # noqa: BLE001 - run() raises it in the caller's thread
            self._failure = error
            self.stop.set()

    def _sender(self, channel: Channel, lease: Lease) -> Sender:
        sender = Sender(
            self.desk,
            channel,
            lease,
            is_immediate=self.terms.is_immediate,
            pace=self.terms.pace,
            stop=self.stop,
        )
        self.pulse.serves(channel.name)
        if channel.name is ChannelName.EMAIL and sender.is_immediate:
            self.remark(OWN_MAILBOX if channel.ignores_hours else IMMEDIATE)
        return sender

    def remark(self, sentence: str) -> None:
        """Add a sentence to the report."""
        with self._own:
            self.report.remark(sentence)

    def add(self, channel: ChannelName, turn: Turn) -> None:
        """Count what a turn did."""
        self.pulse.took(channel, turn)
        with self._own:
            self.report.settled.update(turn.settled)

    def leave(self, senders: Sequence[Sender], left: Left) -> None:
        """Note what stays behind on the channels of ``senders``."""
        with self._own:
            self._left[" ".join(sender.channel.name for sender in senders)] = left
            known = self._left.values()
            self.report.left = sum(each.messages for each in known)
            self.report.next_at = min((each.next_at for each in known if each.next_at is not None), default=None)
            self.report.trouble = next((each.trouble for each in known if each.trouble is not None), None)
