"""What one kind of message speaks of besides its items: a promise, a plan, a dispute, costs, an agency, copies of invoices."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What the customer promised to pay, and by when."""

    amount_minor: int
    currency: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Instalment:
    """One part of a plan; ``number`` counts from one."""

    number: int
    due_on: date
    amount_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A payment plan in one currency, its parts in the order in which they fall due."""

    instalments: tuple[Instalment, ...]

    def __post_init__(self) -> None:
        """Refuse a plan of nothing, or of two currencies."""
        if len({each.currency for each in self.instalments}) != 1:
            message = "a plan has instalments, all in one currency"
            raise ValueError(message)

    @property
    def currency(self) -> str:
        """Return the currency of every part."""
        return self.instalments[0].currency

    @property
    def total_minor(self) -> int:
        """Return what the parts add up to."""
        return sum(each.amount_minor for each in self.instalments)


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """What the customer contests; ``cause`` is a sentence part in the language of the message."""

    amount_minor: int
    currency: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class Reversal:
    """A direct debit that went back."""

    amount_minor: int
    currency: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Agency:
    """Who takes the file over: a letter about it goes there, and not to the customer it speaks of."""

    name: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Costs and interest on top of what is owed, in one currency; ``vat_minor`` is VAT over the costs.

    They are announced for after the term, or with ``is_due`` part of what the message asks.
    """

    principal_minor: int
    currency: str
    costs_minor: int = 0
    vat_minor: int = 0
    interest_minor: int = 0
    interest_percent: Decimal | None = None  # a year
    is_due: bool = False

    @property
    def extra_minor(self) -> int:
        """Return what comes on top."""
        return self.costs_minor + self.vat_minor + self.interest_minor

    @property
    def total_minor(self) -> int:
        """Return what is to be paid then, all together."""
        return self.principal_minor + self.extra_minor


@dataclass(frozen=True, kw_only=True)
class InvoiceCopy:
    """The copy of one invoice as it goes along with a message."""

    number: str
    file_name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Return the hash of the file; the message's own hash covers it too, because the file is part of its bytes."""
        return sha256(self.content).hexdigest()
