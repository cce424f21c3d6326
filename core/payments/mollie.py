"""Mollie's payment links: one is made for an order and asked about by its id, as its reference documents them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from core.money import to_text
from core.payments.provider import PayProviderError, PayState, ProviderLink

if TYPE_CHECKING:
    from core.clock import Clock
    from core.payments.provider import Order

API: Final = "https://api.mollie.com"
_LONGEST_DESCRIPTION: Final = 255
_LARGEST_ANSWER: Final = 100_000
_SECONDS: Final = 8.0


@dataclass(frozen=True, kw_only=True)
class Mollie:
    """Mollie's payment-link interface; ``key`` is the account's own, and opens nothing else here."""

    key: str
    clock: Clock
    api: str = API

    @property
    def name(self) -> str:
        """Return the name that people know it by."""
        return "Mollie"

    def create(self, order: Order) -> ProviderLink:
        """Make a payment link for ``order``; the same key of an order gives the same link."""
        said = self._asked(
            "POST",
            "/v2/payment-links",
            {
                "amount": {"currency": order.currency, "value": to_text(order.amount_minor, order.currency)},
                "description": order.description[:_LONGEST_DESCRIPTION],
                "redirectUrl": order.return_url,
                "expiresAt": order.expires_at.isoformat(timespec="seconds"),
                "reusable": False,
            },
            idempotency_key=order.key,
        )
        try:
            url, made = str(said["_links"]["paymentLink"]["href"]), str(said["id"])
        except (KeyError, TypeError) as error:
            raise PayProviderError(self.name, "its answer has no link") from error
        if urlsplit(url).scheme != "https" and urlsplit(url).hostname != urlsplit(self.api).hostname:
            raise PayProviderError(self.name, "its link is not safe")
        return ProviderLink(provider_id=made, url=url)

    def state(self, provider_id: str) -> PayState:
        """Ask how a payment link stands."""
        said = self._asked("GET", f"/v2/payment-links/{quote(provider_id, safe='')}")
        if said.get("paidAt"):
            return PayState.PAID
        expires = said.get("expiresAt")
        try:
            is_over = isinstance(expires, str) and datetime.fromisoformat(expires) <= self.clock()
        except (TypeError, ValueError) as error:  # no date, or one without its time zone
            raise PayProviderError(self.name, "its answer has no date") from error
        return PayState.EXPIRED if is_over or said.get("archived") else PayState.OPEN

    def _asked(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, idempotency_key: str = ""
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "application/hal+json"}
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            headers["Content-Type"] = "application/json"
        request = Request(f"{self.api}{path}", data=content, headers=headers, method=method)  # noqa: S310 (the address is set by who runs Saldo)
        try:
            with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                said = json.loads(answer.read(_LARGEST_ANSWER))
        except HTTPError as error:
            raise PayProviderError(self.name, _reason(error)) from error
        except (URLError, TimeoutError, ValueError, OSError, HTTPException) as error:
            raise PayProviderError(self.name, "it does not answer") from error
        if not isinstance(said, dict):
            raise PayProviderError(self.name, "its answer cannot be read")
        return said


def _reason(error: HTTPError) -> str:
    """Return what the provider says is wrong, without anything of the request in it."""
    try:
        said = json.loads(error.read(_LARGEST_ANSWER)).get("detail")
    except (ValueError, AttributeError, OSError, HTTPException):
        said = None
    return str(said) if said else f"it answers {error.code} {error.reason}".rstrip()
