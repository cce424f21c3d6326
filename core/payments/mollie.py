"""Mollie's payment links: made for an order, asked about by id, and archived, as its reference documents them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, DecimalException
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from core.money import to_minor, to_text
from core.payments.provider import PayProviderError, PayState, ProviderLink, Seen

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
        asked: dict[str, Any] = {
            "amount": {"currency": order.currency, "value": to_text(order.amount_minor, order.currency)},
            "description": order.description[:_LONGEST_DESCRIPTION],
            "redirectUrl": order.return_url,
            "expiresAt": order.expires_at.isoformat(timespec="seconds"),
            "reusable": False,
        }
        if order.webhook_url:
            asked["webhookUrl"] = order.webhook_url
        said = self._asked("POST", "/v2/payment-links", asked, idempotency_key=order.key)
        try:
            url, made = str(said["_links"]["paymentLink"]["href"]), str(said["id"])
        except (KeyError, TypeError) as error:
            raise PayProviderError(self.name, "its answer has no link") from error
        if urlsplit(url).scheme != "https" and urlsplit(url).hostname != urlsplit(self.api).hostname:
            raise PayProviderError(self.name, "its link is not safe")
        return ProviderLink(provider_id=made, url=url)

    def look(self, provider_id: str) -> Seen:
        """Ask how a payment link stands, and for a paid one what its payments brought and gave back."""
        path = f"/v2/payment-links/{quote(provider_id, safe='')}"
        said = self._asked("GET", path)
        if said.get("paidAt"):
            return self._paid(path)
        expires = said.get("expiresAt")
        try:
            is_over = isinstance(expires, str) and datetime.fromisoformat(expires) <= self.clock()
        except (TypeError, ValueError) as error:  # no date, or one without its time zone
            raise PayProviderError(self.name, "its answer has no date") from error
        return Seen(state=PayState.EXPIRED if is_over or said.get("archived") else PayState.OPEN)

    def withdraw(self, provider_id: str) -> None:
        """Archive a payment link: it stays in the books of Mollie, and nobody can pay at it."""
        self._asked("PATCH", f"/v2/payment-links/{quote(provider_id, safe='')}", {"archived": True})

    def _paid(self, path: str) -> Seen:
        """Return what the payments of a paid link add up to; where Mollie does not list them, only that it was paid."""
        try:
            listed = self._asked("GET", f"{path}/payments?limit=50").get("_embedded", {}).get("payments", [])
            paid = [each for each in listed if each.get("status") == "paid"]
            got = sum(_minor(each.get("amount")) for each in paid)
            back = sum(_minor(each.get(name)) for each in paid for name in ("amountRefunded", "amountChargedBack"))
        except (PayProviderError, AttributeError, KeyError, TypeError, ValueError, DecimalException):
            return Seen(state=PayState.PAID)
        return Seen(state=PayState.PAID, paid_minor=got or None, returned_minor=min(back, got))

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


def _minor(amount: Any) -> int:  # noqa: ANN401 - an answer's JSON
    return 0 if amount is None else to_minor(Decimal(str(amount["value"])), str(amount["currency"]))


def _reason(error: HTTPError) -> str:
    """Return what the provider says is wrong, without anything of the request in it."""
    try:
        said = json.loads(error.read(_LARGEST_ANSWER)).get("detail")
    except (ValueError, AttributeError, OSError, HTTPException):
        said = None
    return str(said) if said else f"it answers {error.code} {error.reason}".rstrip()
