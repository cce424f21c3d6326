"""A mail server for tests: takes mail on loopback, writes down what it accepted, and misbehaves on request.

What it does with a mail hangs on the first word of the recipient's address:

    refused-...   550 at RCPT                    later-...     451 at RCPT
    big-...       552 after the body             lost-...      accepts, then hangs up without an answer
    cut-...       hangs up without accepting     slow-...      waits ``slow_seconds`` before it answers

Run as a program (``python -m tests.smtp_sink LOG [--pipelining] [--delay-ms N]``) it prints its port and writes one
Message-ID a line to LOG at the moment it accepts.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class Sink:
    """The server and what it accepted: (sender, recipient, DATA content) in order of acceptance."""

    is_pipelined: bool = True
    delay_seconds: float = 0.0
    slow_seconds: float = 30.0
    greeting: bytes = b"220 sink"
    accepted: list[tuple[str, str, bytes]] = field(default_factory=list)
    on_accepted: Callable[[bytes], None] | None = None
    connections: int = 0
    port: int = 0

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def recipients(self) -> list[str]:
        return [recipient for _, recipient, _ in self.accepted]

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self.listen())
        ready.set()
        self._loop.run_forever()
        self._server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def listen(self) -> None:
        self._server = await asyncio.start_server(self.converse, "127.0.0.1", self.port, limit=1 << 26)
        self.port = self._server.sockets[0].getsockname()[1]

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(self.greeting + b"\r\n")
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await Dialogue(self, reader, writer).run()
        writer.close()


@dataclass
class Dialogue:
    """One connection."""

    sink: Sink
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    sender: str | None = None
    recipient: str | None = None

    async def run(self) -> None:
        while line := await self.reader.readuntil(b"\r\n"):
            verb, argument = line[:4].upper(), line.decode("latin-1")
            if verb == b"EHLO":
                self.writer.write(
                    b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n" if self.sink.is_pipelined else b"250 sink\r\n"
                )
            elif verb == b"MAIL":
                self.answer(self.mail(argument))
            elif verb == b"RCPT":
                self.answer(self.rcpt(argument))
            elif verb == b"DATA" and self.recipient is None:
                self.answer(b"503 nobody to send it to")
            elif verb == b"DATA":
                self.answer(b"354 go on")
                if not await self.body():
                    return
            elif verb == b"QUIT":
                self.answer(b"221 bye")
                return
            else:
                self.sender = self.recipient = None
                self.answer(b"250 ok")

    def answer(self, line: bytes) -> None:
        self.writer.write(line + b"\r\n")

    def mail(self, argument: str) -> bytes:
        if self.sender is not None:
            return b"503 one at a time"
        self.sender = argument[argument.index("<") + 1 : argument.index(">")]
        return b"250 ok"

    def rcpt(self, argument: str) -> bytes:
        recipient = argument[argument.index("<") + 1 : argument.index(">")]
        if recipient.startswith("refused-"):
            return b"550 5.1.1 no such mailbox"
        if recipient.startswith("later-"):
            return b"451 4.7.1 come back later"
        self.recipient = recipient
        return b"250 ok"

    async def body(self) -> bool:
        """Take a body; return whether the connection goes on."""
        stuffed = b"\r\n" + await self.reader.readuntil(b"\r\n.\r\n")
        content = stuffed[2:-3].replace(b"\r\n..", b"\r\n.")
        sender, recipient = self.sender or "", self.recipient or ""
        self.sender = self.recipient = None
        word = recipient.partition("-")[0]
        if word == "cut":
            return False
        if word == "big":
            self.answer(b"552 5.3.4 too big")
            return True
        if self.sink.delay_seconds:
            await asyncio.sleep(self.sink.delay_seconds)
        self.sink.accepted.append((sender, recipient, content))
        if self.sink.on_accepted is not None:
            self.sink.on_accepted(content)
        if word == "slow":
            await asyncio.sleep(self.sink.slow_seconds)
        if word == "lost":
            return False
        self.answer(b"250 2.0.0 taken")
        return True


def message_id(content: bytes) -> bytes:
    """Return the Message-ID of ``content``, brackets included."""
    head = content.partition(b"\r\n\r\n")[0]
    return next(
        line.split(b":", 1)[1].strip() for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:")
    )


async def _run_as_program(log_path: Path, sink: Sink) -> None:
    with log_path.open("ab", buffering=0) as log:

        def note(content: bytes) -> None:
            log.write(message_id(content) + b"\n")
            sink.accepted.clear()

        sink.on_accepted = note
        await sink.listen()
        print(sink.port, flush=True)  # noqa: T201 - the caller reads it
        await asyncio.Event().wait()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("log", type=Path)
    arguments.add_argument("--pipelining", action="store_true")
    arguments.add_argument("--delay-ms", type=float, default=0.0)
    given = arguments.parse_args()
    asyncio.run(_run_as_program(given.log, Sink(is_pipelined=given.pipelining, delay_seconds=given.delay_ms / 1000)))
