"""GET shows the pay page and asks nobody new; POST, a click on its button, goes on to the provider."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import anyio
import structlog
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from core.campaigns.senders import sender_of
from core.customer_page.account import customer_of
from core.desk.objections import objects
from core.online_payments import note_payments, webhook_url
from core.pace import Pace, line_of
from core.payments import links_kept
from core.payments.click import follow
from core.payments.habit import habits
from core.payments.links import keys, public_address
from core.payments.provider import PayProviderError
from core.payments.stand import Stand, standing
from core.payments.token import PayTokenError, read
from dashboard.pay.page import broken, page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from core.payments.token import Asked
    from core.wiring import Application

HEADERS: Final = {
    # A browser checks where a form's redirect goes too, and providers have addresses of their own.
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self' https:; "
    "frame-ancestors 'none'; base-uri 'none'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}
PACE: Final = Pace(most=240, seconds=60)
"""Of one address; a whole office behind one router stays far below it."""

log = structlog.get_logger()


def address_of(request: Request) -> str:
    """Return who asks, as far as the server knows and as paces count: an address, of IPv6 the network of one line."""
    return "" if request.client is None else line_of(request.client.host)


async def pay(request: Request) -> Response:
    """Answer a request for a pay link."""
    from dashboard.reads import application  # noqa: PLC0415  # cached reads need the running server

    if not PACE.allows(address_of(request), time.monotonic()):
        return HTMLResponse(broken("en"), status_code=429, headers={**HEADERS, "retry-after": "60"})

    def answer() -> Response:
        return answered(application(), request.path_params["token"], is_click=request.method == "POST")

    return await anyio.to_thread.run_sync(answer)


def answered(app: Application, token: str, *, is_click: bool) -> Response:
    """Return the page of ``token``, or on a click the way to the provider."""
    try:
        asked = read(token, keys(app.desk))
    except PayTokenError:
        return HTMLResponse(broken("en"), status_code=404, headers=HEADERS)
    provider = app.pay_provider()
    if provider is not None:
        note_payments(app, provider, links_kept.mark(token))
    now = standing(app.desk, app.book(), asked, token)
    has_failed = False
    if is_click and provider is not None and now.stand is Stand.OPEN:
        back, hook = f"{public_address(app.desk)}/pay/{token}", webhook_url(app, provider)
        try:
            url = follow(app.desk, provider, asked, token, now, return_url=back, webhook_url=hook)
        except PayProviderError as error:
            log.warning("no page at the payment provider", provider=provider.name, why=str(error))
            has_failed = True
        else:
            return RedirectResponse(url, status_code=303, headers=HEADERS)
    return HTMLResponse(
        page(
            asked,
            now,
            sender_of(app.desk, asked.entity),
            has_provider=provider is not None,
            method=_usual_method(app, asked) if now.stand is Stand.OPEN else "",
            has_failed=has_failed,
        ),
        status_code=_status(now.stand, has_failed=has_failed),
        headers=HEADERS,
    )


def _status(stand: Stand, *, has_failed: bool) -> int:
    if has_failed:
        return 502
    return 410 if stand is Stand.WITHDRAWN else 200


def _usual_method(app: Application, asked: Asked) -> str:
    """Return how the customer usually pays online, '' when there is no habit, or who asks not to be profiled."""
    if objects(app.desk, (asked.entity, asked.customer_id)):
        return ""
    book = app.book()
    customer = customer_of(book, asked.entity, asked.customer_id)
    if customer is None:
        return ""
    return str(habits(book, book.latest_on, [customer.customer_key])["pay_method"].iloc[0])


ROUTE: Final = Route("/pay/{token}", pay, methods=["GET", "POST"])
