"""What a message speaks of: a customer, the items to pay, and the person who writes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self

from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, kw_only=True)
class Item:
    """One due part of a document with what is still to pay."""

    number: str
    issued_on: date
    due_on: date
    amount_minor: int
    balance_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who writes for an entity: the company, and a named person with a direct number."""

    name: str
    person: str
    phone: str
    email: str
    reply_to: str
    address: str
    iban: str

    def to_dict(self) -> dict[str, str]:
        """Return the fields by name, as the desk keeps them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, fields: Mapping[str, str]) -> Self:
        """Return the sender whose fields :meth:`to_dict` gave; raise ``TypeError`` when one is missing or unknown."""
        return cls(**fields)


@dataclass(frozen=True, kw_only=True)
class MessageContext:
    """All that the templates of one message may use; one customer, its items, one total per currency."""

    customer_id: str
    customer_name: str
    customer_type: CustomerType
    items: tuple[Item, ...]
    sender: Sender
    as_of: date
    person: str | None = None
    reference: str | None = None

    def __post_init__(self) -> None:
        """Refuse a message about nothing."""
        if not self.items:
            message = f"a message to customer {self.customer_id} names no items"
            raise ValueError(message)

    @property
    def totals(self) -> dict[str, int]:
        """Return what is still to pay in minor units per currency, in the order of the items."""
        totals: dict[str, int] = {}
        for item in self.items:
            totals[item.currency] = totals.get(item.currency, 0) + item.balance_minor
        return totals

    @property
    def addressee(self) -> str | None:
        """Return the person to greet: the named one, or a consumer itself; ``None`` when nobody is known."""
        if self.person:
            return self.person
        return self.customer_name if self.customer_type is CustomerType.CONSUMER else None

    @property
    def payment_reference(self) -> str:
        """Return what to put beside a payment: the given reference, the only item's number, or the customer's number."""
        if self.reference:
            return self.reference
        return self.items[0].number if len(self.items) == 1 else self.customer_id


_DEMO_ADDRESS = {
    "NL": ("Voorbeeld B.V.", "Keizersgracht 1, 1015 CN Amsterdam", "020 123 45 67", "NL91ABNA0417164300"),
    "BE": ("Voorbeeld België", "Meir 1, 2000 Antwerpen", "03 123 45 67", "BE68539007547034"),
    "DE": ("Beispiel Deutschland", "Hafenstraße 1, 20457 Hamburg", "040 123 45 67", "DE89370400440532013000"),
    "FR": ("Exemple France", "Rue du Port 1, 59000 Lille", "03 20 12 34 56", "FR1420041010050500013M02606"),
}


def demo_sender(entity: str) -> Sender:
    """Return a made-up sender for ``entity`` (by its first two letters), so that the first preview needs no settings."""
    name, address, phone, iban = _DEMO_ADDRESS.get(entity[:2].upper(), _DEMO_ADDRESS["NL"])
    return Sender(
        name=name,
        person="Karin de Boer",
        phone=phone,
        email="rekeningen@voorbeeld.example",
        reply_to="karin.deboer@voorbeeld.example",
        address=address,
        iban=iban,
    )
