"""Work beside the screens: a process of its own that sends and keeps the schedule for as long as the app lives."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Final

import structlog

from core.settings import ROOT

if TYPE_CHECKING:
    from core.settings import Settings

PATIENCE_SECONDS: Final = 30.0
"""What the process has to end in good order."""
RESTART_SECONDS: Final = 5.0
LONGEST_RESTART_SECONDS: Final = 60.0
LASTING_SECONDS: Final = 60.0
"""A process that lived as long is no start that failed: the next one begins after the short pause again."""
COMMAND: Final = (sys.executable, "-m", "core.beside")

log = structlog.get_logger()


class Background:
    """At most one working process, started again when it ends by itself; starting twice and stopping twice are both fine."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stop = Event()
        self._watch: Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._begun_at = 0.0
        self._gone_at: float | None = None
        self.restarts = 0

    @property
    def process_id(self) -> int | None:
        """The process that works now, None while none does."""
        process = self._process
        return None if process is None or process.poll() is not None else process.pid

    @property
    def is_beginning(self) -> bool:
        """Whether the process runs and nobody can tell yet whether it lasts: it takes seconds before it beats."""
        return self.process_id is not None and time.monotonic() - self._begun_at < LASTING_SECONDS

    @property
    def gone_seconds(self) -> float | None:
        """How long ago the process ended by itself and none lasted since; None while one does, and where none was asked for."""
        gone_at = self._gone_at
        if gone_at is None or (self.process_id is not None and not self.is_beginning):
            return None
        return time.monotonic() - gone_at

    def start(self, settings: Settings) -> None:
        """Work for the installation of ``settings`` until ``stop``."""
        with self._lock:
            if self._watch is not None:
                return
            self._stop = Event()
            self._begin(settings)
            self._watch = Thread(target=self._keep, args=(settings, self._stop), name="saldo work", daemon=True)
            self._watch.start()

    def stop(self) -> None:
        """Ask the process to end in good order, wait for it, and end it where it does not."""
        with self._lock:
            self._stop.set()
            if self._watch is not None:
                _end(self._process)
                self._watch.join()
                _end(self._process)  # one that began at that very moment
            self._watch = self._process = self._gone_at = None

    def _begin(self, settings: Settings) -> None:
        self._process, self._begun_at = _begun(settings), time.monotonic()

    def _keep(self, settings: Settings, stop: Event) -> None:
        """Begin anew, after a pause, whenever the process ends without having been asked to."""
        pause = RESTART_SECONDS
        while not stop.is_set():
            code = _ended(self._process)
            has_lasted = self._note_end()
            pause = RESTART_SECONDS if has_lasted else pause
            if stop.wait(pause):
                return
            log.error("the work beside the screens ended and starts again", code=code)
            self.restarts += 1
            pause = min(2 * pause, LONGEST_RESTART_SECONDS)
            try:
                self._begin(settings)
            except OSError as error:  # no process to be had now: perhaps after the next pause
                log.error("the work beside the screens cannot start", error=str(error))  # noqa: TRY400 - the sentence says it all

    def _note_end(self) -> bool:
        """Note since when nobody works; return whether the process that ended had lasted."""
        now = time.monotonic()
        has_lasted = now - self._begun_at >= LASTING_SECONDS
        if has_lasted or self._gone_at is None:
            self._gone_at = now
        return has_lasted


def _begun(settings: Settings) -> subprocess.Popen[bytes]:
    """Return a new process of this program with these settings, in a group of its own: Ctrl-C is for the app, which says when to end."""
    names = {*settings.variables(), "PYTHONPATH"}
    others = {name: value for name, value in os.environ.items() if name.upper() not in names}
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = {**others, **settings.environment(), "PYTHONPATH": path}
    return subprocess.Popen(COMMAND, env=environment, stdin=subprocess.PIPE, process_group=0)  # noqa: S603 - this program itself


def _ended(process: subprocess.Popen[bytes] | None) -> int | None:
    """Wait until ``process`` has ended and let go of it; return its code."""
    if process is None:
        return None
    code = process.wait()
    if process.stdin is not None:
        process.stdin.close()
    return code


def _end(process: subprocess.Popen[bytes] | None) -> None:
    """Ask ``process`` to end, and break it off where it does not."""
    if process is None:
        return
    if process.stdin is not None:
        process.stdin.close()
    process.terminate()  # one that has not begun yet need not begin
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        log.warning("the work beside the screens did not end in time: it is broken off", seconds=PATIENCE_SECONDS)
        process.kill()
        process.wait()
