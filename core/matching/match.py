"""What matching starts from and ends with: a bank line, the items it may pay, and a match with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

MOST_CANDIDATES: Final = 5
"""Money that could be more customers' than this says nothing about any of them."""


class Certainty(StrEnum):
    """How sure a match is, which decides what happens with it."""

    CERTAIN = "certain"  # booked as found; a person may still take it back
    LIKELY = "likely"  # proposed: one click
    POSSIBLE = "possible"  # shown among other candidates


class Stage(StrEnum):
    """Which evidence found a match, the strongest first."""

    REVERSAL = "reversal"
    REFERENCE = "reference"
    NUMBER = "number"
    ACCOUNT = "account"
    NAME = "name"
    AMOUNT = "amount"


@dataclass(frozen=True, kw_only=True, slots=True)
class BankLine:
    """One payment on a statement, in or out; texts as the bank gives them.

    ``amount_minor`` is signed: money in is positive.
    """

    key: int
    entity: str
    booked_on: date
    amount_minor: int
    currency: str
    party: str = ""
    account: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    is_reversal: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenItem:
    """One due part of an invoice that could be paid; ``balance_minor`` as it was before the first bank line."""

    key: int
    customer_key: int
    entity: str
    currency: str
    number: str
    fiscal_year: int
    part_no: int
    reference: str
    issued_on: date
    due_on: date
    balance_minor: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """An amount of a bank line set against an item."""

    item_key: int
    customer_key: int
    amount_minor: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """What one bank line pays, and why we think so.

    ``rest_minor`` is what stays over: an over-payment (positive) of the one customer in ``customer_keys``. ``evidence`` is a
    sentence with named places and ``values`` fills them, so that a screen can say it in another language.
    """

    line_key: int
    stage: Stage
    certainty: Certainty
    customer_keys: tuple[int, ...]
    parts: tuple[Part, ...]
    rest_minor: int = 0
    evidence: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_automatic(self) -> bool:
        """Whether it is booked without a person."""
        return self.certainty is Certainty.CERTAIN
