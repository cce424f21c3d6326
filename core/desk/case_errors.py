"""What can be wrong with a promise, dispute, plan or stop, each in one sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SaldoError
from core.sentence import Amount

if TYPE_CHECKING:
    from datetime import date


class NoReasonError(SaldoError):
    """An act without its reason."""

    def __init__(self) -> None:
        super().__init__("Say why in a few words: the next person needs it.")


class NoAmountError(SaldoError):
    """An amount of nothing, or less."""

    def __init__(self) -> None:
        super().__init__("Fill in an amount above 0.")


class TooMuchError(SaldoError):
    """More than there is to pay."""

    def __init__(self, minor: int, most_minor: int, currency: str) -> None:
        super().__init__(
            "{amount} is more than the {most} that is open: fill in that much or less.",
            amount=Amount(minor=minor, currency=currency),
            most=Amount(minor=most_minor, currency=currency),
        )


class PastDayError(SaldoError):
    """A day that has gone by where one to come is meant."""

    def __init__(self, on: date, today: date) -> None:
        super().__init__("{on:%d-%m-%Y} has gone by: choose a day from {today:%d-%m-%Y} on.", on=on, today=today)


class NoDayError(SaldoError):
    """An agreement without its day."""

    def __init__(self) -> None:
        super().__init__("Choose the day: without it nothing can lift by itself.")


class NothingOpenError(SaldoError):
    """An agreement about nothing."""

    def __init__(self) -> None:
        super().__init__("Nothing of this is open any more: choose invoices with a balance.")


class TwoCurrenciesError(SaldoError):
    """Items of several currencies under one amount."""

    def __init__(self, currencies: list[str]) -> None:
        super().__init__(
            "These items are in {currencies}: make one agreement for each currency.", currencies=currencies
        )


class EmptyPlanError(SaldoError):
    """A payment plan of no parts, or of one."""

    def __init__(self) -> None:
        super().__init__("A plan has at least two parts: for one payment, note a promise.")


class PlanSumError(SaldoError):
    """A payment plan whose parts are not the whole."""

    def __init__(self, sum_minor: int, whole_minor: int, currency: str) -> None:
        given = {
            "sum": Amount(minor=sum_minor, currency=currency),
            "whole": Amount(minor=whole_minor, currency=currency),
            "difference": Amount(minor=abs(whole_minor - sum_minor), currency=currency),
        }
        if sum_minor < whole_minor:
            super().__init__("The parts add up to {sum}, not to {whole}: {difference} short.", **given)
        else:
            super().__init__("The parts add up to {sum}, not to {whole}: {difference} over.", **given)


class PlanOrderError(SaldoError):
    """A payment plan whose parts go back in time."""

    def __init__(self, number: int, on: date) -> None:
        super().__init__(
            "Part {number} is on {on:%d-%m-%Y}, not after the part before it: give it a later day.",
            number=number,
            on=on,
        )


class EndBeforeStartError(SaldoError):
    """A stop that ends before it begins."""

    def __init__(self, until_on: date, from_on: date) -> None:
        super().__init__(
            "The stop would end on {until_on:%d-%m-%Y}, before it starts on {from_on:%d-%m-%Y}: choose a later day.",
            until_on=until_on,
            from_on=from_on,
        )


class CaseMovedError(SaldoError):
    """Somebody else changed or closed the case in between."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this in the meantime: reload the page and look again.")


class NothingToUndoError(SaldoError):
    """An act that cannot be taken back any more."""

    def __init__(self) -> None:
        super().__init__("This cannot be undone any more, for something was done after it: change it by hand.")
