"""``/healthz``: whether the app serves, and whether imports, workers, relay and schedule are well."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import anyio
from starlette.responses import JSONResponse
from starlette.routing import Route

from core.channels.relay import is_loopback
from core.operations.well import Watch

if TYPE_CHECKING:
    from starlette.requests import Request

    from core.wiring import Application

FORWARDED: Final = ("x-forwarded-for", "forwarded", "x-real-ip")
"""A proxy on this machine asks for somebody elsewhere."""
STRICT: Final = "strict"
HEADERS: Final = {"cache-control": "no-store"}


@cache
def _watch(app: Application) -> Watch:
    return Watch(app)


def watch() -> Watch:
    """Return the checks of this installation, kept between requests."""
    from dashboard.reads import application  # noqa: PLC0415  # cached reads need the running server

    return _watch(application())


def is_here(request: Request) -> bool:
    """Return whether somebody on this very machine asks."""
    who = request.client
    return who is not None and is_loopback(who.host) and not any(name in request.headers for name in FORWARDED)


async def healthz(request: Request) -> JSONResponse:
    """Return 200 while the app serves, whatever stands in its way elsewhere; with ``?strict`` 503 when any part is not well.

    Why a part is not well is told on this machine only: it may name servers and files.
    """
    is_strict, is_open = STRICT in request.query_params, is_here(request)

    def looked() -> tuple[int, dict[str, Any]]:
        found = watch()
        return answered(found, is_strict=is_strict, is_open=is_open)

    status, said = await anyio.to_thread.run_sync(looked)
    return JSONResponse(said, status_code=status, headers=HEADERS)


def answered(found: Watch, *, is_strict: bool, is_open: bool) -> tuple[int, dict[str, Any]]:
    """Return the answer's code and content."""
    checks = found.checks()
    serves = checks[0].is_well
    is_well = all(each.is_well for each in checks)
    status = "ok" if is_well else "trouble" if serves else "down"
    told: dict[str, Any] = {"status": status, "book": found.app.store.current()}
    told["checks"] = {
        each.name: {"is_well": each.is_well, **({"why": each.why} if is_open and each.why else {})} for each in checks
    }
    return (200 if serves and (is_well or not is_strict) else 503), told


ROUTE: Final = Route("/healthz", healthz)
