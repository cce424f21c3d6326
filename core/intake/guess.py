"""A first mapping for a file that no preset knows, from its headers alone; a person confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.intake.fields import FIELDS, ImportKind
from core.intake.mapping import Mapping, normalised
from core.intake.synonyms import SYNONYMS
from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKERS: Final = {
    ImportKind.RATES: frozenset({"rate", "koers", "kurs", "cours", "exchange rate"}),
    ImportKind.PAYMENTS: frozenset(normalised(header) for header in SYNONYMS["received_on"]),
    ImportKind.SALES: frozenset(
        {"sales", "credit sales", "revenue", "turnover", "omzet", "umsatz", "chiffre d affaires"}
    ),
    ImportKind.CONTROL: frozenset(normalised(header) for header in SYNONYMS["balance"]),
    ImportKind.INSURANCE: frozenset(
        normalised(header) for header in (*SYNONYMS["buyer_limit"], *SYNONYMS["cover_percent"])
    ),
    ImportKind.CREDIT: frozenset(normalised(header) for header in (*SYNONYMS["score"], *SYNONYMS["scored_on"])),
}
ASSUMED_CURRENCY: Final = "EUR"


def guess(columns: Sequence[str]) -> Mapping:
    """Return the mapping whose headers are best known: a ledger, unless the headers speak of something else."""
    present = {normalised(column): column for column in columns}
    kind = _kind(set(present))
    chosen: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for field in FIELDS[kind]:
        for header in (field.name, field.label, *SYNONYMS.get(field.name, ())):
            name = normalised(header)
            if name in present and name not in taken:
                chosen[field.name] = (present[name],)
                taken.add(name)
                break
    if "customer_id" not in chosen and "customer_name" in chosen:
        chosen["customer_id"] = chosen["customer_name"]
    has_open = "open_amount" in chosen and "settled_on" not in chosen
    return Mapping(kind=kind, columns=chosen, mode=ImportMode.SNAPSHOT if has_open else ImportMode.MOVEMENTS)


def _kind(present: set[str]) -> ImportKind:
    for kind, markers in _MARKERS.items():
        if present & markers:
            return kind
    due = {normalised(header) for header in SYNONYMS["due_on"]}
    amounts = {normalised(header) for header in (*SYNONYMS["amount"], *SYNONYMS["open_amount"])}
    customers = {normalised(header) for name in ("customer_id", "customer_name") for header in SYNONYMS[name]}
    # Nothing known at all: most likely a ledger in words of its own, and never a list of customers.
    return ImportKind.CUSTOMERS if present & customers and not present & (due | amounts) else ImportKind.LEDGER
