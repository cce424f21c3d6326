"""The app's figures for machines, at ``/metrics``: only for who asks from this very machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import anyio
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from core.campaigns import exposition
from core.channels.relay import is_loopback

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

FORWARDED: Final = ("x-forwarded-for", "forwarded", "x-real-ip")
"""A proxy on this machine asks for somebody elsewhere."""


async def metrics(request: Request) -> Response:
    """Return what the desk says of channels and workers, in the text format of Prometheus."""
    from dashboard.reads import application  # noqa: PLC0415  # cached reads need the running server

    is_here = request.client is not None and is_loopback(request.client.host)
    if not is_here or any(name in request.headers for name in FORWARDED):
        return PlainTextResponse("Ask from the machine that runs the app.\n", status_code=403)

    def told() -> str:
        return exposition.text(exposition.of_desk(application().desk))

    return PlainTextResponse(await anyio.to_thread.run_sync(told), media_type=exposition.CONTENT_TYPE)


ROUTE: Final = Route("/metrics", metrics)
