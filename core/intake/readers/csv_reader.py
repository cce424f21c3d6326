"""CSV of any encoding and size, streamed by DuckDB: Python never holds more than a chunk of it."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

from core.intake import sql
from core.intake.errors import WrongEncodingError
from core.intake.readers.table import RawTable

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from core.intake.layout import Layout
    from core.intake.scan import Scan

_CHUNK: Final = 1 << 20


def as_utf8(path: Path, encoding: str, scan: Scan, work: Path) -> Path:
    """Return a copy of the file in UTF-8 with one kind of line end, or the file itself when it is so already."""
    if encoding == "utf-8" and not scan.has_mixed_line_ends and not scan.is_damaged:
        return path
    copy = work / "as-utf8.csv"
    newline = None if scan.has_mixed_line_ends else ""
    errors = "replace" if scan.is_damaged else "strict"
    try:
        with (
            path.open(encoding=encoding, newline=newline, errors=errors) as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            while chunk := source.read(_CHUNK):
                target.write(chunk.removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        raise WrongEncodingError(path, encoding) from error
    return copy


def open_csv(connection: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> RawTable:
    """Return the file as a relation that DuckDB streams; ``path`` is UTF-8."""
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(layout.columns)))
    relation = sql.statement(
        "read_csv",
        path=sql.literal(path),
        columns=columns,
        skip=layout.first_row - 1,
        delimiter=sql.literal(layout.delimiter),
        options="",
    )
    forget_torn_rows(connection)
    return RawTable(relation=relation, width=len(layout.columns), first_row=layout.first_row, has_rows=False)


def forget_torn_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Remove what an earlier reading noted about rows that do not fit the columns."""
    connection.execute("DROP TABLE IF EXISTS torn_rows")
    connection.execute("DROP TABLE IF EXISTS torn_scans")


def pad_short_rows(raw: RawTable) -> RawTable:
    """Return the same relation, reading rows with too few cells as if the missing ones were empty (slower)."""
    relation = raw.relation.replace(
        "rejects_scan = 'torn_scans'", "rejects_scan = 'torn_scans', null_padding = true, parallel = false"
    )
    return RawTable(relation=relation, width=raw.width, first_row=raw.first_row, has_rows=False)


def record_lines(path: Path, layout: Layout, torn: set[int]) -> array[int]:
    """Return the line each good row starts on, when blank lines or line breaks inside cells make counting useless.

    A record goes on as long as its quotes are not closed; lines in ``torn`` were refused by the reader.
    """
    starts: array[int] = array("q")
    is_open = False
    with path.open(encoding="utf-8", newline="") as file:
        for line, text in enumerate(file, start=1):
            if line < layout.first_row:
                continue
            if not is_open and line not in torn and text.strip("\r\n"):
                starts.append(line)
            is_open ^= text.count('"') % 2 == 1
    return starts
