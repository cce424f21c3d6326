"""What of a version of the book somebody sees whose customers are limited: views over the file, a schema for each limits."""

from __future__ import annotations

import re
from threading import Lock
from typing import TYPE_CHECKING, Final

import duckdb

from core.book.queries import query, script
from core.book.together import QUIET

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from core.acting import Limits
    from core.book.book import Config
    from core.book.queries import Query

WHOLE: Final = "entire"  # the version's file, as a database of its own: no query speaks of it
_CUBES: Final = ("receivable_cube", "position_cube", "event_cube")
_ASKS_CUBE = re.compile(rf"\b({'|'.join(_CUBES)})\b")


class Sights:
    """One version of the book, attached once for everybody who sees a part of it."""

    def __init__(self, file: Path, *, config: Config) -> None:
        spill = {"temp_directory": f"{file}.tmp"}  # beside the file, as that of the whole book
        self.connection = duckdb.connect(":memory:", config={**config, **spill})
        self.connection.execute(QUIET)
        attach(self.connection, file, name=WHOLE)
        self._lock = Lock()
        self._schemas = 0

    def sight(self, limits: Limits) -> Sight:
        """Return what ``limits`` leave of the version."""
        with self._lock, self.connection.cursor() as cursor:
            self._schemas += 1
            schema = f"sight_{self._schemas}"
            narrow(cursor, schema, limits, whole=f"{WHOLE}.main")
            if limits.account_managers is None:
                cursor.execute(_filled("limited_cubes", limits, whole=f"{WHOLE}.main"))
        return Sight(self, schema, limits)


class Sight:
    """The schema of one limits; a table that it lacks cannot be asked."""

    def __init__(self, of: Sights, schema: str, limits: Limits) -> None:
        self.limits = limits
        self.connection = of.connection
        self._of = of
        self._schema = schema
        self._has_cubes = limits.account_managers is None
        self._lock = Lock()

    def look(self, cursor: duckdb.DuckDBPyConnection, asked: Query) -> None:
        """Let ``cursor`` see this schema and nothing else, with all that ``asked`` needs in it."""
        cursor.execute(f"SET search_path = '{self._schema}'")
        if not self._has_cubes and _ASKS_CUBE.search(asked.sql):
            self._make_cubes()

    def _make_cubes(self) -> None:
        """Sum the months of the customers of account managers: the version's own sums do not know whose they are."""
        with self._lock:
            if self._has_cubes:
                return
            with self.connection.cursor() as cursor:
                cursor.execute(f"SET search_path = '{self._schema}'")
                for name in _CUBES:
                    cursor.execute(query(name).statement)
            self._has_cubes = True


def attach(connection: duckdb.DuckDBPyConnection, file: Path, *, name: str) -> None:
    """Let ``connection`` read the database ``file`` under ``name``."""
    connection.execute(f"ATTACH {_text(str(file))} AS {name} (READ_ONLY)")


def narrow(connection: duckdb.DuckDBPyConnection, schema: str, limits: Limits, *, whole: str) -> None:
    """Make ``schema`` with the tables of the version ``whole`` as ``limits`` leave them, without the monthly sums.

    ``connection`` speaks of that schema afterwards.
    """
    connection.execute(f"CREATE SCHEMA {schema}")
    connection.execute(f"SET search_path = '{schema}'")
    connection.execute(_filled("limited", limits, whole=whole))


def _filled(name: str, limits: Limits, *, whole: str) -> str:
    of_entity = _among("entity", limits.entities)
    placed = [*of_entity, *_among("country", limits.countries)]
    managed = _among("account_manager", limits.account_managers)
    is_by_entity = limits.countries is None and limits.account_managers is None
    return script(name).format(
        whole=whole,
        customers=" AND ".join([*placed, *managed]) or "TRUE",
        placed="customer_key IN (SELECT customer_key FROM seen)" if managed else " AND ".join(placed) or "TRUE",
        totalled=" AND ".join(of_entity) if is_by_entity else "FALSE",
    )


def _among(column: str, values: Iterable[str] | None) -> list[str]:
    if values is None:
        return []
    listed = ", ".join(_text(each) for each in sorted(values))
    return [f"{column} IN ({listed})" if listed else "FALSE"]


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
