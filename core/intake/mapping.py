"""A mapping: which column of a file means what, with the choices a file cannot state itself."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from core.intake.fields import FIELDS, ImportKind
from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from collections.abc import Mapping as Dictionary
    from collections.abc import Sequence


def normalised(header: str) -> str:
    """Return a header without case, punctuation and double spaces, so that exports of one system compare equal."""
    return re.sub(r"[\W_]+", " ", header).strip().casefold()


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rows that name the customer of other rows: a heading ``above`` its items, or a subtotal row ``below`` them.

    ``pattern`` takes the text of ``field`` out of the first cells of such a row, by its first group.
    """

    place: str
    field: str
    pattern: str = "^(.+)$"


@dataclass(frozen=True, kw_only=True)
class Across:
    """Columns that stand across: each cell is a row of its own, with its header as the field ``named``.

    Only columns whose header matches ``pattern`` count, and ``mapping.columns`` names the one field that all cells of a row
    share. An empty cell, or one that says N/A, is no row.
    """

    named: str
    value: str
    pattern: str


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """Everything Saldo must be told to read a file.

    ``columns`` gives, per field, the headers that may stand for it (the first one present wins; those of ``pairs``
    are taken together), ``fallbacks`` the headers whose cell is taken when the first is empty, ``constants`` a text
    where no column says anything. ``headers`` name the columns of a file without a header row.

    ``words`` translates document types. Rows whose cell matches the pattern in ``skip_rows`` are passed over. Rows
    with the fields ``total_when_blank`` empty and an amount are totals, without an amount headings. ``sum_rows``
    adds up rows of one number; ``may_lack_number`` makes a number of date and amount where there is none;
    ``whole_numbers`` are texts a spreadsheet may have given a tail of ``.0``. ``decimal_mark`` and ``date_order``
    help where the file does not show them itself.
    """

    kind: ImportKind
    columns: Dictionary[str, Sequence[str]] = field(default_factory=dict)
    fallbacks: Dictionary[str, Sequence[str]] = field(default_factory=dict)
    constants: Dictionary[str, str] = field(default_factory=dict)
    pairs: Sequence[Sequence[str]] = ()
    words: Dictionary[str, str] = field(default_factory=dict)
    skip_rows: Dictionary[str, str] = field(default_factory=dict)
    headers: Sequence[str] = ()
    mode: ImportMode = ImportMode.MOVEMENTS
    decimal_mark: str | None = None
    date_order: str | None = None
    flip_signs: bool = False
    round_amounts: bool = False
    credit_notes_are_positive: bool = False
    sum_rows: bool = False
    may_lack_number: bool = False
    whole_numbers: Sequence[str] = ()
    due_after_days: int | None = None
    issued_before_days: int | None = None
    total_when_blank: Sequence[str] = ()
    group: Group | None = None
    across: Across | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the mapping as JSON can hold it; ``Mapping.from_dict`` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, told: Dictionary[str, Any]) -> Mapping:
        """Return the mapping that ``as_dict`` wrote; unknown keys are an error, absent ones take their default."""
        known = {each.name for each in fields(cls)}
        unknown = sorted(set(told) - known)
        if unknown:
            message = f"a mapping has no setting called {', '.join(unknown)}"
            raise ValueError(message)
        values = dict(told)
        values["kind"] = ImportKind(values["kind"])
        if "mode" in values:
            values["mode"] = ImportMode(values["mode"])
        if values.get("group") is not None and not isinstance(values["group"], Group):
            values["group"] = Group(**values["group"])
        if values.get("across") is not None and not isinstance(values["across"], Across):
            values["across"] = Across(**values["across"])
        return cls(**values)

    def with_constants(self, **constants: str | None) -> Mapping:
        """Return the mapping with fixed texts added; None changes nothing."""
        return replace(self, constants={**self.constants, **{name: text for name, text in constants.items() if text}})


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A mapping laid onto a file: the position of the column per field, counted from 0."""

    positions: dict[str, int]
    fallbacks: dict[str, list[int]]
    missing: tuple[str, ...]


def bind(mapping: Mapping, columns: Sequence[str]) -> Bound:
    """Return which column of the file each field takes, and the labels of required fields nothing gives."""
    places: dict[str, int] = {}
    for position, column in enumerate(columns):
        places.setdefault(normalised(column), position)
    positions = {}
    for name, headers in mapping.columns.items():
        found = [places[normalised(header)] for header in headers if normalised(header) in places]
        if found:
            positions[name] = found[0]
    for pair in mapping.pairs:
        positions |= _paired(mapping, pair, places)
    fallbacks = {
        name: [places[normalised(header)] for header in headers if normalised(header) in places]
        for name, headers in mapping.fallbacks.items()
    }
    if mapping.across is not None:
        # What is read has three columns: the shared cell, the header, the value.
        shared = next(iter(positions), None)
        named = {mapping.across.named: 1, mapping.across.value: 2}
        positions = {shared: 0, **named} if shared is not None else {}
    given = set(positions) | set(mapping.constants) | _derived(mapping, positions)
    if mapping.group is not None:
        given.add(mapping.group.field)
    missing = tuple(each.label for each in FIELDS[mapping.kind] if each.is_required and each.name not in given)
    return Bound(positions=positions, fallbacks=fallbacks, missing=missing)


def _paired(mapping: Mapping, pair: Sequence[str], places: dict[str, int]) -> dict[str, int]:
    """Return the first positions that are there for every field of the pair; none when no pair is complete."""
    for headers in zip(*(mapping.columns[name] for name in pair), strict=True):
        if all(normalised(header) in places for header in headers):
            return {name: places[normalised(header)] for name, header in zip(pair, headers, strict=True)}
    return {}


def _derived(mapping: Mapping, positions: dict[str, int]) -> set[str]:
    derived = set()
    if mapping.due_after_days is not None:
        derived.add("due_on")
    if mapping.issued_before_days is not None:
        derived.add("issued_on")
    if "open_amount" in positions:
        derived.add("amount")
    if "units_per_euro" in positions:
        derived.add("rate")
    if mapping.may_lack_number:
        derived.add("number")
    if "received_at" in positions:
        derived.add("received_on")
    if "customer_name" in positions or "email" in positions:
        derived.update({"customer_id"} if mapping.kind is ImportKind.LEDGER else ())
    return derived
