"""The worker: sending threads, their leases, and the schedule; one code for the app and for `python -m core work`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import OperationalError

from core.campaigns.expiry import hold_stale
from core.campaigns.lease import LEASE_SECONDS, Lease, sweep
from core.campaigns.outlook import finish_campaigns, outlook
from core.campaigns.schedule import run_due
from core.campaigns.sender import Pace, Sender

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.campaigns.schedule import Kinds
    from core.channels.base import Channel
    from core.desk.engine import Desk
    from core.vocabulary import MessageState

IDLE_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 60.0
PATIENCE = timedelta(seconds=5)  # until_done waits so long for messages that go later, not longer
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


def run(
    desk: Desk,
    open_channel: Callable[[], Channel],
    terms: Terms | None = None,
    *,
    stop: Event | None = None,
    kinds: Kinds | None = None,
) -> WorkReport:
    """Send what is queued and return what became of it.

    Without ``until_done`` it goes on until ``stop`` is set. ``kinds`` are the jobs of the schedule that this worker can
    do. An error that no retry mends is raised, after the other threads have stopped in good order.
    """
    return Work(desk, open_channel, terms or Terms(), stop or Event()).run(kinds or {})


class Work:
    """One running worker."""

    def __init__(self, desk: Desk, open_channel: Callable[[], Channel], terms: Terms, stop: Event) -> None:
        self.desk = desk
        self.open_channel = open_channel
        self.terms = terms
        self.stop = stop
        self.report = WorkReport()
        self._leases: list[Lease] = []
        self._own = Lock()
        self._ended = Event()
        self._failure: BaseException | None = None

    def run(self, kinds: Kinds) -> WorkReport:
        """Start the threads, keep the schedule while they run, and return the report."""
        keeper = Thread(target=self._keep_leases, name="saldo leases", daemon=True)
        senders = [Thread(target=self._send, name=f"saldo sender {n + 1}") for n in range(self.terms.threads)]
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

    def _keep_leases(self) -> None:
        """Beat for the sending threads, and settle what dead workers left."""
        while True:
            try:
                sweep(self.desk, lease_seconds=self.terms.lease_seconds)
                hold_stale(self.desk, approval_days=self.terms.pace.approval_days)
                for lease in list(self._leases):
                    lease.beat()
            except OperationalError as error:
                log.warning("the desk cannot be reached", error=str(error))
            if self._ended.wait(self.terms.lease_seconds / 3):
                return

    def _keep_schedule(self, kinds: Kinds) -> None:
        try:
            run_due(self.desk, kinds)
        except OperationalError as error:
            log.warning("the desk cannot be reached", error=str(error))

    def _send(self) -> None:
        """Run one sending thread to its end."""
        try:
            lease, channel = Lease(self.desk), self.open_channel()
            self._leases.append(lease)
            sender = Sender(
                self.desk,
                channel,
                lease,
                is_immediate=self.terms.is_immediate,
                pace=self.terms.pace,
                stop=self.stop,
            )
            if sender.is_immediate:
                self._remark(OWN_MAILBOX if channel.ignores_hours else IMMEDIATE)
            try:
                _Shift(self, sender).run()
            finally:
                sender.close()
                self._leases.remove(lease)
                lease.end()
        except BaseException as error:  # noqa: BLE001 - run() raises it in the caller's thread
            self._failure = error
            self.stop.set()

    def _remark(self, sentence: str) -> None:
        with self._own:
            self.report.remark(sentence)

    def add(self, settled: Counter[MessageState]) -> None:
        """Count results."""
        with self._own:
            self.report.settled.update(settled)

    def leave(self, *, left: int, next_at: datetime | None, trouble: str | None) -> None:
        """Note what stays behind."""
        with self._own:
            self.report.left, self.report.next_at, self.report.trouble = left, next_at, trouble


class _Shift:
    """One thread's turns, one after the other, with the waits between them."""

    def __init__(self, work: Work, sender: Sender) -> None:
        self.work = work
        self.sender = sender
        self.troubles = 0

    def run(self) -> None:
        """Take turns until there is nothing to wait for, or until the worker is stopped."""
        while not self.work.stop.is_set():
            try:
                turn = self.sender.turn()
                self.work.add(turn.settled)
                trouble = turn.trouble
                if trouble is None:
                    self.troubles = 0
                    if turn.has_claimed:
                        self.sender.lease.say("sending")
                    elif self._is_done():
                        return
                    continue
                self.sender.lease.say(trouble)
            except OperationalError as error:
                trouble = f"The desk cannot be reached: {error}"
                log.warning("the desk cannot be reached", error=str(error))
            self.troubles += 1
            if self.work.terms.until_done and self.troubles >= TROUBLES:
                self._leave(trouble)
                return
            self.work.stop.wait(min(2.0 ** (self.troubles - 2), LONGEST_WAIT_SECONDS))

    def _is_done(self) -> bool:
        """Wait for more to do; return whether that is pointless."""
        desk, terms = self.work.desk, self.work.terms
        finish_campaigns(desk)
        ahead = outlook(desk, self.sender.channel.name, is_immediate=self.sender.is_immediate)
        is_closed = not self.sender.may_send_now()
        opening = self.sender.hours.next_opening(desk.now()) if is_closed and ahead.ready else ahead.next_at
        if terms.until_done and not ahead.in_flight:
            is_far = opening is not None and opening > desk.now() + PATIENCE
            if not ahead.ready + ahead.later or is_far:
                self.work.leave(left=ahead.ready + ahead.later, next_at=opening, trouble=None)
                return True
        self.sender.lease.say(
            f"contact hours: goes on at {opening:%Y-%m-%d %H:%M} UTC" if is_closed and opening else ""
        )
        self.work.stop.wait(IDLE_SECONDS)
        return False

    def _leave(self, trouble: str) -> None:
        ahead = outlook(self.work.desk, self.sender.channel.name, is_immediate=self.sender.is_immediate)
        self.work.leave(left=ahead.ready + ahead.later + ahead.in_flight, next_at=ahead.next_at, trouble=trouble)
