"""Answers about everybody that change a little with every message sent: shown as they were found last, and found anew behind the screen.

They hang on the book, the topics of the desk and the day, and are wrong when one of those changed: then who asks waits. Messages
that are sent change who may be written to as well; then the last answer is shown while one thread finds the next.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import streamlit as st

from core.acting import acting, current
from core.campaigns import reading
from core.desk.revisions import revisions
from dashboard import reads

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Answer = TypeVar("Answer")

STALE_SECONDS: Final = 60
PAUSES: Final = 10.0
"""How many times as long as finding it took an answer is shown before the next is looked for: a large book is not asked without end."""
_FINDING: Final = Lock()
"""One answer about everybody at a time: each needs a gigabyte on a large book."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Found(Generic[Answer]):
    """An answer, the messages that had been sent when it was found, and how long finding it took."""

    answer: Answer
    sent: str
    seconds: float
    at: float


@dataclass(kw_only=True)
class Shelf:
    """The answers of one kind: of the ``room`` questions asked last."""

    room: int
    _kept: OrderedDict[Hashable, Found[Any]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _busy: set[Hashable] = field(default_factory=set)

    def found(self, question: Hashable, sent: str, find: Callable[[], Answer]) -> Found[Answer]:
        """Return the last answer to ``question``; when none is kept, find it now, when ``sent`` moved, behind the screen."""
        with self._lock:
            known = self._kept.get(question)
        if known is None:
            return self._find(question, sent, find)
        is_rested = time.monotonic() - known.at >= PAUSES * known.seconds
        if known.sent != sent and is_rested and self._begins(question):
            Thread(target=self._behind, args=(question, sent, find, current()), name="saldo anew", daemon=True).start()
        return known

    def _begins(self, question: Hashable) -> bool:
        with self._lock:
            is_free = question not in self._busy
            self._busy.add(question)
        return is_free

    def _find(self, question: Hashable, sent: str, find: Callable[[], Answer]) -> Found[Answer]:
        with _FINDING:
            with self._lock:
                known: Found[Answer] | None = self._kept.get(question)
            if known is not None and known.sent == sent:
                return known  # somebody else asked the same and was first
            began = time.monotonic()
            answer = find()
            now = time.monotonic()
            found = Found(answer=answer, sent=sent, seconds=now - began, at=now)
            with self._lock:
                self._kept[question] = found
                self._kept.move_to_end(question)
                while len(self._kept) > self.room:
                    self._kept.popitem(last=False)
            return found

    def _behind(self, question: Hashable, sent: str, find: Callable[[], Answer], who: Any) -> None:  # noqa: ANN401 - an actor
        try:
            with acting(who):
                self._find(question, sent, find)
        except Exception:
            log.exception("an answer could not be found anew; the one before is still shown")
        finally:
            with self._lock:
                self._busy.discard(question)


def moving(kind: str, question: tuple[Hashable, ...], find: Callable[[], Answer], *, room: int) -> Found[Answer]:
    """Return the answer of ``kind`` to ``question`` as the book, the desk and the day stand, and as messages stood not long ago."""
    return _shelf(kind, room).found((*question, *desk_stands_at()), messages_stand_at(), find)


def desk_stands_at() -> tuple[int | str, ...]:
    """Return the revisions of the desk's topics, whose desk it is, and the day."""
    known = revisions(reads.application().desk)
    return (*known.values(), reads.desk_key(), reads.today().isoformat())


def messages_stand_at() -> str:
    """Return how many messages of every campaign are in every state, looked at once a minute."""
    return _messages(reads.desk_key())


@st.cache_resource(show_spinner=False, max_entries=32, ttl=STALE_SECONDS)
def _messages(whose: str) -> str:  # noqa: ARG001 - part of the key
    counts = reading.every_state_counts(reads.application().desk)
    return str(sorted((campaign, sorted(states.items())) for campaign, states in counts.items()))


@st.cache_resource(show_spinner=False)
def _shelf(kind: str, room: int) -> Shelf:  # noqa: ARG001 - a shelf of its own for every kind
    return Shelf(room=room)
