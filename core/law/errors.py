"""What can go wrong when the law is asked, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SaldoError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class UnknownCountryError(SaldoError):
    """A country whose law Saldo has no table of."""

    def __init__(self, country: str, known: Iterable[str]) -> None:
        super().__init__(
            f"Saldo has no table of the law of {country or 'an unknown country'!s} (known: {', '.join(sorted(known))}): "
            "ask no costs and no interest there, or add its table to core/law/entries."
        )


class NoEntryError(SaldoError):
    """A question that no table of the country answers for this type of customer."""

    def __init__(self, country: str, customer_type: str, kind: str, on: date) -> None:
        super().__init__(
            f"The tables of {country} say nothing of {kind.replace('_', ' ')} for a {customer_type} on {on.isoformat()}: ask nothing on that ground."
        )


class BeforeTableError(SaldoError):
    """A day before the first entry of a table."""

    def __init__(self, country: str, kind: str, on: date, first_on: date) -> None:
        super().__init__(
            f"The table of {kind.replace('_', ' ')} of {country} begins on {first_on.isoformat()}, and {on.isoformat()} is before it: "
            "choose a later day, or add the older entry to core/law/entries."
        )


class NegativeAmountError(SaldoError):
    """A claim of less than nothing."""

    def __init__(self, minor: int) -> None:
        super().__init__(f"A claim cannot be less than 0, and this one is {minor}: give what is still to be paid.")


class ForeignCurrencyError(SaldoError):
    """An amount in a currency that the law names no amounts in."""

    def __init__(self, currency: str, country: str, expected: str) -> None:
        super().__init__(
            f"The law of {country} sets these amounts in {expected} and the claim is in {currency}: ask no costs in {currency}."
        )


class BackwardsError(SaldoError):
    """A period that ends before it begins."""

    def __init__(self, from_on: date, to_on: date) -> None:
        super().__init__(
            f"Interest from {from_on.isoformat()} to {to_on.isoformat()} would run backwards: give a last day that is not before the first."
        )


class LawFileError(SaldoError):
    """A table file that cannot be read."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"The table of the law in core/law/entries/{name} cannot be read: {problem}. Mend that file.")


class ChoicesRefusedError(SaldoError):
    """Choices about the law that cannot be."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
