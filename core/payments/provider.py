"""The one small interface that every payment provider stands behind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from core.errors import SaldoError

if TYPE_CHECKING:
    from datetime import datetime


class PayState(StrEnum):
    """How a link at a provider stands."""

    OPEN = "open"
    PAID = "paid"
    EXPIRED = "expired"


class PayProviderError(SaldoError):
    """A provider that does not answer, or refuses."""

    def __init__(self, provider: str, why: str) -> None:
        super().__init__(
            f"{provider} could not make the payment: {why}. Nothing was paid; pay by transfer, or try again later."
        )


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a customer wants to pay now; two orders with the same ``key`` are one."""

    amount_minor: int
    currency: str
    description: str
    return_url: str
    expires_at: datetime
    key: str


@dataclass(frozen=True, kw_only=True)
class ProviderLink:
    """A payment page at a provider."""

    provider_id: str
    url: str


class Provider(Protocol):
    """A payment provider: it makes a page to pay an order at, and says later how that went."""

    @property
    def name(self) -> str:
        """Return the name that people know it by."""
        ...

    def create(self, order: Order) -> ProviderLink:
        """Return the page for ``order``; raise ``PayProviderError`` when there is none."""
        ...

    def state(self, provider_id: str) -> PayState:
        """Return how the page stands; raise ``PayProviderError`` when the provider does not say."""
        ...
