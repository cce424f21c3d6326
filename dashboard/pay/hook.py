"""Where a payment provider tells that something changed: read within bounds, believed in nothing, asked about again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import anyio
import structlog
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from core.online_payments import HOOK, told
from core.pace import Pace
from core.payments.provider import PayProviderError
from core.payments.webhook import MOLLIE_HEADER, MOST_BYTES, WebhookError, read
from core.signed import SignatureError
from dashboard.pay.route import address_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from core.wiring import Application

PACE: Final = Pace(most=600, seconds=60)
"""Of all addresses together would stop the provider itself, so of each: a run of ten payments a second."""
HEADERS: Final = {"cache-control": "no-store", "x-robots-tag": "noindex"}

log = structlog.get_logger()


async def hook(request: Request) -> Response:
    """Answer a message of a provider."""
    from dashboard.reads import application  # noqa: PLC0415  # cached reads need the running server

    if not PACE.allows(address_of(request), time.monotonic()):
        return _said(429)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return _said(413)

    def answer() -> Response:
        key = request.query_params.get("link", "")
        return answered(
            application(), request.path_params["provider"], body, key=key, signature=request.headers.get(MOLLIE_HEADER)
        )

    return await anyio.to_thread.run_sync(answer)


def answered(app: Application, name: str, body: bytes, *, key: str = "", signature: str | None = None) -> Response:
    """Return the answer to one message: 200 for one about nothing of ours too, so that nobody learns what is; 503 to be told again."""
    provider = app.pay_provider()
    if provider is None or provider.name.lower() != name:
        return _said(404)
    kept = app.settings.pay_hook_secrets
    secrets = [] if kept is None else [each.strip().encode() for each in kept.get_secret_value().split(",")]
    try:
        message = read(body, key=key, signature=signature, secrets=[each for each in secrets if each])
    except SignatureError as error:
        log.warning("a webhook was refused", provider=name, why=str(error.fault))
        return _said(401)
    except WebhookError:
        return _said(400)
    try:
        told(app, provider, message)
    except PayProviderError as error:
        log.warning("the payment provider does not say how a link stands", provider=name, why=str(error))
        return _said(503)
    return _said(200)


def _said(status: int) -> Response:
    return PlainTextResponse("", status_code=status, headers=HEADERS)


ROUTE: Final = Route(HOOK + "{provider}", hook, methods=["POST"])
