"""The app in a process of its own, for what is measured from outside: where it listens, what it uses."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT: Final = Path(__file__).resolve().parents[1]
TICKS: Final = os.sysconf("SC_CLK_TCK")
ANSWER_SECONDS: Final = 120.0


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
    """Return user and system time of a process, all its threads, as Linux counts it."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def most_memory_gib(process: int) -> float:
    """Return the most memory that a process had at any moment since it began."""
    told = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    peak = next(line.split()[1] for line in told.splitlines() if line.startswith("VmHWM:"))
    return int(peak) / 2**20
