"""What one file brings, as the merge reads it: every staging table of the contract, whatever intake left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.book.queries import script

if TYPE_CHECKING:
    import duckdb


def open_stage(connection: duckdb.DuckDBPyConnection) -> None:
    """Give ``connection`` an empty database ``stage``, in memory: what a file brings never bloats the book."""
    connection.execute("ATTACH ':memory:' AS stage")
    connection.execute("ATTACH ':memory:' AS contract")
    _declare(connection, "contract")


def complete_stage(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the staging tables that intake left out and a view ``staged_<table>`` of each, with all its columns."""
    _declare(connection, "stage")
    connection.execute(script("merge/staged"))


def close_stage(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the staging tables away again."""
    connection.execute("DETACH stage; DETACH contract")


def _declare(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    home = connection.execute(script("home")).fetchone()
    connection.execute(f"USE {database}")
    connection.execute(script("staging"))
    connection.execute('USE "{}"'.format(*home or ()))
