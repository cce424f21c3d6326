"""Taking a file in: its rows parsed and judged on a connection, counted up, and the refused ones kept."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.intake.choose import require_columns
from core.intake.load import load
from core.intake.national import with_national_numbers
from core.intake.quarantine import quarantine
from core.intake.tally import tally

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from core.intake.choose import Reading
    from core.intake.files import Sniffed
    from core.intake.load import Loaded
    from core.intake.report import ImportReport
    from core.intake.scan import Scan
    from core.vocabulary import ImportMode


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The rows of a file on a connection, ready to be staged, and the report so far."""

    loaded: Loaded
    report: ImportReport


def take(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    scan: Scan,
    sniffed: Sniffed,
    reading: Reading,
    *,
    mode: ImportMode | None = None,
    list_on: date | None = None,
) -> Taken:
    """Return the judged rows; the connection has a schema ``stage`` and the book's tables.

    Raises the error that says which column is missing, or that the dates can be read both ways.
    """
    require_columns(path, reading)
    with tempfile.TemporaryDirectory(prefix="saldo-") as work:
        loaded = load(connection, path, reading, cells=sniffed.sheet, scan=scan, work=Path(work))
        loaded = with_national_numbers(connection, loaded)
        report = tally(connection, path, scan, loaded.reading, loaded, mode=mode, list_on=list_on)
        refused = quarantine(connection, loaded)
    return Taken(loaded=loaded, report=replace(report, quarantine_preview=refused))
