"""A book that remembers what it was asked: the statements behind a number, exactly as they ran."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from core.book.queries import query
from core.metrics.explain.explanation import Ran

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from core.book.book import Book, Relations

MOST_ROWS_SHOWN: Final = 64
"""Rows up to which a relation is written out with the statement; a segment assignment is named only."""


class RecordedBook:
    """Answers as ``book`` does and keeps every question."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.version = book.version
        self.asked: list[Ran] = []
        self._made: dict[int, str] = {}

    def _note(self, name: str, relations: Relations | None, parameters: dict[str, object]) -> Ran:
        asked = ran(name, relations, parameters, made=self._made)
        self.asked.append(asked)
        return asked

    @property
    def latest_on(self) -> date:
        """The book's own latest date."""
        return self._book.latest_on

    def table(self, name: str, /, relations: Relations | None = None, **parameters: object) -> pa.Table:
        """Return the rows of the query ``name`` as a table, whose statement is written out where it is joined."""
        asked = self._note(name, relations, parameters)
        found = self._book.table(name, relations, **parameters)
        self._made[id(found)] = asked.text
        return found

    def frame(self, name: str, /, relations: Relations | None = None, **parameters: object) -> pd.DataFrame:
        """Return the rows of the query ``name`` as a frame."""
        self._note(name, relations, parameters)
        return self._book.frame(name, relations, **parameters)

    def rows(self, name: str, /, relations: Relations | None = None, **parameters: object) -> list[dict[str, Any]]:
        """Return the rows of the query ``name`` as dictionaries."""
        self._note(name, relations, parameters)
        return self._book.rows(name, relations, **parameters)

    def row(self, name: str, /, relations: Relations | None = None, **parameters: object) -> dict[str, Any]:
        """Return the only row of the query ``name``."""
        self._note(name, relations, parameters)
        return self._book.row(name, relations, **parameters)


def ran(
    name: str, relations: Relations | None, parameters: Mapping[str, object], *, made: Mapping[int, str] | None = None
) -> Ran:
    """Return the statement called ``name`` as it runs; ``made`` says of a relation, by its identity, which statement made it."""
    asked = query(name)
    before = [
        _as_query(relation, made[id(table)]) if made and id(table) in made else _made(relation, table)
        for relation, table in (relations or {}).items()
    ]
    filled = asked.filled({parameter: literal(value) for parameter, value in parameters.items()})
    return Ran(name=name, description=asked.description, text="\n\n".join([*before, f"{filled};"]))


def literal(value: object) -> str:
    """Return ``value`` as it is written in SQL."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return str(value)
        case date():
            return f"DATE '{value.isoformat()}'"
        case _:
            text = str(value).replace("'", "''")
            return f"'{text}'"


def _as_query(relation: str, text: str) -> str:
    """Return the statement that makes a relation of what another statement answers."""
    *before, last = text.rsplit("\n\n", 1) if text.startswith("CREATE") else [text]
    return "\n\n".join([*before, f"CREATE OR REPLACE TEMP TABLE {relation} AS\n{last}"])


def _made(relation: str, table: pd.DataFrame | pa.Table) -> str:
    """Return the statement that makes a small relation, or a comment that says what a large one holds."""
    held = table if isinstance(table, pa.Table) else pa.Table.from_pandas(table, preserve_index=False)
    columns = ", ".join(held.column_names)
    if held.num_rows > MOST_ROWS_SHOWN:
        return f"-- {relation}({columns}): {held.num_rows:,} rows, too many to write out."
    declared = ", ".join(f"{field.name} {_type(field.type)}" for field in held.schema)
    made = f"CREATE OR REPLACE TEMP TABLE {relation} ({declared});"
    if not held.num_rows:
        return made
    rows = ",\n    ".join("(" + ", ".join(literal(cell) for cell in row.values()) + ")" for row in held.to_pylist())
    return f"{made}\nINSERT INTO {relation} VALUES\n    {rows};"


def _type(kind: pa.DataType) -> str:
    if pa.types.is_date(kind):
        return "DATE"
    if pa.types.is_boolean(kind):
        return "BOOLEAN"
    if pa.types.is_integer(kind):
        return "BIGINT"
    return "DOUBLE" if pa.types.is_floating(kind) else "VARCHAR"
