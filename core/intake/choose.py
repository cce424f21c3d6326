"""How to read this file: the mapping asked for, else the preset that knows its header, else a guess."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from core.intake.errors import ColumnsMissingError, LayoutUnknownError
from core.intake.expressions import Style
from core.intake.field_types import SIDE_KINDS
from core.intake.fields import FIELDS, FieldType
from core.intake.guess import ASSUMED_CURRENCY, guess
from core.intake.mapping import Bound, Mapping, bind
from core.intake.presets import preset as preset_called
from core.intake.presets import recognise

if TYPE_CHECKING:
    from pathlib import Path

    from core.intake.layout import Layout

DEFAULT_ENTITY: Final = "MAIN"
OWN_MAPPING: Final = "own mapping"
GUESSED: Final = "guessed"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A layout with a mapping laid onto it. ``name`` is the preset's, or says that the mapping is own or guessed."""

    name: str
    mapping: Mapping
    layout: Layout
    bound: Bound
    remarks: tuple[str, ...]


def choose(
    layout: Layout,
    *,
    preset: str | None = None,
    mapping: Mapping | None = None,
    entity: str | None = None,
) -> Reading:
    """Return how the file is to be read; required fields without a column stand in ``bound.missing``."""
    name, chosen = _chosen(layout, preset, mapping)
    if chosen.headers and layout.header_row == 0:
        layout = replace(layout, columns=(*chosen.headers, *layout.columns[len(chosen.headers) :]))
    remarks = []
    bound = bind(chosen, layout.columns)
    fields = {field.name: field for field in FIELDS[chosen.kind]}
    if "currency" in fields and "currency" not in bound.positions and "currency" not in chosen.constants:
        chosen = chosen.with_constants(currency=ASSUMED_CURRENCY)
        remarks.append(f"The file has no column for the currency: {ASSUMED_CURRENCY} is assumed.")
    remarks += _derivations(chosen, bound)
    if "entity" in fields:
        given = entity or chosen.constants.get("entity")
        # Others do not know our companies: a row of theirs speaks of all of them until it names one.
        chosen = chosen.with_constants(entity=given or (None if chosen.kind in SIDE_KINDS else DEFAULT_ENTITY))
    return Reading(name=name, mapping=chosen, layout=layout, bound=bind(chosen, layout.columns), remarks=tuple(remarks))


def _chosen(layout: Layout, preset: str | None, mapping: Mapping | None) -> tuple[str, Mapping]:
    if mapping is not None:
        return preset or OWN_MAPPING, mapping
    if preset is not None:
        return preset, preset_called(preset).mapping
    known = recognise(layout.columns, has_header=layout.header_row > 0)
    return (known.name, known.mapping) if known else (GUESSED, guess(layout.columns))


def _derivations(mapping: Mapping, bound: Bound) -> list[str]:
    told = []
    if mapping.due_after_days is not None and "due_on" not in bound.positions:
        told.append(f"The file has no due date: {mapping.due_after_days} days after the invoice date is taken.")
    if mapping.issued_before_days is not None and "issued_on" not in bound.positions:
        told.append(f"The file has no invoice date: {mapping.issued_before_days} days before the due date is taken.")
    return told


def require_columns(path: Path, reading: Reading) -> None:
    """Raise the error that says which required fields nothing gives."""
    if reading.bound.missing and reading.name == GUESSED:
        raise LayoutUnknownError(path, reading.bound.missing)
    if reading.bound.missing:
        raise ColumnsMissingError(path, reading.bound.missing, reading.layout.columns)


def style(reading: Reading) -> Style | None:
    """Return how amounts and dates are written, None when the rows seen so far leave the order of day and month open.

    What the file shows goes before what a preset expects; what a person chose goes before both.
    """
    layout, mapping = reading.layout, reading.mapping
    is_own = reading.name == OWN_MAPPING
    seen, told = layout.decimal_mark, mapping.decimal_mark
    mark = (told or seen if is_own else seen or told) or ("," if layout.delimiter == ";" else ".")
    order = mapping.date_order or layout.date_order if is_own else layout.date_order or mapping.date_order
    if order is None and layout.date_example and date_columns(reading):
        return None
    return Style(
        has_decimal_comma=mark == ",",
        date_order=order or "ymd",
        usual_date=_usual_date(layout.date_formats, order),
        rounds=mapping.round_amounts,
    )


def _usual_date(seen: tuple[str, ...], order: str | None) -> str | None:
    """Return the strptime format of the dates seen, None when they are ISO dates or of several kinds."""
    marks = {each[2] for each in seen if len(each) == len("dd-mm-yyyy") and each.endswith("yyyy")}
    letters = {"dmy": "%d{0}%m{0}%Y", "mdy": "%m{0}%d{0}%Y"}.get(order or "")
    return letters.format(marks.pop()) if letters and len(marks) == len(seen) == 1 else None


def date_columns(reading: Reading) -> dict[str, int]:
    """Return the fields of the reading that are dates, with the position of their column."""
    dates = {FieldType.DATE, FieldType.TIMESTAMP}
    fields = [field.name for field in FIELDS[reading.mapping.kind] if field.type in dates]
    return {name: reading.bound.positions[name] for name in fields if name in reading.bound.positions}
