"""A house without sign-in is one machine: the server refuses to listen, and to answer, anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from core.channels.loopback import is_loopback
from core.errors import SaldoError
from core.sentence import Sentence
from dashboard.gate import OWN_PROOF
from dashboard.watched import FORWARDED

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

REASON: Final = (
    "Nobody signs in to this Saldo, so whoever reaches it may do everything: it answers on this machine only. "
    "Set up sign-in first (docs/guide/sign-in.md)."
)


class OpenAddressError(SaldoError):
    """An address that others reach, while nobody signs in."""

    def __init__(self, address: str | None) -> None:
        super().__init__(
            "Saldo does not listen at {where} while nobody signs in, for whoever reaches it could do everything: set up sign-in "
            "(docs/guide/sign-in.md), or start it with --server.address 127.0.0.1.",
            where=address or Sentence("every address of this machine"),
        )


def refuse_open(address: str | None, *, has_sign_in: bool) -> None:
    """Raise :class:`OpenAddressError` when the server is told to listen for others (None: everywhere) and nobody signs in."""
    if not has_sign_in and (address is None or not is_loopback(_plain(address))):
        raise OpenAddressError(address)


class HomeOnly:
    """ASGI middleware that answers at this machine's own address only, whatever server was told to listen where.

    What a proxy on this machine hands on is somebody else's: only what opens by a sealed link or a signature is for them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what came over loopback or a socket file; refuse the rest with the reason."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        server = scope.get("server")
        is_proven = scope["path"].startswith(OWN_PROOF)
        is_handed_on = not is_proven and any(name in Headers(scope=scope) for name in FORWARDED)
        if not is_handed_on and (server is None or server[1] is None or is_loopback(_plain(server[0]))):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "sign-in is not set up"})
        else:
            await PlainTextResponse(f"{REASON}\n", status_code=403)(scope, receive, send)


def _plain(address: str) -> str:
    return address.strip("[]").removeprefix("::ffff:")
