"""What the server answers beside Streamlit's pages: each part of the app that has an address of its own says it here."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from core.acting import SYSTEM, acting
from dashboard.hooks.receipt import ROUTE as RECEIPT
from dashboard.me.route import ROUTES as ME
from dashboard.metrics import ROUTE as METRICS
from dashboard.pay.hook import ROUTE as PAY_HOOK
from dashboard.pay.route import ROUTE as PAY
from dashboard.watched import ROUTE as HEALTH

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response


def by_itself(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Let ``endpoint`` and the threads it hands work to run as the program: nobody signs in at these addresses."""

    @wraps(endpoint)
    async def unasked(request: Request) -> Response:
        with acting(SYSTEM):
            return await endpoint(request)

    return unasked


def _open(route: Route) -> Route:
    return Route(route.path, by_itself(route.endpoint), methods=sorted(route.methods or ()))


ROUTES: Final[list[Route]] = [_open(route) for route in (PAY, PAY_HOOK, *ME, RECEIPT, METRICS, HEALTH)]
