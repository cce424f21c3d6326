"""How old the tables of the law are: when each was last checked, and whether it lacks the present half-year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from core.law.costs import months_before
from core.law.tables import Kind, tables

if TYPE_CHECKING:
    from core.law.tables import Entry

OLD_MONTHS: Final = 7  # a rate changes every six: one month's grace to look it up
HALF_YEARLY: Final = frozenset({Kind.REFERENCE_RATE, Kind.BASE_RATE, Kind.INTEREST_RATE})
JULY: Final = 7


@dataclass(frozen=True, kw_only=True)
class TableAge:
    """One table, with the types of customer that share it, and what is the matter with it on a day."""

    country: str
    customer_types: tuple[str, ...]
    kind: Kind
    entries: tuple[Entry, ...]
    checked_on: date
    is_old: bool
    is_behind: bool

    @property
    def newest(self) -> Entry:
        """The last entry of the table."""
        return self.entries[-1]

    def in_force(self, on: date) -> Entry | None:
        """Return the entry that holds on ``on``, None where the table says nothing of that day."""
        return next((each for each in reversed(self.entries) if each.holds(on)), None)


def ages(today: date) -> tuple[TableAge, ...]:
    """Return every table as it stands on ``today``, by country.

    Old is what was last checked more than seven months ago. Behind is a table of half-yearly rates without a row for the present
    half-year: somebody has to look whether the rate stayed.
    """
    shared: dict[tuple[str, Kind, tuple[tuple[date, str], ...]], list[str]] = {}
    known: dict[tuple[str, Kind, tuple[tuple[date, str], ...]], tuple[Entry, ...]] = {}
    for (country, customer_type, kind), entries in tables().items():
        key = (country, Kind(kind), tuple((each.valid_from, str(each.value)) for each in entries))
        shared.setdefault(key, []).append(customer_type)
        known.setdefault(key, entries)
    found = [_age(known[key], tuple(types), today) for key, types in shared.items()]
    order = list(Kind)
    return tuple(sorted(found, key=lambda each: (each.country, order.index(each.kind), each.customer_types)))


def is_old(checked_on: date, today: date) -> bool:
    """Return whether what was checked on ``checked_on`` has to be looked at again."""
    return checked_on < months_before(today, OLD_MONTHS)


def _age(entries: tuple[Entry, ...], customer_types: tuple[str, ...], today: date) -> TableAge:
    newest = entries[-1]
    checked_on = max(each.checked_on for each in entries)
    half_year = date(today.year, JULY if today.month >= JULY else 1, 1)
    return TableAge(
        country=newest.country,
        customer_types=customer_types,
        kind=newest.kind,
        entries=entries,
        checked_on=checked_on,
        is_old=is_old(checked_on, today),
        is_behind=newest.kind in HALF_YEARLY and newest.valid_from < half_year,
    )
