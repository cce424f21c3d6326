"""Statements that do not need each other, run at the same time: one statement alone rarely keeps every core busy."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import duckdb

MOST_AT_ONCE: Final = min(4, os.cpu_count() or 1)
# DuckDB draws a progress bar of its own where Python is used interactively, and only a session can turn it off.
QUIET: Final = "SET enable_progress_bar = false"


def run_together(
    connection: duckdb.DuckDBPyConnection,
    statements: Iterable[str],
    variables: Mapping[str, object] | None = None,
) -> list[dict[str, Any] | None]:
    """Run each of ``statements`` on a session of its own with ``variables`` set, and return the first row of each.

    A statement that answers nothing gives None. The first error is raised when all have ended.
    """

    def run(statement: str) -> dict[str, Any] | None:
        with connection.cursor() as session:
            session.execute(QUIET)
            for name, value in (variables or {}).items():
                session.execute(f"SET VARIABLE {name} = $1", [value])
            row = session.execute(statement).fetchone()
            columns = [column[0] for column in session.description or []]
        return None if row is None else dict(zip(columns, row, strict=True))

    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        return list(pool.map(run, statements))
