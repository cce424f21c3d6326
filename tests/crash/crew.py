"""A crew of worker processes, the mail server they send to, and lines between them that a test cuts."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Self

from core.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORK = [sys.executable, "-m", "tests.crash.work"]


class Crew:
    """Worker processes; those that still live when the test ends are killed."""

    def __init__(self) -> None:
        self._alive: set[int] = set()

    def __enter__(self) -> Self:
        self._foreman = subprocess.Popen(WORK, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._foreman.stdin is not None
        assert self._foreman.stdout is not None
        self._to: IO[str] = self._foreman.stdin
        self._from: IO[str] = self._foreman.stdout
        return self

    def __exit__(self, *_: object) -> None:
        for worker in list(self._alive):
            self.kill(worker)
        self._to.close()
        self._foreman.wait()
        self._from.close()

    def start(self, desk_url: str, port: int, **terms: object) -> int:
        worker = self._ask("start " + json.dumps({"desk_url": desk_url, "port": port, **terms}))
        self._alive.add(worker)
        return worker

    def kill(self, worker: int) -> None:
        signal_to(worker, signal.SIGKILL)
        self.join(worker)

    def join(self, worker: int) -> int:
        """Return how ``worker`` ended: 0 in good order."""
        ended = self._ask(f"join {worker}")
        self._alive.discard(worker)
        return ended

    def _ask(self, command: str) -> int:
        self._to.write(command + "\n")
        self._to.flush()
        return int(self._from.readline())


def signal_to(worker: int, number: signal.Signals) -> None:
    """Send a signal to a worker of this test."""
    os.kill(worker, number)


@contextmanager
def sink(log: Path, *, is_pipelined: bool = True) -> Iterator[int]:
    """Run the mail server as a process and yield its port; it writes down each Message-ID as it accepts it."""
    command = [sys.executable, "-m", "tests.smtp_sink", str(log), "--delay-ms", "1"]
    process = subprocess.Popen(
        [*command, *["--pipelining"] * is_pipelined], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def accepted(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


def wait_for(log: Path, count: int, *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while len(accepted(log)) < count:
        assert time.monotonic() < deadline, f"only {len(accepted(log))} of {count} messages arrived"
        time.sleep(0.005)


class Line:
    """A line to a server, by TCP port or by socket file, that is cut and mended: while cut, nobody is connected."""

    def __init__(self, to: int | Path) -> None:
        self.to = to
        self.port = 0

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.mend()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def mend(self) -> None:
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(60)

    def cut(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(60)

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._through, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.sleep(0.05)

    async def _through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        far = (
            asyncio.open_connection("127.0.0.1", self.to)
            if isinstance(self.to, int)
            else asyncio.open_unix_connection(str(self.to))
        )
        far_reader, far_writer = await far
        try:
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        except (OSError, asyncio.CancelledError):
            pass  # cut: both ends are closed below
        finally:
            self._tasks.discard(task)
            for end in (writer, far_writer):
                with suppress(OSError, RuntimeError):
                    end.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while part := await reader.read(1 << 16):
        writer.write(part)
        await writer.drain()
    writer.close()
