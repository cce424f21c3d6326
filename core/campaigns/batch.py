"""The messages of one claim on their way out, and what is known of each of them at any moment."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from core.campaigns.claims import Result
from core.channels.base import Outcome, Outgoing
from core.vocabulary import MessageState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.campaigns.claims import Claim, Claimed
    from core.campaigns.sender import Sender
    from core.channels.base import Receipt

RETRY_MINUTES = (1, 5, 15, 60, 240)  # greylisting lets a mail through within the hour; after these it failed
TAMPERED = "The stored message is not the one that was approved: preview and approve it again"
STATE_OF = {
    Outcome.ACCEPTED: MessageState.SENT,
    Outcome.REFUSED: MessageState.FAILED,
    Outcome.DEFERRED: MessageState.QUEUED,
    Outcome.UNSENT: MessageState.QUEUED,
    Outcome.UNCERTAIN: MessageState.UNCERTAIN,
}


class Batch:
    """The messages of one claim on their way, and what is known of each."""

    def __init__(self, sender: Sender, got: Claim) -> None:
        self.sender = sender
        self.token = got.token
        self.by_id = {message.id: message for message in got.messages}
        self.contents = sender.contents(got.messages)
        self.results: dict[int, Result] = {}  # known, not written down
        self.written: set[int] = set()
        self.settled: Counter[MessageState] = Counter()
        self.begun: set[int] = set()  # marked: from here on only the channel knows whether it left
        self.trouble: str | None = None  # nothing of a chunk got through, and why
        self._latest: Result | None = None
        for message in got.messages:
            if message.id not in self.contents:
                self._note(self._result(message, MessageState.HELD, held_why=TAMPERED))

    def chunks(self, size: int) -> Iterator[list[Outgoing]]:
        """Yield what can be sent, ``size`` messages at a time."""
        ready = [
            Outgoing(key=key, sender=message.sender, recipient=message.address, content=self.contents[key])
            for key, message in self.by_id.items()
            if key in self.contents
        ]
        for start in range(0, len(ready), size):
            yield ready[start : start + size]

    def send(self, chunk: Iterable[Outgoing]) -> bool:
        """Send ``chunk`` and note each result; return whether all of it was sent."""
        outcomes: Counter[Outcome] = Counter()
        said = ""
        for receipt in self.sender.channel.send(chunk, self._before_body):
            result = self._of(receipt)
            self._note(result)
            # A message refused before its body was never marked: its result is written with the rest.
            self._latest = result if receipt.key in self.begun else None
            outcomes[receipt.outcome] += 1
            said = receipt.text
        if outcomes[Outcome.UNSENT] == outcomes.total():
            self.trouble = said
        return not outcomes[Outcome.UNSENT]

    def remaining(self) -> list[Result]:
        """Return every result that was not written down.

        A message without one goes back to the queue; if it was already marked, nobody knows whether it left.
        """
        for key, message in self.by_id.items():
            if key not in self.results and key not in self.written:
                state = MessageState.UNCERTAIN if key in self.begun else MessageState.QUEUED
                self.results[key] = self._result(message, state)
        return list(self.results.values())

    def _before_body(self, message: Outgoing) -> bool:
        if self.sender.stop.is_set():
            return False  # asked to end: what is not begun goes back to the queue
        latest, self._latest = self._latest, None
        is_ours = self.sender.mark(self.token, message.key, latest)
        if latest is not None and is_ours:
            self.written.add(latest.id)
            del self.results[latest.id]
        if is_ours:
            self.begun.add(message.key)
        return is_ours

    def _note(self, result: Result) -> None:
        self.results[result.id] = result
        self.settled[result.state] += 1

    def _of(self, receipt: Receipt) -> Result:
        message = self.by_id[receipt.key]
        state = STATE_OF[receipt.outcome]
        if receipt.outcome is not Outcome.DEFERRED:
            return self._result(message, state, code=receipt.code, reply=receipt.text)
        if message.attempts >= len(RETRY_MINUTES):
            reply = f"Given up after {message.attempts + 1} attempts: {receipt.text}"
            return self._result(message, MessageState.FAILED, code=receipt.code, reply=reply, attempts=1)
        wait = timedelta(minutes=RETRY_MINUTES[message.attempts])
        return self._result(message, state, code=receipt.code, reply=receipt.text, attempts=1, wait=wait)

    def _result(
        self,
        message: Claimed,
        state: MessageState,
        *,
        code: int | None = None,
        reply: str | None = None,
        attempts: int = 0,
        wait: timedelta | None = None,
        held_why: str | None = None,
    ) -> Result:
        at = self.sender.desk.now()
        return Result(
            id=message.id,
            state=state,
            at=at,
            code=code,
            reply=reply,
            attempts=message.attempts + attempts,
            retry_at=None if wait is None else at + wait,
            held_why=held_why,
        )
