"""Side files: what others say about our customers, read and judged as any file, and handed over row by row with its place in the file."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import duckdb

from core.book.book import CONFIG
from core.book.queries import script
from core.book.staging import open_stage
from core.intake import sql
from core.intake.choose import GUESSED, OWN_MAPPING
from core.intake.errors import NothingAcceptedError
from core.intake.expressions import minor
from core.intake.field_types import SIDE_KINDS, FieldType
from core.intake.fields import FIELDS
from core.intake.grammars import GRAMMARS
from core.intake.mapping import bind
from core.intake.national import covered_cells
from core.intake.presets import PRESETS
from core.intake.report import Refused
from core.intake.take import take
from core.sentence import Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from core.intake.choose import Reading
    from core.intake.fields import ImportKind
    from core.intake.files import Sniffed
    from core.intake.report import ImportReport
    from core.intake.scan import Scan
    from core.vocabulary import ImportMode

# They have a column of their own beside the body of a fact.
_APART: Final = frozenset({"source", "entity", "customer_id"})
MOST_REFUSED: Final = 5_000


@dataclass(frozen=True, kw_only=True)
class SideRow:
    """One row of a side file: ``key`` names what it speaks of for good, ``body`` is what it says, ready for JSON.

    Amounts are whole minor units under their field's name with ``_minor``, in the row's ``currency``; dates ISO texts. Empty
    cells are absent.
    """

    key: str
    source: str
    entity: str
    customer_id: str
    said_on: date
    source_row: int
    body: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SideSheet:
    """A side file as read: ``columns`` gives, per field, the header it was taken from; ``refused`` all rows left out.

    ``national`` are numbers of persons that stand in the file and are kept nowhere.
    """

    report: ImportReport
    kind: ImportKind
    mapping: dict[str, Any]
    columns: dict[str, str]
    headers: tuple[str, ...]
    rows: tuple[SideRow, ...]
    refused: tuple[Refused, ...]
    national: tuple[str, ...]


def is_side(kind: ImportKind) -> bool:
    """Return whether files of ``kind`` land on the desk as what others say."""
    return kind in SIDE_KINDS


def read_side(
    path: Path,
    scan: Scan,
    sniffed: Sniffed,
    reading: Reading,
    *,
    today: date,
    list_on: date | None = None,
    mode: ImportMode | None = None,
) -> SideSheet:
    """Return the rows of a side file and its report; a row of a day after ``today`` is refused.

    Raises
    ------
    NothingAcceptedError
        No row can be taken.

    """
    reading = _named(reading)
    kind = reading.mapping.kind
    with duckdb.connect(config=CONFIG) as connection:
        connection.execute(script("schema"))
        open_stage(connection)
        taken = take(connection, path, scan, sniffed, reading, mode=mode, list_on=list_on)
        refused = sql.run(connection, "first_refused", count=MOST_REFUSED).fetchall()
        rows, ahead = _rows(connection, kind, day=min(taken.report.list_on, today), today=today)
    report = _with_refused(replace(taken.report, list_on=min(taken.report.list_on, today)), ahead)
    if not rows:
        raise NothingAcceptedError(path.name, next(iter(report.reasons), Sentence("the file has no rows")))
    reading, national = taken.loaded.reading, taken.loaded.national
    headers = reading.layout.columns
    return SideSheet(
        report=report,
        kind=kind,
        mapping=json.loads(json.dumps(reading.mapping.as_dict())),
        columns={name: headers[place] for name, place in reading.bound.positions.items()},
        headers=headers,
        rows=tuple(rows),
        refused=(
            *(
                Refused(source_row=row, reason=why, cells=covered_cells(json.loads(cells), national))
                for row, why, cells in refused
            ),
            *ahead,
        ),
        national=national,
    )


def _named(reading: Reading) -> Reading:
    """Return the reading with the name of whose file it is: the mapping's own word, else the preset's."""
    given = reading.mapping.constants.get("source")
    preset = PRESETS.get(reading.name)
    other = "own mapping" if reading.name in {OWN_MAPPING, GUESSED} else reading.name
    mapping = reading.mapping.with_constants(source=given or (preset.label if preset else other))
    return replace(reading, mapping=mapping, bound=bind(mapping, reading.layout.columns))


def _rows(
    connection: duckdb.DuckDBPyConnection, kind: ImportKind, *, day: date, today: date
) -> tuple[list[SideRow], list[Refused]]:
    fields = [field for field in FIELDS[kind] if field.name not in _APART - {"customer_id"}]
    names = [f"{field.name}_minor" if field.type is FieldType.AMOUNT else field.name for field in fields]
    columns = [
        f"{minor(field.name, 'currency')} AS {name}" if field.type is FieldType.AMOUNT else field.name
        for field, name in zip(fields, names, strict=True)
    ]
    told = sql.run(connection, "side_rows", key=_key(kind), columns=", ".join(columns)).fetchall()
    past = [names.index(name) for name in GRAMMARS[kind].past]
    labels = {field.name: field.label for field in fields}
    rows, ahead = [], []
    for source_row, said_on, source, entity, key, *cells in told:
        late = next((place for place in past if cells[place] is not None and cells[place] > today), None)
        body = {name: _plain(cell) for name, cell in zip(names, cells, strict=True) if cell is not None}
        if late is not None:
            why = f"The {labels[names[late]]} {cells[late]} lies after today, {today}."
            ahead.append(Refused(source_row=source_row, reason=why, cells={name: str(body[name]) for name in body}))
            continue
        customer_id = str(body.pop("customer_id", ""))
        rows.append(
            SideRow(
                key=key,
                source=source,
                entity=entity or "",
                customer_id=customer_id,
                said_on=said_on or day,
                source_row=source_row,
                body=body,
            )
        )
    return rows, ahead


def _key(kind: ImportKind) -> str:
    """Return the expression of what names the fact of a row: the key its grammar says rows must agree on."""
    names = GRAMMARS[kind].agreements[0].key
    return "concat_ws('|', " + ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in names) + ")"


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _with_refused(report: ImportReport, ahead: list[Refused]) -> ImportReport:
    if not ahead:
        return report
    reasons = Counter(report.reasons)
    reasons["The date lies after today."] += len(ahead)
    return replace(
        report,
        accepted=report.accepted - len(ahead),
        quarantined=report.quarantined + len(ahead),
        reasons=dict(reasons.most_common()),
        quarantine_preview=(*report.quarantine_preview, *ahead[:50]),
    )
