"""Looking at a file before it is imported: its layout, the mapping that fits, its first rows and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.intake.choose import GUESSED, choose, style
from core.intake.errors import AmbiguousDatesError
from core.intake.fields import FIELDS, Field
from core.intake.files import sniff
from core.intake.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from core.intake.layout import Layout
    from core.intake.mapping import Mapping

_SHOWN: Final = 20
_MOSTLY: Final = 0.8
_ENOUGH: Final = 10


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """What the mapping page shows: ``columns`` gives, per field, the header taken for it; ``rows`` are the first rows.

    ``preset`` is the name of the preset that fits, ``guessed`` or ``own mapping``; ``missing`` the labels of required
    fields nothing gives; ``problems`` sentences that a person should read before importing.
    """

    layout: Layout
    preset: str
    mapping: Mapping
    columns: dict[str, str]
    fields: tuple[Field, ...]
    rows: tuple[tuple[str, ...], ...]
    missing: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """Whether the file can be imported as it stands, without a person mapping it first."""
        return not self.missing and not self.problems


def inspect_file(
    path: Path,
    *,
    preset: str | None = None,
    mapping: Mapping | None = None,
    entity: str | None = None,
    sheet: str | None = None,
) -> Inspection:
    """Return what can be told from the beginning (and end) of the file; raise when it cannot be read at all."""
    sniffed = sniff(path, scan(path), sheet=sheet)
    reading = choose(sniffed.layout, preset=preset, mapping=mapping, entity=entity)
    problems = list(reading.remarks)
    if style(reading) is None:
        problems.append(str(AmbiguousDatesError(path, reading.layout.date_example or "")))
    if reading.name == GUESSED:
        problems.append("No preset knows this header: check the column of every field.")
    if reading.bound.missing:
        problems.append(f"Nothing gives {', '.join(reading.bound.missing)}: choose a column, or a fixed value.")
    taken = reading.bound.positions
    amounts = [
        row[place]
        for place in [taken.get("open_amount", taken.get("amount", -1))]
        for row in sniffed.rows
        if 0 <= place < len(row)
    ]
    if not reading.mapping.flip_signs and _mostly_negative(amounts):
        problems.append("Almost all amounts are negative: if this is a list of payables, turn the signs.")
    columns = reading.layout.columns
    return Inspection(
        layout=reading.layout,
        preset=reading.name,
        mapping=reading.mapping,
        columns={name: columns[place] for name, place in taken.items()},
        fields=FIELDS[reading.mapping.kind],
        rows=tuple(tuple((*row, *[""] * len(columns))[: len(columns)]) for row in sniffed.rows[:_SHOWN]),
        missing=reading.bound.missing,
        problems=tuple(problems),
    )


def _mostly_negative(amounts: list[str]) -> bool:
    filled = [amount.strip() for amount in amounts if amount.strip()]
    negative = sum(amount.startswith(("-", "−", "(")) or amount.endswith("-") for amount in filled)
    return len(filled) >= _ENOUGH and negative >= _MOSTLY * len(filled)
