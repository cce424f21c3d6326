"""What is let in: requests to our own name, from our own pages, no larger and no more of them than somebody needs."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from core.pace import Pace, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN_PROOF: Final = ("/me/", "/pay/", "/hook/")
"""Addresses that open by a sealed link or a signature: no cookie speaks for anybody there, and each bounds itself."""
CLOSED: Final = ("/_stcore/agent", "/_stcore/metrics")
"""What Streamlit serves and nobody here needs: driving the app without a browser, and its caches by name."""
UPLOAD: Final = "/_stcore/upload_file"
SOCKET: Final = "/_stcore/stream"
MOST_BODY: Final = 1_000_000
"""Bytes of a request that is no upload: a form of the sign-in takes a few hundred."""
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SAME: Final = frozenset({"same-origin", "none"})
_USUAL: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How often one address may ask for what lies below ``prefixes``."""

    prefixes: tuple[str, ...]
    pace: Pace

    def covers(self, path: str) -> bool:
        """Whether ``path`` is one of these."""
        return path.startswith(self.prefixes)


def limits() -> list[Limit]:
    """Return fresh limits, the narrowest first; an office of fifty behind one router stays below each.

    The customer's page, pay links and hooks have limits of their own.
    """
    return [
        Limit(prefixes=OWN_PROOF, pace=Pace(most=2_400, seconds=60)),
        Limit(prefixes=("/auth/", "/oauth2callback"), pace=Pace(most=60, seconds=60)),
        Limit(prefixes=(SOCKET,), pace=Pace(most=300, seconds=60)),
        Limit(prefixes=(UPLOAD,), pace=Pace(most=120, seconds=60)),
        Limit(prefixes=("/healthz", "/metrics"), pace=Pace(most=240, seconds=60)),
        Limit(prefixes=("/",), pace=Pace(most=9_000, seconds=60)),
    ]


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why a request goes no further."""

    status: int
    words: str


class Gate:
    """ASGI middleware that answers itself what must not come in.

    ``hosts`` are the names people type, as ``server.allowedHosts`` has them; empty: any. ``origins`` are pages elsewhere that may post.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Callable[[], Collection[str]],
        origins: Callable[[], Collection[str]] = tuple,
        refused: Callable[[Refusal], None] | None = None,
    ) -> None:
        self.app = app
        self.hosts = hosts
        self.origins = origins
        self.refused = refused
        self.limits = limits()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or say why not."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        refusal = self._look(scope)
        if refusal is not None:
            await self._refuse(refusal, scope, receive, send)
            return
        if scope["type"] == "websocket" or scope["path"].startswith((*OWN_PROOF, UPLOAD)):
            await self.app(scope, receive, send)
            return
        counted = _Counted(receive=receive, send=send)
        try:
            await self.app(scope, counted.bounded, counted.told)
        except _TooLongError:
            if not counted.has_begun:
                await self._refuse(_TOO_LONG, scope, receive, send)

    def _look(self, scope: Scope) -> Refusal | None:
        path, headers = scope["path"], Headers(scope=scope)
        who = line_of(scope["client"][0]) if scope.get("client") else ""
        if not next(each for each in self.limits if each.covers(path or "/")).pace.allows(who, time.monotonic()):
            return Refusal(status=429, words="Too many requests: wait a minute.")
        if path.startswith(OWN_PROOF):
            return None
        return self._look_closer(scope, path, headers)

    def _look_closer(self, scope: Scope, path: str, headers: Headers) -> Refusal | None:
        """Look at what a cookie may speak for: the app itself."""
        if path.startswith(CLOSED):
            return Refusal(status=404, words="Nothing is here.")
        hosts = self.hosts()
        if hosts and path != "/healthz" and not is_ours(headers.get("host", ""), hosts):
            return Refusal(status=400, words="This is not the name of this server.")
        is_socket = scope["type"] == "websocket"
        is_changing = is_socket or scope["method"] not in SAFE
        if is_changing and is_foreign(headers, self.origins(), is_socket=is_socket):
            return Refusal(status=403, words="This comes from a page elsewhere.")
        length = headers.get("content-length", "0")
        if not path.startswith(UPLOAD) and (not length.isdecimal() or int(length) > MOST_BODY):
            return _TOO_LONG
        return None

    async def _refuse(self, refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
        if self.refused is not None:
            self.refused(refusal)
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        headers = {"retry-after": "60"} if refusal.status == _BUSY else {}
        await PlainTextResponse(f"{refusal.words}\n", status_code=refusal.status, headers=headers)(scope, receive, send)


_BUSY: Final = 429
_TOO_LONG: Final = Refusal(status=413, words="This is too long.")


class _TooLongError(Exception):
    """A body that goes on past what it may have."""


@dataclass(kw_only=True)
class _Counted:
    """The two ends of one request, with its body counted: a length need not be announced."""

    receive: Receive
    send: Send
    length: int = 0
    has_begun: bool = field(default=False)

    async def bounded(self) -> Message:
        message = await self.receive()
        if message["type"] == "http.request":
            self.length += len(message.get("body", b""))
            if self.length > MOST_BODY:
                raise _TooLongError
        return message

    async def told(self, message: Message) -> None:
        self.has_begun = True
        await self.send(message)


def is_ours(host: str, hosts: Collection[str]) -> bool:
    """Return whether ``host``, as a request names it, is one of ``hosts``: a name, ``*.example.org`` for all below it, or ``*``.

    >>> is_ours("Saldo.example.org:443", ["*.example.org"]), is_ours("example.org.evil.test", ["*.example.org"])
    (True, False)
    """
    try:
        parts = urlsplit(f"//{host}")
        name, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if name is None or parts.username is not None or parts.path or parts.query or parts.fragment:
        return False
    name = name.rstrip(".")
    known = [each.strip().lower().rstrip(".") for each in hosts]
    return any(each in {"*", name} or (each.startswith("*.") and name.endswith(each[1:])) for each in known)


def is_foreign(headers: Headers, origins: Collection[str] = (), *, is_socket: bool = False) -> bool:
    """Return whether a browser sends this from a page that is not ours; what is no browser says nothing of the kind."""
    origin = headers.get("origin")
    if origin is not None and origin in origins:
        return False
    said = headers.get("sec-fetch-site")
    if said is not None and said.lower() not in _SAME:
        return True
    # A form of ours may come with "null"; a websocket never does, and Streamlit would ask the internet for our own address.
    is_trusted = said is not None and not is_socket
    return origin is not None and not is_trusted and not _is_same(origin, headers.get("host", ""))


def _is_same(origin: str, host: str) -> bool:
    """Return whether both name one server; a proxy may write the usual port that the browser leaves out."""
    try:
        there, here = urlsplit(origin), urlsplit(f"//{host}")
        usual = _USUAL.get(there.scheme)
        names = (there.hostname, there.port or usual), (here.hostname, here.port or usual)
    except ValueError:
        return False
    return there.hostname is not None and names[0] == names[1]
