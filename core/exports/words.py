"""What an export asks of the words it is handed: a sentence in the reader's language, and numbers as written there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime


class Words(Protocol):
    """One language; ``core.language.Words`` is one. Calling it translates a sentence and fills ``{names}``."""

    @property
    def language(self) -> str:
        """Two letters, as in ``nl``."""
        ...

    def __call__(self, text: str, /, **values: object) -> str:
        """Return ``text`` translated."""
        ...

    def count(self, singular: str, plural: str, number: int, /, **values: object) -> str:
        """Return the form that fits ``number``, ``{n}`` in it filled."""
        ...

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with so many decimals."""
        ...

    def share(self, value: float, decimals: int = 1) -> str:
        """Return a share of 0-1 as a percentage."""
        ...

    def money(self, minor: int, currency: str) -> str:
        """Return minor units in full."""
        ...

    def round_money(self, minor: int, currency: str) -> str:
        """Return minor units short."""
        ...

    def day(self, day: date) -> str:
        """Return a date in full."""
        ...

    def short_day(self, day: date) -> str:
        """Return a date in few characters."""
        ...

    def day_of_month(self, day: date) -> str:
        """Return a date without its year."""
        ...

    def month(self, day: date) -> str:
        """Return month and year."""
        ...

    def moment(self, moment: datetime) -> str:
        """Return local day and time."""
        ...

    def country(self, code: str) -> str:
        """Return the name of a country."""
        ...


def later(text: str) -> str:
    """Return ``text`` as it is: marks it for the catalogue, a writer translates it when it writes."""
    return text
