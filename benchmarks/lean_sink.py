"""A mail server that takes everything and keeps nothing, so that a benchmark measures the sender: ``python -m benchmarks.lean_sink``.

It offers pipelining, answers whatever arrived together in one write, and prints its port.
"""

from __future__ import annotations

import asyncio

END = b"\r\n.\r\n"
ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}
OK = b"250 2.0.0 ok\r\n"


class Conversation(asyncio.Protocol):
    """One connection; a body is searched for its end only from where the search ended before."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._searched = 0
        self._is_body = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what create_server gives
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer every command and body that is complete."""
        self._held += data
        answers: list[bytes] = []
        while (answer := self._next()) is not None:
            answers.append(answer)
        if answers and self._transport is not None:
            self._transport.write(b"".join(answers))
            if answers[-1] == ANSWERS[b"QUIT"]:
                self._transport.close()

    def _next(self) -> bytes | None:
        end = END if self._is_body else b"\r\n"
        at = self._held.find(end, self._searched)
        if at < 0:
            self._searched = max(0, len(self._held) - len(end) + 1)
            return None
        verb = b"" if self._is_body else bytes(self._held[:4]).upper()
        del self._held[: at + len(end)]
        self._searched = 0
        self._is_body = verb == b"DATA"
        return ANSWERS.get(verb, OK)


async def serve() -> None:
    """Listen on a free port of this machine, say which, and go on until killed."""
    server = await asyncio.get_running_loop().create_server(Conversation, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
