"""From a file to parsed rows in DuckDB, whatever its format: reading, parsing, and the true row numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from core.intake import sql
from core.intake.errors import UnclosedQuoteError
from core.intake.grammars import GRAMMARS
from core.intake.orders import settled_style
from core.intake.parse import Sheet, number_rows, parse
from core.intake.readers.across import turned
from core.intake.readers.csv_reader import as_utf8, forget_torn_rows, open_csv, pad_short_rows, record_lines
from core.intake.readers.xlsx_reader import open_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

    from core.intake.choose import Reading
    from core.intake.expressions import Style
    from core.intake.layout import Layout
    from core.intake.readers.table import RawTable
    from core.intake.scan import Scan


_UNCLOSED: Final = "A quotation mark is opened and not closed."


@dataclass(frozen=True, kw_only=True)
class Torn:
    """A row whose cells do not fit the columns: its line in the file, why, and the line."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Parsed rows in ``file_rows`` and ``good_rows`` of the connection; ``optional`` names the bits of ``left_out``.

    ``national`` are the numbers of persons that stand in the file and are kept nowhere.
    """

    reading: Reading
    sheet: Sheet
    optional: list[str]
    torn: tuple[Torn, ...]
    remarks: tuple[str, ...]
    national: tuple[str, ...] = ()


def load(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    reading: Reading,
    *,
    cells: Sequence[Sequence[Any]],
    scan: Scan,
    work: Path,
) -> Loaded:
    """Return the parsed rows of the file; ``cells`` are those of a workbook's sheet, ``work`` a folder for copies."""
    sql.run(connection, "macros")
    if reading.layout.file_kind == "xlsx":
        mark = reading.mapping.decimal_mark or reading.layout.decimal_mark or "."
        raw = turned(open_sheet(connection, cells, reading.layout, mark), reading.mapping, reading.layout)
        how, reading = settled_style(connection, path, reading, raw)
        sheet, optional = _parsed(connection, raw, reading, how)
        _settle_repeated(connection, sheet)
        return Loaded(reading=reading, sheet=sheet, optional=optional, torn=(), remarks=())
    text = as_utf8(path, reading.layout.encoding, scan, work)
    raw = turned(open_csv(connection, text, reading.layout), reading.mapping, reading.layout)
    how, reading = settled_style(connection, path, reading, raw)
    forget_torn_rows(connection)
    sheet, optional = _parsed(connection, raw, reading, how)
    torn = _torn(connection, len(reading.layout.columns))
    unclosed = [each for each in torn if each.reason == _UNCLOSED]
    if any("\n" in each.text or "\r" in each.text for each in unclosed):
        raise UnclosedQuoteError(path, unclosed[0].line)
    if any(each.reason.startswith("Too few") for each in torn) and not unclosed:
        forget_torn_rows(connection)
        sheet, optional = _parsed(connection, pad_short_rows(raw), reading, how)
        torn = _torn(connection, len(reading.layout.columns))
    remarks = _true_lines(connection, text, reading.layout, scan=scan, sheet=sheet, torn=torn)
    _settle_repeated(connection, sheet)
    return Loaded(reading=reading, sheet=sheet, optional=optional, torn=torn, remarks=remarks)


def _parsed(
    connection: duckdb.DuckDBPyConnection, raw: RawTable, reading: Reading, style: Style
) -> tuple[Sheet, list[str]]:
    columns = reading.layout.columns
    if reading.mapping.across is not None:
        columns = (next(iter(reading.mapping.columns)), reading.mapping.across.named, reading.mapping.across.value)
    sheet = Sheet(raw=raw, mapping=reading.mapping, bound=reading.bound, style=style, columns=columns)
    return sheet, parse(connection, sheet)


def _torn(connection: duckdb.DuckDBPyConnection, width: int) -> tuple[Torn, ...]:
    rows = []
    for line, errors, told, text in sql.run(connection, "torn").fetchall():
        if "MISSING" in errors:
            reason = f"Too few cells: {width} are expected."
        elif "TOO MANY" in errors:
            reason = f"Too many cells: {width} are expected. Is there a separator inside a text without quotes?"
        elif "QUOTE" in errors:
            reason = _UNCLOSED
        else:
            reason = f"The row cannot be read ({told})."
        rows.append(Torn(line=line, reason=reason, text=text))
    return tuple(rows)


def _true_lines(
    connection: duckdb.DuckDBPyConnection, text: Path, layout: Layout, *, scan: Scan, sheet: Sheet, torn: Sequence[Torn]
) -> tuple[str, ...]:
    """Give every row the line it starts on when blank lines, torn rows or line breaks in cells shift the count."""
    if sheet.mapping.across is not None:
        return ()  # its rows were numbered before they were turned
    (parsed,) = connection.execute("SELECT count(*) FROM parsed_rows").fetchone() or (0,)
    if not torn and layout.first_row - 1 + parsed == scan.line_count and layout.encoding == "utf-8":
        return ()
    all_torn = {line for (line,) in connection.execute("SELECT DISTINCT line FROM torn_rows").fetchall()}
    starts = record_lines(text, layout, all_torn)
    if len(starts) != parsed:
        return ("Row numbers are approximate: there are line breaks inside cells of this file.",)
    lines = pa.table({"n": np.arange(parsed), "line": np.frombuffer(starts, dtype=np.int64).astype(np.int32)})
    connection.register("lines_arrow", lines)
    connection.execute("CREATE OR REPLACE TEMP TABLE line_of AS FROM lines_arrow")
    connection.unregister("lines_arrow")
    rest = "every_field.* EXCLUDE (source_row)" if sheet.has_rows else "every_field.*"
    number_rows(connection, f"line AS source_row, {rest} FROM every_field JOIN line_of ON n = file_place")
    return ()


def _settle_repeated(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Add up the rows of one document where the layout gives it several; else count repeats once and refuse contradictions."""
    if sheet.mapping.sum_rows:
        sql.run(connection, "sum_rows")
        sql.run(connection, "good_documents")
        return
    for agreement in GRAMMARS[sheet.mapping.kind].agreements:
        key, same = ", ".join(agreement.key), ", ".join(agreement.same)
        if not sql.run(connection, "any_repeated", key=key, where=agreement.where).fetchone():
            continue
        sql.run(connection, "repeated_rows", key=key, same=same, where=agreement.where)
        told = f"with {agreement.matters}; that row was taken."
        once = "TRUE" if agreement.counts_once else "FALSE"
        sql.run(connection, "refuse_repeated", label=agreement.label, told=told, counts_once=once)
