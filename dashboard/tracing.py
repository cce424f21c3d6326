"""One id for every request, in its answer and in every line of the log that it causes; and how many requests there were."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import structlog
from starlette.datastructures import Headers
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.campaigns.exposition import Family
from core.logs import TRACE, traced

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from structlog.typing import EventDict, WrappedLogger

HEADER: Final = "x-request-id"
KINDS: Final = {
    "/me/": "own page",
    "/pay/": "pay link",
    "/hook/": "hook",
    "/auth/": "sign-in",
    "/oauth2callback": "sign-in",
    "/_stcore/upload_file": "upload",
    "/healthz": "watch",
    "/metrics": "watch",
}
_TOLD: Final = frozenset({"own page", "pay link", "hook", "sign-in", "upload"})
_OURS: Final = 500

log = structlog.get_logger("saldo.requests")


@dataclass(kw_only=True)
class Tally:
    """What was asked of this process since it started."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def add(self, kind: str, status: int, seconds: float) -> None:
        """Count one answer."""
        with self._lock:
            self.answers[kind, status] += 1
            self.seconds[kind] += seconds  # type: ignore[assignment]  # a Counter adds up whatever it is given

    def families(self) -> list[Family]:
        """Return the counts for machines."""
        with self._lock:
            answers, seconds = dict(self.answers), dict(self.seconds)
        return [
            Family(
                name="saldo_http_answers_total",
                kind="counter",
                help="Answers of this process by kind of address and code; 400, 403, 413 and 429 were refused at the door.",
                samples={(("code", str(status)), ("kind", kind)): float(n) for (kind, status), n in answers.items()},
            ),
            Family(
                name="saldo_http_seconds_total",
                kind="counter",
                help="How long this process took for its answers.",
                samples={(("kind", kind),): float(took) for kind, took in seconds.items()},
            ),
        ]


TALLY: Final = Tally()


class Traced:
    """ASGI middleware around everything else: gives each request its id, counts it, and tells of those that matter."""

    def __init__(self, app: ASGIApp, *, tally: Tally = TALLY) -> None:
        self.app = app
        self.tally = tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a websocket lives for hours and is no request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kind, began, status = kind_of(scope["path"]), time.perf_counter(), _OURS
        with traced("request", given=Headers(scope=scope).get(HEADER)) as mark:

            async def marked(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                    message["headers"] = [*message["headers"], (HEADER.encode(), mark.encode())]
                await send(message)

            try:
                await self.app(scope, receive, marked)
            finally:
                took = time.perf_counter() - began
                self.tally.add(kind, status, took)
                if kind in _TOLD or status >= _OURS:
                    log.info("answered", kind=kind, method=scope["method"], status=status, ms=round(took * 1000, 1))


def kind_of(path: str) -> str:
    """Return what kind of address ``path`` is: never the path itself, which may be a customer's key."""
    return next((kind for start, kind in KINDS.items() if path.startswith(start)), "page")


def of_reader(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    """Add to a line of the log whose run of a page it comes from."""
    context: Any = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        line.setdefault(TRACE, context.session_id[:16])
        line.setdefault("via", "page")
        line["session"] = context.session_id[:8]
    return line
