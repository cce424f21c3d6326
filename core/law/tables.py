"""The tables of the law: dated entries from core/law/entries, each with its source, its mark and the day it was checked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from core.law.errors import BeforeTableError, LawFileError, NoEntryError, UnknownCountryError
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = Path(__file__).with_name("entries")
WORDING: Final = "wording.toml"
EVERYBODY: Final = "any"
UNION: Final = "EU"


class Kind(StrEnum):
    """What an entry is about."""

    REFERENCE_RATE = "reference_rate"  # of the European Central Bank, per cent
    BASE_RATE = "base_rate"  # to which points are added, per cent
    INTEREST_POINTS = "interest_points"  # added to the base rate
    INTEREST_RATE = "interest_rate"  # per cent a year
    AGREED_RATE_FLOOR = "agreed_rate_floor"  # least that parties may agree on, as a multiple of the legal rate
    LEGAL_RATE = "legal_rate"
    COMPOUNDS = "compounds"  # whether a full year's interest is added to the claim
    COST_SCALE = "cost_scale"  # costs as parts of the claim
    COST_STEPS = "cost_steps"  # costs by the size of the claim
    REMINDER_FEE = "reminder_fee"  # most for a reminder after the free ones
    FREE_REMINDERS = "free_reminders"
    VAT_RATE = "vat_rate"
    NOTICE_TERM = "notice_term"  # time that a legal message gives, and how it is counted
    PAYMENT_DAYS = "payment_days"  # to pay where nothing was agreed, and the most for a small firm's invoice
    CUMULATION_MONTHS = "cumulation_months"
    CONTACT_HOURS = "contact_hours"
    HOLIDAYS = "holidays"  # which of the holidays library's lists count
    DECREE_DAYS = "decree_days"  # days made equal to holidays
    HELP = "help"  # where people get free help with debts


class Mark(StrEnum):
    """How sure an entry is."""

    SOURCED = "S"  # read in the source named
    COMPUTED = "C"  # computed from sourced entries and cross-checked
    GENERAL = "G"  # general knowledge, to be checked by a person before it drives a letter


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One fact of the law from a day on; ``value`` is a number, a text, a list or a table, as its kind has it."""

    country: str
    customer_type: str
    kind: Kind
    valid_from: date
    valid_to: date | None
    value: Any
    source: str
    checked_on: date
    mark: Mark
    note: str = ""

    def holds(self, on: date) -> bool:
        """Return whether the entry is in force on ``on``, as far as it says itself."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


Key = tuple[str, str, str]


@cache
def tables(folder: Path = FOLDER) -> dict[Key, tuple[Entry, ...]]:
    """Return every table by country, type of customer and kind, its entries in order of time."""
    grouped: dict[Key, list[Entry]] = {}
    for file in sorted(folder.glob("*.toml")):
        if file.name != WORDING:
            for each in _entries(file):
                grouped.setdefault((each.country, each.customer_type, each.kind), []).append(each)
    return {key: tuple(sorted(found, key=lambda each: each.valid_from)) for key, found in grouped.items()}


@cache
def countries() -> tuple[str, ...]:
    """Return the countries with tables of their own."""
    return tuple(sorted({country for country, _, _ in tables()} - {UNION}))


def table(country: str, customer_type: str, kind: Kind) -> tuple[Entry, ...]:
    """Return the entries of one table, of this type of customer or of everybody; empty when there are none.

    Raises :class:`UnknownCountryError` for a country without tables.
    """
    found = tables().get((country, customer_type, kind)) or tables().get((country, EVERYBODY, kind))
    if found is None and country not in (*countries(), UNION):
        raise UnknownCountryError(country, countries())
    return found or ()


def entry(country: str, customer_type: str, kind: Kind, on: date) -> Entry:
    """Return the entry in force on ``on``.

    Raises :class:`UnknownCountryError`, :class:`NoEntryError` where the country has no such rule for this type of customer,
    :class:`BeforeTableError` for a day before the table begins.
    """
    known = table(country, customer_type, kind)
    if not known:
        raise NoEntryError(country, customer_type, kind, on)
    if on < known[0].valid_from:
        raise BeforeTableError(country, kind, on, known[0].valid_from)
    found = _in_force(known, on)
    if found is None:
        raise NoEntryError(country, customer_type, kind, on)
    return found


def entry_or_none(country: str, customer_type: str, kind: Kind, on: date) -> Entry | None:
    """Return the entry in force on ``on``, None where no table of a known country says anything of it."""
    return _in_force(table(country, customer_type, kind), on)


def _in_force(known: tuple[Entry, ...], on: date) -> Entry | None:
    return next((each for each in reversed(known) if each.holds(on)), None)


def _entries(file: Path) -> Iterator[Entry]:
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        for one in read["table"]:
            shared = {name: value for name, value in one.items() if name not in {"rows", "customer_types"}}
            for row in one["rows"]:
                for customer_type in one["customer_types"]:
                    yield _entry(customer_type, {**shared, **row})
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise LawFileError(file.name, str(error)) from error


def _entry(customer_type: str, said: dict[str, Any]) -> Entry:
    if customer_type not in (*CustomerType, EVERYBODY):
        message = f"{customer_type!r} is no type of customer"
        raise ValueError(message)
    for name in ("source", "country"):
        if not str(said[name]).strip():
            message = f"an entry of {said['kind']} has no {name}"
            raise ValueError(message)
    return Entry(
        country=said["country"],
        customer_type=customer_type,
        kind=Kind(said["kind"]),
        valid_from=_day(said["valid_from"]),
        valid_to=_day(said["valid_to"]) if "valid_to" in said else None,
        value=said["value"],
        source=said["source"],
        checked_on=_day(said["checked_on"]),
        mark=Mark(said["mark"]),
        note=said.get("note", ""),
    )


def _day(value: object) -> date:
    if not isinstance(value, date):
        message = f"{value!r} is no date"
        raise TypeError(message)
    return value
