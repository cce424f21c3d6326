"""The worker: sending threads, their leases, and the schedule; one code for the app and for `python -m core work`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from core.acting import by_itself
from core.campaigns.expiry import hold_stale
from core.campaigns.lease import LEASE_SECONDS, Lease, sweep
from core.campaigns.outlook import channels_waiting, finish_campaigns, outlook
from core.campaigns.pulse import Pulse
from core.campaigns.schedule import run_due
from core.campaigns.sender import Pace, Sender
from core.campaigns.waiting import wait_of
from core.desk.shared_clock import SharedClock, with_shared_clock
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.campaigns.outlook import Outlook
    from core.campaigns.schedule import Kinds
    from core.campaigns.sender import Turn
    from core.channels.base import Channel
    from core.desk.engine import Desk
    from core.vocabulary import MessageState

IDLE_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 60.0
DESK_WAIT_SECONDS = 5.0  # a database that is back is not kept waiting
PATIENCE = timedelta(seconds=5)  # until_done waits so long for messages that go later, not longer
DOWN = (OperationalError, InterfaceError)  # a desk that does not answer: it may be back in a moment
TROUBLES = 4  # until_done gives up after as many failures in a row
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
    """How a worker works. Each thread has its own connection; pause and cancel take effect within one claim."""

    until_done: bool = False
    is_immediate: bool = False
    threads: int = 1
    pace: Pace = field(default_factory=Pace)
    lease_seconds: float = LEASE_SECONDS


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
        self._left: dict[str, _Left] = {}  # by the channels of a thread: several threads of one see the same
        self._leases: list[Lease] = []
        self._own = Lock()
        self._ended = Event()
        self._failure: BaseException | None = None

    def run(self, kinds: Kinds) -> WorkReport:
        """Start the threads, keep the schedule while they run, and return the report."""
        keeper = Thread(target=self._keep_leases, name="saldo leases", daemon=True)
        senders = [
            Thread(target=self._send, args=((self.open_channel,),), name=f"saldo sender {n + 1}")
            for n in range(self.terms.threads)
        ]
        if self.others:
            senders.append(Thread(target=self._send, args=(self.others,), name="saldo other channels"))
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
                _Shift(self, senders, lease).run()
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

    def leave(self, senders: Sequence[Sender], left: _Left) -> None:
        """Note what stays behind on the channels of ``senders``."""
        with self._own:
            self._left[" ".join(sender.channel.name for sender in senders)] = left
            known = self._left.values()
            self.report.left = sum(each.messages for each in known)
            self.report.next_at = min((each.next_at for each in known if each.next_at is not None), default=None)
            self.report.trouble = next((each.trouble for each in known if each.trouble is not None), None)


@dataclass(frozen=True, kw_only=True)
class _Left:
    """What one thread left behind: how many messages, when the first of them may go, and what was in the way."""

    messages: int
    next_at: datetime | None
    trouble: str | None


class _Shift:
    """One thread's turns, one after the other over its channels, with the waits between them."""

    def __init__(self, work: Work, senders: Sequence[Sender], lease: Lease) -> None:
        self.work = work
        self.senders = senders
        self.lease = lease
        self.troubles = 0

    def run(self) -> None:
        """Take turns until there is nothing to wait for, or until the worker is stopped."""
        while not self.work.stop.is_set():
            longest = LONGEST_WAIT_SECONDS
            try:
                has_claimed, trouble = self._round()
                if trouble is None:
                    self.troubles = 0
                    if has_claimed:
                        self.lease.say("sending")
                    elif self._is_done():
                        return
                    continue
                self.lease.say(trouble)
            except DOWN as error:
                trouble, longest = f"The desk cannot be reached: {error}", DESK_WAIT_SECONDS
                log.warning("the desk cannot be reached", error=str(error))
            self.troubles += 1
            if self.work.terms.until_done and self.troubles >= TROUBLES:
                self._leave(trouble)
                return
            self.work.stop.wait(min(2.0 ** (self.troubles - 2), longest))

    def _round(self) -> tuple[bool, str | None]:
        """Give each channel that has work its turn; return whether any had, and what was in the way of one."""
        has_claimed, trouble = False, None
        # One channel claims without asking; of many, most have nothing, and a look is cheaper than a claim.
        busy = None if len(self.senders) == 1 else channels_waiting(self.work.desk)
        for sender in self.senders:
            if busy is not None and sender.channel.name not in busy:
                continue
            turn = sender.turn()
            self.work.add(sender.channel.name, turn)
            has_claimed, trouble = has_claimed or turn.has_claimed, turn.trouble or trouble
        return has_claimed, trouble

    def _is_done(self) -> bool:
        """Wait for more to do; return whether that is pointless."""
        finish_campaigns(self.work.desk)
        now, ahead = self.work.desk.now(), self._ahead()
        waits = [wait for sender, each in ahead if (wait := wait_of(sender, each)) is not None]
        opening = min((each.until for each in waits if each.until is not None), default=None)
        waiting = sum(each.ready + each.later for _, each in ahead)
        if self.work.terms.until_done and not any(each.in_flight for _, each in ahead):
            is_far = bool(waits) and (opening is None or opening > now + PATIENCE)
            if not waiting or is_far:
                self.work.leave(self.senders, _Left(messages=waiting, next_at=opening, trouble=None))
                for wait in waits:
                    if wait.until is None:
                        self.work.remark(f"Messages wait: {wait.why}.")
                return True
        self.lease.say("; ".join(filter(None, (each.why for each in waits))))
        self.work.stop.wait(IDLE_SECONDS)
        return False

    def _leave(self, trouble: str) -> None:
        ahead = [each for _, each in self._ahead()]
        self.work.leave(
            self.senders,
            _Left(
                messages=sum(each.ready + each.later + each.in_flight for each in ahead),
                next_at=min((each.next_at for each in ahead if each.next_at is not None), default=None),
                trouble=trouble,
            ),
        )

    def _ahead(self) -> list[tuple[Sender, Outlook]]:
        desk = self.work.desk
        return [
            (sender, outlook(desk, sender.channel.name, is_immediate=sender.is_immediate)) for sender in self.senders
        ]
