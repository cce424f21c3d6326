"""The app in a process of its own, for what is measured from outside: where it listens, what it uses."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Final
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT: Final = Path(__file__).resolve().parents[1]
TICKS: Final = os.sysconf("SC_CLK_TCK")
ANSWER_SECONDS: Final = 120.0
LOOK_SECONDS: Final = 0.5


@contextmanager
def served(home: Path, settings: Mapping[str, str] | None = None) -> Iterator[tuple[int, int]]:
    """Yield port and process id of the app serving ``home``, with ``settings`` in its environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py", "--server.port", str(port)]
    environment = {**os.environ, **(settings or {}), "SALDO_HOME": str(home)}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(f"http://127.0.0.1:{port}/healthz")
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=60)


def _await(url: str) -> None:
    until = time.monotonic() + ANSWER_SECONDS
    while True:
        try:
            with urlopen(url, timeout=5):  # noqa: S310  # loopback
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def processor_seconds(process: int) -> float:
    """Return user and system time of a process and of those it started, all their threads, as Linux counts it."""
    return sum(_seconds(each) for each in _with_children(process))


@contextmanager
def memory_watched(process: int) -> Iterator[Callable[[], float]]:
    """Yield what tells the most memory (GiB) that a process and those it started had together, looked at twice a second."""
    most, over = [0.0], Event()

    def look() -> None:
        while not over.wait(LOOK_SECONDS):
            most[0] = max(most[0], sum(_resident_kib(each) for each in _with_children(process)) / 2**20)

    watch = Thread(target=look, daemon=True)
    watch.start()
    try:
        yield lambda: most[0]
    finally:
        over.set()
        watch.join()


def _with_children(process: int) -> list[int]:
    found = [process]
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that ended in between
            found += [int(each) for each in file.read_text(encoding="ascii").split()]
    return found


def _seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _resident_kib(process: int) -> int:
    """Return the memory of a process, of what it shares with others its part: they read the same files."""
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):  # it ended in between
        return 0
    return next((int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")), 0)
