"""The one small interface that every payment provider stands behind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from datetime import datetime


class PayState(StrEnum):
    """How a link at a provider stands."""

    OPEN = "open"
    PAID = "paid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # by us: what it asks was paid otherwise, or is no longer asked
    REVOKED = "revoked"  # by a person: nothing is paid by that address any more


class PayProviderError(SaldoError):
    """A provider that does not answer, or refuses."""

    def __init__(self, provider: str, why: str) -> None:
        super().__init__(
            "{provider} could not make the payment: {why}. Nothing was paid; pay by transfer, or try again later.",
            provider=provider,
            why=Sentence(why),
        )


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a customer wants to pay now; two orders with the same ``key`` are one.

    ``webhook_url`` is where the provider tells that something changed; '' where it cannot reach us.
    """

    amount_minor: int
    currency: str
    description: str
    return_url: str
    expires_at: datetime
    key: str
    webhook_url: str = ""


@dataclass(frozen=True, kw_only=True)
class ProviderLink:
    """A payment page at a provider."""

    provider_id: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Seen:
    """How a page stands at the provider: what it got, and what went back of it (refunded or charged back).

    ``paid_minor`` is None where the provider does not say how much: then it is what was asked.
    """

    state: PayState
    paid_minor: int | None = None
    returned_minor: int = 0


class Provider(Protocol):
    """A payment provider: it makes a page to pay an order at, says later how that went, and closes it when asked."""

    @property
    def name(self) -> str:
        """Return the name that people know it by."""
        ...

    def create(self, order: Order) -> ProviderLink:
        """Return the page for ``order``; raise ``PayProviderError`` when there is none."""
        ...

    def look(self, provider_id: str) -> Seen:
        """Return how the page stands; raise ``PayProviderError`` when the provider does not say."""
        ...

    def withdraw(self, provider_id: str) -> None:
        """Close the page, so that nobody can pay at it any more; raise ``PayProviderError`` when that was not done."""
        ...
