"""What can be wrong with a question about the past, each with the sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class OutsideTheBookError(SaldoError):
    """A day of which the ledger says nothing."""

    def __init__(self, asked_on: date, first_on: date, latest_on: date) -> None:
        super().__init__(
            "The ledger says nothing of {asked_on:%d-%m-%Y}: choose a day from {first_on:%d-%m-%Y} to "
            "{latest_on:%d-%m-%Y}.",
            asked_on=asked_on,
            first_on=first_on,
            latest_on=latest_on,
        )


class BackwardsError(SaldoError):
    """A period that ends before it begins."""

    def __init__(self, first_on: date, last_on: date) -> None:
        super().__init__(
            "The period begins on {first_on:%d-%m-%Y} and ends on {last_on:%d-%m-%Y}: choose a later last day.",
            first_on=first_on,
            last_on=last_on,
        )


class TooManyDaysError(SaldoError):
    """A period longer than anybody waits for."""

    def __init__(self, days: int, most: int) -> None:
        super().__init__("The period has {days} days; {most} is the most: choose a shorter one.", days=days, most=most)


class ReplayCancelledError(SaldoError):
    """Somebody stopped the run; nothing of it is kept but that."""

    def __init__(self) -> None:
        super().__init__("The run was stopped. Start it again when it suits.")


class HistoryUnreadableError(SaldoError):
    """A file of reminders of which nothing can be used."""

    def __init__(self, file_name: str, why: str) -> None:
        super().__init__(
            "{file_name} cannot be used as a history of reminders: {why}", file_name=file_name, why=Sentence(why)
        )


class HistoryColumnsError(SaldoError):
    """A file of reminders in which a column is not found."""

    def __init__(self, file_name: str, missing: Sequence[str], columns: Sequence[str]) -> None:
        super().__init__(
            "{file_name} has no column for {missing}: say which one it is (--column NAME=HEADER, or on the page). "
            "Its columns are: {columns}.",
            file_name=file_name,
            missing=tuple(missing),
            columns=tuple(columns),
        )
        self.missing = tuple(missing)
        self.columns = tuple(columns)
