"""Merges what one file brings into the draft of the book, rebuilds the marts and runs the checks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from core.book.errors import CheckFailedError, NamelessListError, OlderListError
from core.book.queries import in_folder, script
from core.book.staging import complete_stage
from core.book.together import run_together
from core.book.usual import require_usual
from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    import duckdb

LEDGER: Final = "ledger"
_STEPS: Final = ("invoices", "payments", "claims", "allocate", "lists")
# What reads only other marts: it is built in the same way on both roads.
_DERIVED: Final = ("dispute_movement", "position_cube", "event_cube")


@dataclass(frozen=True, kw_only=True)
class ImportEntry:
    """What the import log says of one file."""

    imported_at: datetime
    list_on: date
    mode: ImportMode
    kind: str
    preset: str
    file_name: str
    file_sha256: str
    rows_read: int
    accepted: int
    quarantined: int
    imported_by: str
    entities: tuple[str, ...] = ()
    layout: Mapping[str, Any] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    file_totals: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_list(self) -> bool:
        """True when a document that the file leaves out counts as settled."""
        return self.mode is ImportMode.SNAPSHOT and self.kind == LEDGER


@dataclass(frozen=True, kw_only=True)
class Merged:
    """What one file changed, in documents and payments."""

    import_id: int
    added: int
    changed: int
    unchanged: int
    inferred_settled: int
    payments: int


def merge(connection: duckdb.DuckDBPyConnection, entry: ImportEntry, *, confirmed: bool = False) -> Merged:
    """Bring the rows of schema ``stage`` into the book behind ``connection`` and return what changed.

    Raises ``AbnormalSettlementError`` when too much is missing from a list, unless ``confirmed``; ``OlderListError``
    and ``NamelessListError`` for a list that cannot say what was settled; ``CheckFailedError`` when the result does
    not add up. The draft is of no use after an error.
    """
    _begin(connection, entry)
    connection.execute(script("merge/customers"))
    (is_first,) = _row(connection, "first/is_first")
    merged = _first(connection, entry) if is_first else _onto_known(connection, entry, confirmed=confirmed)
    check(connection)
    return merged


def _first(connection: duckdb.DuckDBPyConnection, entry: ImportEntry) -> Merged:
    """Fill an empty book from rows that need not look for each other."""
    connection.execute(script("first/rows"))
    connection.execute(script("merge/rest"))
    merged = _log(connection, entry, "first/summary")
    item, *tables = [statement.query for statement in connection.extract_statements(script("first/tables"))]
    connection.execute(item)
    run_together(connection, tables, {"import_id": merged.import_id, "list_on": entry.list_on})
    connection.execute(script("first/totals"))
    for mart in in_folder("marts"):
        if mart.name in _DERIVED:
            connection.execute(mart.statement)
    return merged


def _onto_known(connection: duckdb.DuckDBPyConnection, entry: ImportEntry, *, confirmed: bool) -> Merged:
    """Compare every row with what is known, keep what is equal and give the rest a new period of knowledge."""
    for step in _STEPS:
        connection.execute(script(f"merge/{step}"))
    if not confirmed:
        _require_usual(connection)
    connection.execute(script("merge/rest"))
    connection.execute(script("merge/totals"))
    merged = _log(connection, entry, "merge/summary")
    rebuild(connection)
    return merged


def rebuild(connection: duckdb.DuckDBPyConnection) -> None:
    """Build the marts again from the facts that are still so."""
    for mart in in_folder("marts"):
        connection.execute(mart.statement)


def check(connection: duckdb.DuckDBPyConnection) -> None:
    """Run every check; raise ``CheckFailedError`` with an example of each that finds a contradiction."""
    rules = in_folder("checks")
    found = run_together(connection, [rule.statement for rule in rules])
    failures = {
        rule.name: ", ".join(f"{column} {value}" for column, value in row.items())
        for rule, row in zip(rules, found, strict=True)
        if row is not None
    }
    if failures:
        raise CheckFailedError(failures)


def _begin(connection: duckdb.DuckDBPyConnection, entry: ImportEntry) -> None:
    complete_stage(connection)
    connection.execute("SET VARIABLE list_on = $1", [entry.list_on])
    connection.execute("SET VARIABLE kind = $1", [entry.kind])
    connection.execute("SET VARIABLE is_list = $1", [entry.is_list])
    connection.execute("SET VARIABLE given_entities = CAST($1 AS VARCHAR[])", [list(entry.entities)])
    connection.execute(script("merge/begin"))
    connection.execute(script("merge/open_before"))
    if not entry.is_list:
        return
    (entities,) = _row(connection, "merge/entities")
    if not entities:
        raise NamelessListError
    for entity, known_on in connection.execute(script("merge/later_list")).fetchall():
        raise OlderListError(entity=entity, list_on=entry.list_on, known_on=known_on)


def _require_usual(connection: duckdb.DuckDBPyConnection) -> None:
    for entity, missing, open_documents, days in connection.execute(script("merge/missing")).fetchall():
        require_usual(entity=entity, missing=missing, open_documents=open_documents, days=days)


def _log(connection: duckdb.DuckDBPyConnection, entry: ImportEntry, summary: str) -> Merged:
    import_id, added, changed, named, inferred_settled, payments = _row(connection, summary)
    connection.execute(
        script("merge/log"),
        {
            "imported_at": entry.imported_at.replace(tzinfo=None),
            "list_on": entry.list_on,
            "mode": entry.mode.value,
            "kind": entry.kind,
            "preset": entry.preset,
            "layout": json.dumps(dict(entry.layout), default=str),
            "file_name": entry.file_name,
            "file_sha256": entry.file_sha256,
            "rows_read": entry.rows_read,
            "accepted": entry.accepted,
            "quarantined": entry.quarantined,
            "inferred_settled": inferred_settled,
            "totals": json.dumps(dict(entry.totals)),
            "file_totals": json.dumps(dict(entry.file_totals)),
            "imported_by": entry.imported_by,
        },
    )
    return Merged(
        import_id=import_id,
        added=added,
        changed=changed,
        unchanged=named - added - changed,
        inferred_settled=inferred_settled,
        payments=payments,
    )


def _row(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[Any, ...]:
    row = connection.execute(script(name)).fetchone()
    assert row is not None, name  # noqa: S101 (one aggregate row by construction)
    return tuple(row)
