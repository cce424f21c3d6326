"""Work beside the screens: one thread that sends and keeps the schedule, started and stopped with the app."""

from __future__ import annotations

from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from core.acting import by_itself

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_SECONDS = 30.0


class Background:
    """At most one working thread; starting twice and stopping twice are both fine."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self, work: Callable[[Event], object]) -> None:
        """Run ``work`` with the event that tells it to end."""
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            self._stop = Event()
            self._thread = Thread(target=by_itself(work), args=(self._stop,), name="saldo work", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end in good order and wait for it."""
        with self._lock:
            self._stop.set()
            if self._thread is not None:
                self._thread.join(PATIENCE_SECONDS)
                self._thread = None
