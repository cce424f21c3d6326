"""A book that an earlier Saldo wrote: gets the tables and columns it lacks, and its marts anew, as a version of its own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import duckdb

from core.book.publish import check, rebuild
from core.book.queries import script

if TYPE_CHECKING:
    from core.book.book import Book
    from core.book.store import BookStore

Column: TypeAlias = tuple[str, str, str]
"""Table, column, and the type the column is declared with."""


def upgrade(store: BookStore) -> str | None:
    """Return the name of the version that was made, None when the current one has all it needs or there is none.

    Facts stay as they are; of a column that is new nothing is known. The version before stays among those kept.
    """
    if store.current() is None or not lacking(store.open()):
        return None
    with store.draft() as draft:
        complete(draft.connection)
        rebuild(draft.connection)
        check(draft.connection)
        return draft.publish()


def lacking(book: Book) -> list[Column]:
    """Return the columns that this program reads and ``book`` does not have."""
    held = {(row["table_name"], row["column_name"]) for row in book.rows("book_columns")}
    return [column for column in declared() if column[:2] not in held]


def complete(connection: duckdb.DuckDBPyConnection) -> None:
    """Add every table and column that the database behind ``connection`` lacks."""
    held = {row[:2] for row in connection.execute(script("columns")).fetchall()}
    tables = {table for table, _ in held}
    with duckdb.connect() as empty:
        empty.execute(script("schema"))
        made = dict(empty.execute(script("made_by")).fetchall())
    for table in sorted({table for table, _, _ in declared()} - tables):
        connection.execute(made[table])
    for table, column, kind in declared():
        if table in tables and (table, column) not in held:
            connection.execute(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}')


@cache
def declared() -> tuple[Column, ...]:
    """Return every column of the tables as this program declares them."""
    with duckdb.connect() as empty:
        empty.execute(script("schema"))
        return tuple((table, column, kind) for table, column, kind in empty.execute(script("columns")).fetchall())
