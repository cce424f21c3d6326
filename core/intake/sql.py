"""Statements of the intake: DuckDB's own, kept in sql/intake, with places for columns and expressions."""

from __future__ import annotations

from functools import cache
from string import Template
from typing import TYPE_CHECKING, Final

from core.settings import ROOT

if TYPE_CHECKING:
    import duckdb

FOLDER: Final = ROOT / "sql" / "intake"


@cache
def _text(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def statement(name: str, **places: str | int) -> str:
    """Return the statement ``name`` with its places filled; a missing place is a ``KeyError``."""
    return (
        Template(_text(name)).substitute({place: str(text) for place, text in places.items()})
        if places
        else _text(name)
    )


def run(connection: duckdb.DuckDBPyConnection, name: str, **places: str | int) -> duckdb.DuckDBPyConnection:
    """Execute the statement ``name`` and return the connection with its result."""
    return connection.execute(statement(name, **places))


def literal(text: object) -> str:
    """Return ``text`` as an SQL string, NULL for None."""
    return "NULL" if text is None else "'" + str(text).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Return ``name`` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
