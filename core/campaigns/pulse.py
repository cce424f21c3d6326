"""The pulse of a running worker: what it claims and settles, what is in its way, and when its threads last beat."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from core.campaigns.sender import Turn
    from core.vocabulary import ChannelName, MessageState


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A pulse at one instant; ``trouble`` is what is in the way of a channel, empty where nothing is."""

    claimed: dict[ChannelName, int] = field(default_factory=dict)
    settled: dict[tuple[ChannelName, MessageState], int] = field(default_factory=dict)
    trouble: dict[ChannelName, str] = field(default_factory=dict)
    beats: dict[str, datetime] = field(default_factory=dict)  # by the worker's id on the desk


class Pulse:
    """Written by the threads of one worker, read by whoever watches it."""

    def __init__(self) -> None:
        self._own = Lock()
        self._claimed: Counter[ChannelName] = Counter()
        self._settled: Counter[tuple[ChannelName, MessageState]] = Counter()
        self._trouble: dict[ChannelName, str] = {}
        self._beats: dict[str, datetime] = {}

    def took(self, channel: ChannelName, turn: Turn) -> None:
        """Note what one turn over a channel did."""
        with self._own:
            self._claimed[channel] += turn.claimed
            for state, messages in turn.settled.items():
                self._settled[channel, state] += messages
            if turn.trouble is not None or turn.claimed:
                self._trouble[channel] = turn.trouble or ""

    def serves(self, channel: ChannelName) -> None:
        """Note that the worker serves a channel, before anything went by it."""
        with self._own:
            self._claimed[channel] += 0
            self._trouble.setdefault(channel, "")

    def beat(self, worker_id: str, at: datetime) -> None:
        """Note that a thread is alive."""
        with self._own:
            self._beats[worker_id] = at

    def ended(self, worker_id: str) -> None:
        """Note that a thread ended in good order."""
        with self._own:
            self._beats.pop(worker_id, None)

    def read(self) -> Reading:
        """Return the pulse as it is now."""
        with self._own:
            return Reading(
                claimed=dict(self._claimed),
                settled=dict(self._settled),
                trouble=dict(self._trouble),
                beats=dict(self._beats),
            )
