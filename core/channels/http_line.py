"""One lasting HTTP connection to one host: opened before a message is marked, bounded in time and in what it reads."""

from __future__ import annotations

import select
import ssl
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from core.channels.base import ChannelDownError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

IDLE_SECONDS: Final = 4.0  # many servers hang up after five
CHUNK: Final = 16_384
_DOWN: Final = "Messages stay queued; check the address and the network"


class NoAnswerError(Exception):
    """The request left, and nobody knows what became of it."""


@dataclass(frozen=True, kw_only=True)
class HttpRequest:
    """One request; ``hidden`` is what no text of ours may ever repeat."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    hidden: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class HttpAnswer:
    """What came back; ``is_cut`` when there was more of it than is read."""

    status: int
    headers: Message[str, str]
    body: bytes
    is_cut: bool


class HttpLine:
    """At most one open connection to the host of ``address``; not for several threads at once."""

    def __init__(
        self, address: str, *, connect_seconds: float, answer_seconds: float, largest: int, ca_file: str = ""
    ) -> None:
        parts = urlsplit(address)
        self.label = parts.netloc
        self._host, self._port = parts.hostname or "", parts.port
        self._is_secure = parts.scheme == "https"
        self._connect_seconds, self._answer_seconds, self._largest = connect_seconds, answer_seconds, largest
        self._ca_file = ca_file or None
        self._open: HTTPConnection | None = None
        self._used_at = 0.0

    def ready(self) -> None:
        """See to it that there is a connection that the other side has not closed; raise ``ChannelDownError``."""
        if self._open is not None and (time.monotonic() - self._used_at > IDLE_SECONDS or self._is_stale()):
            self.close()
        if self._open is not None:
            return
        connection = self._made()
        try:
            connection.connect()
        except ssl.SSLCertVerificationError as error:
            connection.close()
            why = f"its certificate is not trusted ({error.verify_message})"
            raise ChannelDownError(Sentence("The gateway {label}", label=self.label), why, _DOWN) from error
        except (OSError, HTTPException) as error:
            connection.close()
            raise ChannelDownError(
                Sentence("The gateway {label}", label=self.label),
                Sentence("it cannot be reached ({error})", error=str(error)),
                _DOWN,
            ) from error
        connection.sock.settimeout(self._answer_seconds)
        self._open, self._used_at = connection, time.monotonic()

    def ask(self, request: HttpRequest) -> HttpAnswer:
        """Send ``request`` over the connection that is ready; raise ``NoAnswerError`` when no answer can be had."""
        connection = self._open
        if connection is None:
            raise NoAnswerError("the connection was lost")
        until = time.monotonic() + self._answer_seconds
        try:
            connection.request(request.method, request.path, body=request.body, headers=dict(request.headers))
            response = connection.getresponse()
            body, is_cut = bytearray(), False
            while not is_cut and (chunk := response.read1(CHUNK)):
                body += chunk
                is_cut = len(body) > self._largest
                if time.monotonic() > until:
                    raise TimeoutError("timed out")
            response.close()  # read1 does not do so by itself at the end of a counted body
        except (OSError, HTTPException, ValueError) as error:
            self.close()
            raise NoAnswerError(str(error) or type(error).__name__) from error
        answer = HttpAnswer(
            status=response.status, headers=response.headers, body=bytes(body[: self._largest]), is_cut=is_cut
        )
        self._used_at = time.monotonic()
        if is_cut or response.will_close:
            self.close()
        return answer

    def close(self) -> None:
        """Hang up."""
        if self._open is not None:
            self._open.close()
        self._open = None

    def _is_stale(self) -> bool:
        """Return whether the other side hung up: between requests there is nothing else to read."""
        assert self._open is not None  # noqa: S101 - asked of an open one only
        sock = self._open.sock
        return sock is None or bool(select.select([sock], [], [], 0)[0])

    def _made(self) -> HTTPConnection:
        if not self._is_secure:
            return HTTPConnection(self._host, self._port, timeout=self._connect_seconds)
        try:
            verified = ssl.create_default_context(cafile=self._ca_file)
        except OSError as error:
            raise ChannelDownError(
                Sentence("The gateway {label}", label=self.label),
                Sentence("its authority cannot be read ({error})", error=str(error)),
                _DOWN,
            ) from error
        return HTTPSConnection(self._host, self._port, timeout=self._connect_seconds, context=verified)
