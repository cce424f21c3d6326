"""What a message speaks of: a customer, the items to pay, and the person who writes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self

from core.messages.clean import one_line
from core.messages.transfer import LARGEST_MINOR, LONGEST_TEXT, MOST_BYTES, transfer_of
from core.vocabulary import ChannelName, CustomerType, Label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.messages.facts import Agency, Claim, Dispute, Instalment, InvoiceCopy, Plan, Promise, Reversal
    from core.messages.transfer import Transfer


@dataclass(frozen=True, kw_only=True)
class Item:
    """One due part of a document with what is still to pay; a credit has a negative balance."""

    number: str
    issued_on: date
    due_on: date
    amount_minor: int
    balance_minor: int
    currency: str
    paid_minor: int = 0
    invoice_url: str = ""  # where its copy can be fetched
    description: str = ""
    is_beside: bool = False  # of an earlier step than the message: listed, not what the message is about


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
    enterprise_number: str = ""  # of the trade register; Belgian law wants it in a reminder
    product: str = ""  # what the company sells, in a few words

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
    country: str = ""  # ISO 3166, of the customer; empty where it is not known
    channel: ChannelName = ChannelName.EMAIL
    label: Label = Label.NEUTRAL
    is_good_payer: bool = False  # only where the ledger proves it
    sent_on: date | None = None  # default: as_of
    deadline_on: date | None = None
    claim: Claim | None = None
    promise: Promise | None = None
    plan: Plan | None = None
    instalment: Instalment | None = None
    dispute: Dispute | None = None
    reversal: Reversal | None = None
    agency: Agency | None = None
    pay_url: str = ""  # Saldo's own signed address, empty where no public address is set
    page_url: str = ""  # of the customer's own page, empty where there is none
    has_list_header: bool = False  # whether mail programs may show their own way to that page (List-Unsubscribe)
    pay_method: str = ""  # as the customer usually pays, in words of the ledger or the provider
    copies: tuple[InvoiceCopy, ...] = ()
    has_code: bool = True  # whether the entity wants a payment code

    def __post_init__(self) -> None:
        """Refuse a message about nothing."""
        if not self.items:
            message = f"a message to customer {self.customer_id} names no items"
            raise ValueError(message)

    @property
    def totals(self) -> dict[str, int]:
        """Return what is to pay in minor units per currency, in the order of the items; with the costs that are due by now."""
        totals = self.open_minor
        if self.claim is not None and self.claim.is_due:
            totals[self.claim.currency] = totals.get(self.claim.currency, 0) + self.claim.extra_minor
        return totals

    @property
    def open_minor(self) -> dict[str, int]:
        """Return what is open on the items in minor units per currency, in their order; costs are no part of the ledger."""
        open_minor: dict[str, int] = {}
        for item in self.items:
            open_minor[item.currency] = open_minor.get(item.currency, 0) + item.balance_minor
        return open_minor

    @property
    def paid(self) -> dict[str, int]:
        """Return what was paid already on the items, per currency; nothing for a currency without payments."""
        paid: dict[str, int] = {}
        for item in self.items:
            if item.paid_minor:
                paid[item.currency] = paid.get(item.currency, 0) + item.paid_minor
        return paid

    @property
    def asked(self) -> tuple[int, str] | None:
        """Return the one amount to pay now and its currency: of the instalment or promise, else the only total; None for several.

        A legal notice asks for what it is about: what is only listed beside it is not in its term.
        """
        agreed = self.instalment or self.promise
        if agreed is not None:
            return agreed.amount_minor, agreed.currency
        totals = self.totals
        if len(totals) != 1:
            return None
        currency, minor = next(iter(totals.items()))
        claim = self.claim
        if claim is not None and not claim.is_due and claim.currency == currency and claim.principal_minor > 0:
            minor = claim.principal_minor
        return minor, currency

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

    @property
    def transfer(self) -> Transfer | None:
        """Return the credit transfer that pays what is asked; None where a payment code cannot say it."""
        if self.asked is None or not self.has_code or not self.sender.iban:
            return None
        minor, currency = self.asked
        reference = one_line(self.payment_reference)
        if currency != "EUR" or not 0 < minor <= LARGEST_MINOR or not 0 < len(reference) <= LONGEST_TEXT:
            return None
        found = transfer_of(one_line(self.sender.name), self.sender.iban, minor, reference)
        return found if len(found.payload().encode()) <= MOST_BYTES else None


_DEMO_ADDRESS = {
    "NL": ("Voorbeeld B.V.", "Keizersgracht 1, 1015 CN Amsterdam", "020 123 45 67", "NL91ABNA0417164300"),
    "BE": ("Voorbeeld België", "Meir 1, 2000 Antwerpen", "03 123 45 67", "BE68539007547034"),
    "DE": ("Beispiel Deutschland", "Hafenstraße 1, 20457 Hamburg", "040 123 45 67", "DE89370400440532013000"),
    "FR": ("Exemple France", "Rue du Port 1, 59000 Lille", "03 20 12 34 56", "FR1420041010050500013M02606"),
}
_DEMO_TRADE = {
    "NL": ("12345678", "kantoorartikelen"),
    "BE": ("0123.456.749", "kantoorartikelen"),
    "DE": ("HRB 12345", "Büromaterial"),
    "FR": ("123 456 782", "fournitures de bureau"),
}


def demo_sender(entity: str) -> Sender:
    """Return a made-up sender for ``entity`` (by its first two letters), so that the first preview needs no settings."""
    country = entity[:2].upper()
    name, address, phone, iban = _DEMO_ADDRESS.get(country, _DEMO_ADDRESS["NL"])
    enterprise_number, product = _DEMO_TRADE.get(country, _DEMO_TRADE["NL"])
    return Sender(
        name=name,
        person="Karin de Boer",
        phone=phone,
        email="rekeningen@voorbeeld.example",
        reply_to="karin.deboer@voorbeeld.example",
        address=address,
        iban=iban,
        enterprise_number=enterprise_number,
        product=product,
    )
