"""GET shows the pay page and asks nobody; POST, a click on its button, goes on to the provider."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import anyio
import structlog
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from core.campaigns.senders import sender_of
from core.payments.click import Stand, follow, look_again, standing
from core.payments.habit import habits
from core.payments.links import keys, public_address
from core.payments.provider import PayProviderError
from core.payments.token import PayTokenError, read
from core.strategy.overrides import customer_key
from core.vocabulary import HoldKind
from dashboard.pay.page import broken, page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from core.payments.provider import Provider
    from core.payments.token import Asked
    from core.wiring import Application

HOLD_DAYS: Final = 10
"""Until the money of a provider is in the ledger, reminders of it wait at most this long."""
HEADERS: Final = {
    # A browser checks where a form's redirect goes too, and providers have addresses of their own.
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self' https:; "
    "frame-ancestors 'none'; base-uri 'none'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}

log = structlog.get_logger()


async def pay(request: Request) -> Response:
    """Answer a request for a pay link."""
    from dashboard.reads import application  # noqa: PLC0415  # cached reads need the running server

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
        _note_payment(app, provider, asked, token)
    book = app.book()
    now = standing(app.desk, book, asked, token)
    has_failed = False
    if is_click and provider is not None and now.stand is Stand.OPEN:
        back = f"{public_address(app.desk)}/pay/{token}"
        try:
            return RedirectResponse(
                follow(app.desk, provider, asked, token, now, return_url=back), status_code=303, headers=HEADERS
            )
        except PayProviderError as error:
            log.warning("no page at the payment provider", provider=provider.name, why=str(error))
            has_failed = True
    return HTMLResponse(
        page(
            asked,
            now,
            sender_of(app.desk, asked.entity),
            has_provider=provider is not None,
            method=_usual_method(app, asked) if now.stand is Stand.OPEN else "",
            has_failed=has_failed,
        ),
        status_code=502 if has_failed else 200,
        headers=HEADERS,
    )


def _note_payment(app: Application, provider: Provider, asked: Asked, token: str) -> None:
    """Ask the provider about a link it made, and keep reminders back when its money is on the way to the ledger."""
    try:
        paid = look_again(app.desk, provider, token)
    except PayProviderError as error:
        log.warning("the payment provider does not say how a link stands", provider=provider.name, why=str(error))
        return
    if paid is not None:
        app.place_hold(
            HoldKind.REPORTED_PAYMENT,
            entity=asked.entity,
            customer_id=asked.customer_id,
            by="pay link",
            why=f"paid online by {provider.name}; the ledger does not have it yet",
            until_on=app.clock().astimezone().date() + timedelta(days=HOLD_DAYS),
            amount_minor=paid.amount_minor,
            currency=paid.currency,
            source_reference=paid.provider_id,
        )


def _usual_method(app: Application, asked: Asked) -> str:
    """Return how the customer usually pays online, '' when there is no habit."""
    book = app.book()
    key = customer_key(book, asked.entity, asked.customer_id)
    return "" if key is None else str(habits(book, book.latest_on, [key])["pay_method"].iloc[0])


ROUTE: Final = Route("/pay/{token}", pay, methods=["GET", "POST"])
