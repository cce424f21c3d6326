"""Where people get free help with debts, by country: what messages to consumers name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.law.tables import Kind, countries, entry_or_none
from core.vocabulary import CustomerType


@dataclass(frozen=True, kw_only=True)
class HelpAddress:
    """A place that helps with debts; ``phone`` and ``url`` are empty where it has none for the whole country."""

    name: str
    phone: str
    url: str
    is_free: bool


def help_for(country: str, on: date = date.max) -> tuple[HelpAddress, ...]:
    """Return the help of ``country`` for consumers, the best known first; empty for a country without a table."""
    known = entry_or_none(country, CustomerType.CONSUMER, Kind.HELP, on) if country in countries() else None
    return () if known is None else tuple(HelpAddress(**each) for each in known.value)
