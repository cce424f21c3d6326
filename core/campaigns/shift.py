"""One sending thread's turns over its channels, and the waits between them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from core.campaigns.outlook import channels_waiting, finish_campaigns, outlook
from core.campaigns.waiting import wait_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.campaigns.lease import Lease
    from core.campaigns.outlook import Outlook
    from core.campaigns.sender import Sender
    from core.campaigns.worker import Work

IDLE_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 60.0
DESK_WAIT_SECONDS = 5.0  # a database that is back is not kept waiting
PATIENCE = timedelta(seconds=5)  # until_done waits so long for messages that go later, not longer
DOWN = (OperationalError, InterfaceError)  # a desk that does not answer: it may be back in a moment
TROUBLES = 4  # until_done gives up after as many failures in a row

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Left:
    """What one thread left behind: how many messages, when the first of them may go, and what was in the way."""

    messages: int
    next_at: datetime | None
    trouble: str | None


class Shift:
    """One thread's turns, one after the other over its channels, with the waits between them."""

    def __init__(self, work: Work, senders: Sequence[Sender], lease: Lease) -> None:
        self.work = work
        self.senders = senders
        self.lease = lease
        self.troubles = 0

    def run(self) -> None:
        """Take turns until there is nothing to wait for, or until the worker is stopped."""
        while not self.work.stop.is_set():
            longest, began = LONGEST_WAIT_SECONDS, time.thread_time()
            try:
                has_claimed, trouble = self._round()
                if trouble is None:
                    self.troubles = 0
                    if has_claimed:
                        self.lease.say("sending")
                        self.work.stop.wait(self.work.terms.rests * (time.thread_time() - began))
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
                self.work.leave(self.senders, Left(messages=waiting, next_at=opening, trouble=None))
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
            Left(
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
