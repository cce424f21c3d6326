"""A bank statement as every format tells it: balances, entries, and the payments inside an entry."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class StatementKind(StrEnum):
    """What the bank says of the entries: final, or seen during the day."""

    BOOKED = "booked"  # CAMT.053, MT940, CODA
    INTERIM = "interim"  # CAMT.052, MT942: comes again in the statement of the day
    NOTICE = "notice"  # CAMT.054: the payments behind an entry that a statement books as one sum


@dataclass(frozen=True, kw_only=True)
class Balance:
    """Balance of an account on a day; ``amount`` is negative when overdrawn."""

    amount: Decimal
    currency: str
    on: date | None


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One payment inside an entry, as far as the bank tells; texts are empty when it does not.

    ``amount`` is signed as seen from the account and None where only the entry has an amount.
    """

    amount: Decimal | None = None
    currency: str = ""
    party: str = ""
    account: str = ""  # of the other side: an IBAN where there is one, without spaces
    end_to_end_id: str = ""
    references: tuple[str, ...] = ()  # structured: RF, Belgian communication, betalingskenmerk, ISR
    text: str = ""
    mandate: str = ""
    return_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a statement. Its details never count beside it: they say what it is made of.

    ``amount`` is signed: money in is positive. A reversal undoes an earlier entry; its sign is already the one it has here.
    """

    booked_on: date
    value_on: date | None
    amount: Decimal
    currency: str
    is_reversal: bool = False
    is_booked: bool = True
    bank_reference: str = ""
    text: str = ""
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of one account; balances that do not add up are told by ``is_balanced`` and refuse nothing."""

    kind: StatementKind
    account: str  # an IBAN without spaces where there is one, else as the bank writes it
    currency: str
    number: str
    opening: Balance | None
    closing: Balance | None
    entries: tuple[Entry, ...]

    @property
    def credits(self) -> Decimal:
        """Sum of money in."""
        return sum((entry.amount for entry in self.entries if entry.amount > 0), Decimal(0))

    @property
    def debits(self) -> Decimal:
        """Sum of money out, positive."""
        return -sum((entry.amount for entry in self.entries if entry.amount < 0), Decimal(0))

    @property
    def is_balanced(self) -> bool | None:
        """Whether opening plus entries is closing; None when a balance is missing."""
        if self.opening is None or self.closing is None:
            return None
        return self.opening.amount + self.credits - self.debits == self.closing.amount
