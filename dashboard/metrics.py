"""The app's figures for machines, at ``/metrics``: only for who asks from this very machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import anyio
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from core.campaigns import exposition
from core.operations import figures
from dashboard.tracing import TALLY
from dashboard.watched import is_here, watch

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def metrics(request: Request) -> Response:
    """Return how channels, workers, jobs and this server do, in the text format of Prometheus."""
    from dashboard.reads import application  # noqa: PLC0415  # cached reads need the running server

    if not is_here(request):
        return PlainTextResponse("Ask from the machine that runs the app.\n", status_code=403)

    def told() -> str:
        desk = application().desk
        return exposition.text([*exposition.of_desk(desk), *figures.families(watch()), *TALLY.families()])

    return PlainTextResponse(await anyio.to_thread.run_sync(told), media_type=exposition.CONTENT_TYPE)


ROUTE: Final = Route("/metrics", metrics)
