"""What can go wrong when the law is asked, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class UnknownCountryError(SaldoError):
    """A country whose law Saldo has no table of."""

    def __init__(self, country: str, known: Iterable[str]) -> None:
        super().__init__(
            "Saldo has no table of the law of {country} (known: {known}): ask no costs and no interest there, or add "
            "its table to core/law/entries.",
            country=country or Sentence("an unknown country"),
            known=sorted(known),
        )


class NoEntryError(SaldoError):
    """A question that no table of the country answers for this type of customer."""

    def __init__(self, country: str, customer_type: str, kind: str, on: date) -> None:
        super().__init__(
            "The tables of {country} say nothing of {kind} for a {customer_type} on {on}: ask nothing on that ground.",
            country=country,
            kind=Sentence(kind.replace("_", " ")),
            customer_type=customer_type,
            on=on,
        )


class BeforeTableError(SaldoError):
    """A day before the first entry of a table."""

    def __init__(self, country: str, kind: str, on: date, first_on: date) -> None:
        super().__init__(
            "The table of {kind} of {country} begins on {first_on}, and {on} is before it: choose a later day, or "
            "add the older entry to core/law/entries.",
            kind=Sentence(kind.replace("_", " ")),
            country=country,
            first_on=first_on,
            on=on,
        )


class NegativeAmountError(SaldoError):
    """A claim of less than nothing."""

    def __init__(self, minor: int) -> None:
        super().__init__(
            "A claim cannot be less than 0, and this one is {minor}: give what is still to be paid.", minor=minor
        )


class ForeignCurrencyError(SaldoError):
    """An amount in a currency that the law names no amounts in."""

    def __init__(self, currency: str, country: str, expected: str) -> None:
        super().__init__(
            "The law of {country} sets these amounts in {expected} and the claim is in {currency}: ask no costs in "
            "{currency}.",
            country=country,
            expected=expected,
            currency=currency,
        )


class BackwardsError(SaldoError):
    """A period that ends before it begins."""

    def __init__(self, from_on: date, to_on: date) -> None:
        super().__init__(
            "Interest from {from_on} to {to_on} would run backwards: give a last day that is not before the first.",
            from_on=from_on,
            to_on=to_on,
        )


class LawFileError(SaldoError):
    """A table file that cannot be read."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(
            "The table of the law in core/law/entries/{name} cannot be read: {problem}. Mend that file.",
            name=name,
            problem=Sentence(problem),
        )


class ChoicesRefusedError(SaldoError):
    """Choices about the law that cannot be."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
