"""One million invoices from a CSV file to a published book, beside DuckDB's own COPY of that file."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.bench_import import LIST_ON, copy_bare, write_invoices
from benchmarks.table import Figure
from core.book.store import BookStore
from core.intake.importer import import_file
from core.vocabulary import ImportMode

INVOICES = 1_000_000


def figures(invoices: int = INVOICES) -> list[Figure]:
    """Return the seconds of a whole import: detection, validation, settled facts, cubes, checks and publication."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "invoices.csv"
        write_invoices(file, invoices)
        bare = copy_bare(file, Path(folder) / "bare.duckdb")
        started = time.perf_counter()
        report = import_file(
            file,
            store=BookStore(Path(folder) / "book"),
            sources=Path(folder) / "sources",
            by="bench",
            preset="saldo_invoices",
            mode=ImportMode.MOVEMENTS,
            list_on=LIST_ON,
        )
        seconds = time.perf_counter() - started
    return [
        Figure(
            name=f"CSV of {report.accepted:,} invoices to a published book",
            measured=seconds,
            unit="s",
            target=5,
            reference_name="bare COPY",
            reference=bare,
        ),
    ]
