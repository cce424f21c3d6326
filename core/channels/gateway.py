"""A gateway: one HTTP request a message, to whatever address, in whatever form its settings declare."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from core.channels.answers import LONGEST_REST, Judged, judged, shown
from core.channels.base import ChannelDownError, Outcome, Outgoing, Receipt
from core.channels.http_line import HttpAnswer, HttpLine, HttpRequest, NoAnswerError
from core.clock import Clock, utc_now
from core.sentence import Sentence

if TYPE_CHECKING:
    from datetime import datetime

    from core.channels.base import BeforeBody
    from core.channels.gateway_terms import GatewayTerms
    from core.vocabulary import ChannelName

CLAIM_SIZE: Final = 20  # one request a message: pause and cancel take effect within a few seconds
PAUSES: Final = (1.0, 4.0)  # seconds before the same question is asked again, where that is safe
SILENT_SECONDS: Final = 30.0
SAFE: Final = "Sending it again is safe: the gateway knows it by its key"
UNSAFE: Final = "The gateway takes no key: sending it again may send it twice"

# For each message of a batch its request, or in words why it cannot be written.
Writer = Callable[[Sequence[Outgoing]], Mapping[int, HttpRequest | str]]
# Hears the gateway's own id of a message it took.
Noted = Callable[[Outgoing, str], None]


class Rests(Protocol):
    """Until when a gateway wants to hear nothing, for whoever else sends over it."""

    def known(self) -> tuple[datetime, str] | None:
        """Return until when, and why."""

    def keep(self, until: datetime, why: str) -> None:
        """Keep that for everybody."""


class Gateway:
    """The channel of text messages, WhatsApp, spoken messages or registered e-mail over one gateway.

    ``terms`` and the requests of ``write`` are asked for at each batch, so that settings and secrets count at once.
    """

    ignores_hours = False
    claim_size: int | None = CLAIM_SIZE

    def __init__(
        self,
        name: ChannelName,
        terms: Callable[[], GatewayTerms],
        write: Writer,
        *,
        noted: Noted | None = None,
        rests: Rests | None = None,
        pauses: Sequence[float] = PAUSES,
        clock: Clock = utc_now,
    ) -> None:
        self.name = name
        self.terms = terms
        self.write = write
        self.noted = noted
        self.rests = rests
        self.pauses = pauses
        self.clock = clock
        self._line: tuple[GatewayTerms, HttpLine] | None = None
        self._rests_until = 0.0  # of time.monotonic: nothing is asked before
        self._why = ""

    def send(self, batch: Iterable[Outgoing], before_body: BeforeBody) -> Iterator[Receipt]:
        """Yield a receipt for each message, as ``Channel`` describes.

        A gateway that asks for a pause, does not answer, or is set up wrongly leaves the rest of the batch unsent and hears
        nothing until the pause is over.
        """
        waiting = list(batch)
        if not waiting:
            return
        self._awake()
        terms = self.terms()
        line = self._to(terms)
        line.ready()
        requests = self.write(waiting)
        for place, message in enumerate(waiting):
            request = requests[message.key]
            if isinstance(request, str):
                yield Receipt(key=message.key, outcome=Outcome.REFUSED, code=None, text=request)
                continue
            try:
                line.ready()
            except ChannelDownError as error:
                yield from (_unsent(each, str(error)) for each in waiting[place:])
                return
            if not before_body(message):
                yield from (_unsent(each, "not sent: somebody stopped it") for each in waiting[place:])
                return
            told = self._told(terms, line, request)
            if told.gateway_id and self.noted is not None:
                self.noted(message, told.gateway_id)
            code = told.code or None
            yield Receipt(key=message.key, outcome=told.outcome, code=code, text=told.text)
            if told.rest_seconds:
                self._rest(told)
                yield from (_unsent(each, self._why) for each in waiting[place + 1 :])
                return

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line[1].close()
        self._line = None

    def _told(self, terms: GatewayTerms, line: HttpLine, request: HttpRequest) -> Judged:
        """Ask, and ask again where the gateway knows the message by its key and nothing was settled."""
        told = self._asked(terms, line, request)
        for pause in self.pauses if terms.is_idempotent else ():
            if told.outcome is not Outcome.UNCERTAIN:
                return told
            time.sleep(pause)
            try:
                line.ready()
            except ChannelDownError:
                continue
            told = self._asked(terms, line, request)
        if told.outcome is not Outcome.UNCERTAIN:
            return told
        said = f"{told.text.rstrip('.')}. {SAFE if terms.is_idempotent else UNSAFE}"
        return Judged(outcome=Outcome.UNCERTAIN, code=told.code, text=said, rest_seconds=SILENT_SECONDS)

    def _asked(self, terms: GatewayTerms, line: HttpLine, request: HttpRequest) -> Judged:
        try:
            answer: HttpAnswer = line.ask(request)
        except NoAnswerError as error:
            text = shown(f"The gateway did not answer: {error}", request.hidden)
            return Judged(outcome=Outcome.UNCERTAIN, code=0, text=text)
        return judged(terms, answer, clock=self.clock, hidden=request.hidden)

    def _to(self, terms: GatewayTerms) -> HttpLine:
        if self._line is None or self._line[0] != terms:
            self.close()
            line = HttpLine(
                terms.address,
                connect_seconds=terms.connect_seconds,
                answer_seconds=terms.answer_seconds,
                largest=terms.largest_answer,
                ca_file=terms.ca_file,
            )
            self._line = (terms, line)
        return self._line[1]

    def _rest(self, told: Judged) -> None:
        self._rests_until = time.monotonic() + told.rest_seconds
        self._why = told.text
        if self.rests is not None:
            self.rests.keep(self.clock() + timedelta(seconds=told.rest_seconds), told.text)

    def _awake(self) -> None:
        left = self._rests_until - time.monotonic()
        shared = self.rests.known() if self.rests is not None and left <= 0 else None
        if shared is not None:
            left, self._why = (shared[0] - self.clock()).total_seconds(), shared[1]
            left = 0.0 if left > LONGEST_REST else left  # of a clock that was put back
        if left > 0:
            where = f"The gateway for {self.name}"
            raise ChannelDownError(
                where,
                self._why.rstrip("."),
                Sentence("Messages stay queued; it is asked again in {left:.0f} seconds", left=left),
            )


def _unsent(message: Outgoing, why: str) -> Receipt:
    return Receipt(key=message.key, outcome=Outcome.UNSENT, code=None, text=why)
