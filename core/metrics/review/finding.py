"""A finding: one plain sentence computed from figures, kept as a pattern and its values so that any language can say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from core.money import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Kind(StrEnum):
    """How a value is written in a sentence."""

    DAYS = "days"  # a number of days, one decimal
    CHANGE = "change"  # the same with its sign
    MONEY = "money"  # integer minor units of the slot's currency
    SHARE = "share"  # 0-1, as a percentage
    COUNT = "count"  # a whole number
    DAY = "day"  # a date
    WORD = "word"  # an English word or label with a translation
    NAME = "name"  # what somebody is called: never translated
    COUNTRY = "country"  # an ISO 3166 code
    SEGMENT = "segment"  # the name of a segment, whose label the policy has
    TYPE = "type"  # a customer type


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One value in a sentence; ``currency`` belongs to ``Kind.MONEY``."""

    kind: Kind
    value: float | int | str | date
    currency: str = ""

    def in_english(self) -> str:
        """Return the value as plain English, for the command line and logs."""
        match self.kind:
            case Kind.DAYS:
                return f"{float(self.value):.1f}"  # type: ignore[arg-type]  # a number by its kind
            case Kind.CHANGE:
                return f"{float(self.value):+.1f}"  # type: ignore[arg-type]  # a number by its kind
            case Kind.MONEY:
                return f"{to_text(int(self.value), self.currency)} {self.currency}"  # type: ignore[arg-type]  # minor units by its kind
            case Kind.SHARE:
                return f"{float(self.value):.1%}"  # type: ignore[arg-type]  # a number by its kind
            case _:
                return str(self.value)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A sentence: ``pattern`` is its English text with ``{names}``, translatable as it stands; ``slots`` fill it."""

    pattern: str
    slots: Mapping[str, Slot] = field(default_factory=dict)

    def in_english(self) -> str:
        """Return the whole sentence in English."""
        return self.pattern.format(**{name: slot.in_english() for name, slot in self.slots.items()})


def days(value: float) -> Slot:
    """Return a number of days for a sentence."""
    return Slot(kind=Kind.DAYS, value=value)


def change(value: float) -> Slot:
    """Return a change in days for a sentence, with its sign."""
    return Slot(kind=Kind.CHANGE, value=value)


def money(minor: int, currency: str) -> Slot:
    """Return an amount for a sentence."""
    return Slot(kind=Kind.MONEY, value=minor, currency=currency)


def share(value: float) -> Slot:
    """Return a share of 0-1 for a sentence."""
    return Slot(kind=Kind.SHARE, value=value)


def count(value: int) -> Slot:
    """Return a whole number for a sentence."""
    return Slot(kind=Kind.COUNT, value=value)


def day(value: date) -> Slot:
    """Return a date for a sentence."""
    return Slot(kind=Kind.DAY, value=value)


def word(value: str) -> Slot:
    """Return a translatable word for a sentence."""
    return Slot(kind=Kind.WORD, value=value)


def name(value: str) -> Slot:
    """Return a proper name for a sentence."""
    return Slot(kind=Kind.NAME, value=value)
