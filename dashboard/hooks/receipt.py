"""POST /hook/receipt/{gateway}: bounded in size and number, proven, and noted; the answer says no more than it must."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import anyio
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from core.gateways.hook import LARGEST, Taken, taken
from core.gateways.kept import HOOK
from core.gateways.seals import Posted
from core.pace import Pace
from core.payments.links import public_address
from dashboard.pay.route import address_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from core.wiring import Application

PACE: Final = Pace(most=1_200, seconds=60)
HEADERS: Final = {"cache-control": "no-store", "x-robots-tag": "noindex"}


async def receipt(request: Request) -> Response:
    """Answer one post."""
    from dashboard.reads import application  # noqa: PLC0415  # cached reads need the running server

    name = str(request.path_params["gateway"])
    if not PACE.allows(address_of(request), time.monotonic()):
        return _said(Taken(status=429, words="too many"))
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return _said(Taken(status=413, words="too long"))

    def answer() -> Taken:
        return answered(application(), request, name, bytes(body))

    return _said(await anyio.to_thread.run_sync(answer))


def answered(app: Application, request: Request, name: str, body: bytes) -> Taken:
    """Return what becomes of ``body``; signatures over the address mean the public one, whatever proxy stands before us."""
    here = f"{public_address(app.desk)}{request.url.path}"
    url = f"{here}?{request.url.query}" if request.url.query else here
    headers = {key.lower(): value for key, value in request.headers.items()}
    return taken(app.desk, name, Posted(url=url, headers=headers, query=dict(request.query_params), body=body))


def _said(answer: Taken) -> Response:
    more = {"retry-after": "10"} if answer.status in {409, 429, 503} else {}
    return PlainTextResponse("", status_code=answer.status, headers=HEADERS | more)


ROUTE: Final = Route(f"{HOOK}{{gateway}}", receipt, methods=["POST"])
