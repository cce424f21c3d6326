"""XLSX (and XLS) workbooks: the stored values of one sheet as text, with the sheet's own row numbers."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import python_calamine as calamine

from core.intake.errors import EmptyFileError, PasswordProtectedError, UnreadableFileError
from core.intake.readers.table import RawTable
from core.intake.readers.xlsx_size import refuse_oversized

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

    from core.intake.layout import Layout

_ENCRYPTED: Final = b"\xd0\xcf\x11\xe0"
_MARK: Final = "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d".encode("latin-1")
_DAMAGED: Final = (calamine.CalamineError, calamine.ZipError, calamine.XmlError, ValueError)

Cells = list[list[Any]]


def is_workbook(path: Path) -> bool:
    """Return whether the first bytes are those of a workbook, whatever the file is called."""
    with path.open("rb") as file:
        start = file.read(4)
    return start in {b"PK\x03\x04", _ENCRYPTED}


def sheets(path: Path) -> tuple[str, ...]:
    """Return the names of the visible sheets."""
    workbook = _workbook(path)
    visible = calamine.SheetVisibleEnum.Visible
    return tuple(sheet.name for sheet in workbook.sheets_metadata if sheet.visible == visible)


def cells(path: Path, sheet: str) -> Cells:
    """Return the stored values of the sheet from A1 on; a merged area has its value in every cell."""
    workbook = _workbook(path)
    try:
        page = workbook.get_sheet_by_name(sheet)
        rows: Cells = page.to_python(skip_empty_area=False)
    except _DAMAGED as error:
        raise UnreadableFileError(path, str(error) or type(error).__name__) from error
    for (top, left), (bottom, right) in page.merged_cell_ranges or []:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
    return rows


def as_text(value: object, decimal_mark: str = ".") -> str:
    """Return the cell as it would stand in a CSV: ISO dates, plain numbers with ``decimal_mark``, no thousands mark."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = str(int(value)) if value.is_integer() else repr(value)
        return text.replace(".", decimal_mark)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)


def open_sheet(
    connection: duckdb.DuckDBPyConnection, rows: Sequence[Sequence[Any]], layout: Layout, decimal_mark: str
) -> RawTable:
    """Return the rows below the header as a table of text in ``connection``, numbered as in the sheet."""
    mark = decimal_mark
    width = len(layout.columns)
    below = rows[layout.first_row - 1 :]
    columns = [
        pa.array([as_text(row[position], mark) if position < len(row) else "" for row in below], pa.string())
        for position in range(width)
    ]
    numbers = pa.array(range(layout.first_row, layout.first_row + len(below)), pa.int32())
    sheet_rows = pa.table([numbers, *columns], names=["source_row", *(f"c{position}" for position in range(width))])
    connection.register("sheet_rows_arrow", sheet_rows)
    connection.execute("CREATE OR REPLACE TEMP TABLE sheet_rows AS FROM sheet_rows_arrow")
    connection.unregister("sheet_rows_arrow")
    return RawTable(relation="sheet_rows", width=width, first_row=layout.first_row, has_rows=True)


def _workbook(path: Path) -> calamine.CalamineWorkbook:
    with path.open("rb") as file:
        start = file.read(1 << 16)
    if not start:
        raise EmptyFileError(path)
    if start.startswith(_ENCRYPTED) and _MARK in start:
        raise PasswordProtectedError(path)
    if start.startswith(b"PK"):
        refuse_oversized(path)
    try:
        return calamine.load_workbook(path)
    except calamine.PasswordError as error:
        raise PasswordProtectedError(path) from error
    except _DAMAGED as error:
        raise UnreadableFileError(path, str(error) or type(error).__name__) from error
