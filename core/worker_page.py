"""A worker's own small server: whether it is well, and its figures in the text format of Prometheus."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import SQLAlchemyError

from core.acting import by_itself
from core.campaigns import exposition
from core.campaigns.lease import LEASE_SECONDS
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.campaigns.pulse import Pulse
    from core.desk.engine import Desk

HOST: Final = "127.0.0.1"
FIRST_PORT: Final = 9464
PORTS: Final = 20
"""How many workers on one machine find a port each."""


class ListenError(SaldoError):
    """An address that a worker cannot listen at."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            "The worker cannot listen at {address!r} ({reason}): write HOST:PORT, with a port that is free.",
            address=address,
            reason=Sentence(reason),
        )


@contextmanager
def serving(desk: Desk, pulse: Pulse, address: str | None = None) -> Iterator[str]:
    """Serve ``/healthz`` and ``/metrics`` and yield where, as ``host:port``.

    Without ``address`` on this machine only, at the first of twenty ports that is free. Raises ``ListenError``.
    """

    class Asked(_Asked):
        watched = _Watched(desk, pulse)

    server = _open(address, Asked)
    thread = Thread(target=server.serve_forever, name="saldo worker page", daemon=True)
    thread.start()
    host, port = server.server_address[0], server.server_address[1]
    try:
        yield f"{host!s}:{port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Watched:
    """The worker that is watched."""

    def __init__(self, desk: Desk, pulse: Pulse) -> None:
        self.desk = desk
        self.pulse = pulse

    def health(self) -> tuple[int, dict[str, Any]]:
        """Return 200 when every thread beat lately, else 503; with what is in the way of each channel."""
        read, now = self.pulse.read(), self.desk.now()
        late = sorted(name for name, at in read.beats.items() if now - at > timedelta(seconds=LEASE_SECONDS))
        trouble = {str(channel): said for channel, said in read.trouble.items() if said}
        is_well = bool(read.beats) and not late
        status = "ok" if is_well else "late" if late else "no sender"
        return (200 if is_well else 503), {
            "status": status,
            "senders": len(read.beats),
            "late": late,
            "trouble": trouble,
        }

    def metrics(self) -> str:
        """Return the figures; those of the desk are left out while it does not answer, and that is a figure, too."""
        families, is_up = exposition.of_worker(self.pulse.read(), pid=os.getpid()), 1.0
        try:
            families += exposition.of_desk(self.desk)
        except SQLAlchemyError:
            is_up = 0.0
        up = exposition.Family(
            name="saldo_desk_up", kind="gauge", help="0 while the desk does not answer.", samples={(): is_up}
        )
        return exposition.text([*families, up])


class _Asked(BaseHTTPRequestHandler):
    """One request."""

    watched: _Watched

    @by_itself
    def do_GET(self) -> None:
        """Answer."""
        if self.path == "/healthz":
            status, said = self.watched.health()
            self._answer(status, "application/json", json.dumps(said))
        elif self.path == "/metrics":
            self._answer(200, exposition.CONTENT_TYPE, self.watched.metrics())
        else:
            self._answer(404, "text/plain", "Ask for /healthz or /metrics.\n")

    def log_message(self, *_: object) -> None:
        """Say nothing: a watcher asks every few seconds."""

    def _answer(self, status: int, kind: str, body: str) -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _open(address: str | None, asked: type[_Asked]) -> ThreadingHTTPServer:
    if address is not None:
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise ListenError(address, "it has no host, or no port")
        try:
            return ThreadingHTTPServer((host.strip("[]"), int(port)), asked)
        except (OSError, OverflowError) as error:
            raise ListenError(address, str(error)) from error
    for free in range(FIRST_PORT, FIRST_PORT + PORTS):
        try:
            return ThreadingHTTPServer((HOST, free), asked)
        except OSError:  # another worker has it
            continue
    raise ListenError(f"{HOST}:{FIRST_PORT}", Sentence("the {ports} ports from there on are taken", ports=PORTS))
