"""Every earlier version of the tables, with rows in each of them, comes up to the newest one and loses nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from core.desk.engine import open_desk
from core.desk.migrate import configuration, is_newest, migrate, rebuilding
from core.desk.tables import Base

if TYPE_CHECKING:
    from collections.abc import Callable

UNTOUCHED = {"alembic_version", "audit_entry", "audit_value", "audit_head"}
"""Their rows are chained to each other: no made-up one would hold."""
VALUES: dict[type, Callable[[int], Any]] = {
    int: lambda number: number,
    str: lambda number: f"v{number}",
    float: lambda number: number + 0.5,
    bool: lambda _: False,
    bytes: lambda number: b"%d" % number,
    dict: lambda _: {},
    datetime: lambda number: datetime(2026, 1, 1, 0, 0, number % 60, tzinfo=UTC),
    date: lambda number: date(2026, 1, 1 + number % 28),
}


def revisions() -> list[str]:
    script = ScriptDirectory.from_config(configuration())
    return [each.revision for each in reversed(list(script.walk_revisions()))]


def test_rows_made_at_every_version_are_there_at_the_newest(desk_url: str) -> None:
    desk = open_desk(desk_url)
    made: dict[str, tuple[Any, ...]] = {}
    with rebuilding(desk) as connection:
        known: set[str] = set(UNTOUCHED)
        for number, revision in enumerate(revisions(), start=1):
            command.upgrade(configuration(connection), revision)
            for table in _new(connection, known):
                made[table.name] = _with_a_row(connection, table, 1_000 + number)
        assert known - UNTOUCHED == set(made) == set(Base.metadata.tables) - UNTOUCHED
        newest = sa.MetaData()
        newest.reflect(connection, only=sorted(made))
        for name, key in made.items():
            columns = list(newest.tables[name].primary_key.columns)
            assert key in {tuple(row) for row in connection.execute(sa.select(*columns))}, name
    assert is_newest(desk)
    desk.close()
    migrate(desk_url)  # nothing is left to do


def _new(connection: sa.Connection, known: set[str]) -> list[sa.Table]:
    """Return the tables that this version brought; each has had a row ever after, at every later version."""
    names = set(sa.inspect(connection).get_table_names()) - known
    known |= names
    seen = sa.MetaData()
    seen.reflect(connection, only=sorted(names))
    return [table for table in seen.sorted_tables if table.name in names]


def _with_a_row(connection: sa.Connection, table: sa.Table, number: int) -> tuple[Any, ...]:
    """Put a row into ``table`` as a Saldo of that version could have, and return its key."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.foreign_keys and (not column.nullable or column.primary_key):
            parent = next(iter(column.foreign_keys)).column
            values[column.name] = connection.execute(sa.select(sa.func.max(parent))).scalar_one()
        elif not column.nullable:
            values[column.name] = _value(column, number)
    connection.execute(sa.insert(table).values(values))
    return tuple(values[column.name] for column in table.primary_key.columns)


def _value(column: sa.Column[Any], number: int) -> Any:
    kind = dict if isinstance(column.type, sa.JSON) else column.type.python_type
    value = VALUES[kind](number)
    length = getattr(column.type, "length", None)
    return value[:length] if isinstance(value, str) and length else value
