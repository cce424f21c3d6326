"""Answers about everybody that change a little with every act: shown as they were found last, and found anew behind the screen.

They hang on the book, the desk, the day and the messages. Of a small ledger they are found at once whenever the desk changed; of a
large one, where that takes seconds, who asks sees the last answer, and when it was found, while one thread finds the next.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import streamlit as st

from core.acting import acting, current
from core.campaigns import reading
from core.clock import utc_now
from core.desk.revisions import revisions
from dashboard import reads

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime

    from dashboard.i18n import Words

Answer = TypeVar("Answer")

STALE_SECONDS: Final = 60
QUICK_SECONDS: Final = 1.0
"""What is found within this is worth waiting for when the desk changed."""
PAUSES: Final = 40.0
SOON: Final = 4.0
"""How many times as long as finding it took an answer is shown before the next is looked for: while only messages went out, and when
somebody changed the desk. A large book is not asked without end."""
_FINDING: Final = Lock()
"""One answer about everybody at a time: each needs a gigabyte on a large book."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Stands:
    """How things stood: the revisions of the desk's topics, and the messages of every campaign by state."""

    desk: tuple[int, ...]
    sent: str


@dataclass(frozen=True, kw_only=True)
class Found(Generic[Answer]):
    """An answer, how things stood when it was found, when that was, and how long it took; ``is_old``: the desk changed since."""

    answer: Answer
    stood: Stands
    found_at: datetime
    seconds: float
    rested: float
    is_old: bool = False


@dataclass(kw_only=True)
class Shelf:
    """The answers of one kind: of the ``room`` questions asked last."""

    room: int
    _kept: OrderedDict[Hashable, Found[Any]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _busy: set[Hashable] = field(default_factory=set)

    def found(self, question: Hashable, stands: Stands, find: Callable[[], Answer]) -> Found[Answer]:
        """Return the answer to ``question``: found now when none is kept, or when it is quick; else the last one, and the next behind."""
        with self._lock:
            known = self._kept.get(question)
        is_old = known is not None and known.stood.desk != stands.desk
        if known is None or (is_old and known.seconds < QUICK_SECONDS):
            return self._find(question, stands, find)
        pauses = SOON if is_old else PAUSES
        is_rested = time.monotonic() - known.rested >= pauses * known.seconds
        if known.stood != stands and is_rested and self._begins(question):
            Thread(
                target=self._behind, args=(question, stands, find, current()), name="saldo anew", daemon=True
            ).start()
        return replace(known, is_old=is_old)

    def _begins(self, question: Hashable) -> bool:
        with self._lock:
            is_free = question not in self._busy
            self._busy.add(question)
        return is_free

    def _find(self, question: Hashable, stands: Stands, find: Callable[[], Answer]) -> Found[Answer]:
        with _FINDING:
            with self._lock:
                known: Found[Answer] | None = self._kept.get(question)
            if known is not None and known.stood == stands:
                return known  # somebody else asked the same and was first
            began = time.monotonic()
            answer = find()
            now = time.monotonic()
            found = Found(answer=answer, stood=stands, found_at=utc_now(), seconds=now - began, rested=now)
            with self._lock:
                self._kept[question] = found
                self._kept.move_to_end(question)
                while len(self._kept) > self.room:
                    self._kept.popitem(last=False)
            return found

    def _behind(self, question: Hashable, stands: Stands, find: Callable[[], Answer], who: Any) -> None:  # noqa: ANN401 - an actor
        try:
            with acting(who):
                self._find(question, stands, find)
        except Exception:
            log.exception("an answer could not be found anew; the one before is still shown")
        finally:
            with self._lock:
                self._busy.discard(question)


def moving(kind: str, question: tuple[Hashable, ...], find: Callable[[], Answer], *, room: int) -> Found[Answer]:
    """Return the answer of ``kind`` to ``question`` about the desk of today, as desk and messages stand, or stood not long ago."""
    whose = (reads.desk_key(), reads.today().isoformat())
    return _shelf(kind, room).found((*question, *whose), stand_now(), find)


def tell_old(found: Found[Any], words: Words) -> None:
    """Say of what time an answer is that is being found anew."""
    if found.is_old:
        st.caption(words("As of {time}; being found anew.", time=words.moment(found.found_at)), width="content")


def stand_now() -> Stands:
    """Return how desk and messages stand; messages are looked at once a minute."""
    return Stands(desk=tuple(revisions(reads.application().desk).values()), sent=_messages(reads.desk_key()))


@st.cache_resource(show_spinner=False, max_entries=32, ttl=STALE_SECONDS)
def _messages(whose: str) -> str:  # noqa: ARG001 - part of the key
    counts = reading.every_state_counts(reads.application().desk)
    return str(sorted((campaign, sorted(states.items())) for campaign, states in counts.items()))


@st.cache_resource(show_spinner=False)
def _shelf(kind: str, room: int) -> Shelf:  # noqa: ARG001 - a shelf of its own for every kind
    return Shelf(room=room)
