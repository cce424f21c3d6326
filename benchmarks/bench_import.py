"""How long one million invoices take from staged rows to a published book, beside DuckDB's own COPY of the file."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import duckdb

from core.book.publish import ImportEntry, merge
from core.book.store import BookStore
from core.vocabulary import ImportMode

HERE: Final = Path(__file__).parent
LIST_ON: Final = date(2026, 10, 31)


@dataclass(frozen=True, kw_only=True)
class ImportTimes:
    """Seconds of each part, on the same file in the same run."""

    copy: float
    stage: float
    publish: float

    @property
    def ratio(self) -> float:
        """How many times the bare COPY a publication takes, staging of already valid rows not counted."""
        return self.publish / self.copy


def write_invoices(file: Path, invoices: int) -> None:
    """Write a CSV of ``invoices`` rows in Saldo's own layout: 25 a customer, 93 % of them settled."""
    with duckdb.connect() as scratch:
        scratch.execute((HERE / "invoices.sql").read_text(encoding="utf-8"), {"invoices": invoices, "list_on": LIST_ON})
        scratch.execute(f"COPY invoices TO '{file}' (HEADER)")


def measure(invoices: int = 1_000_000) -> ImportTimes:
    """Return the seconds of a bare COPY, of staging without any validation, and of merge, marts, checks and publication."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "invoices.csv"
        write_invoices(file, invoices)
        copy = copy_bare(file, Path(folder) / "bare.duckdb")
        store = BookStore(Path(folder) / "book")
        with store.draft() as draft:
            started = time.perf_counter()
            draft.connection.execute(
                (HERE / "stage_invoices.sql").read_text(encoding="utf-8").replace(":file", str(file))
            )
            staged = time.perf_counter()
            merge(draft.connection, _entry(invoices))
            draft.publish()
            published = time.perf_counter()
    return ImportTimes(copy=copy, stage=staged - started, publish=published - staged)


def copy_bare(file: Path, database: Path) -> float:
    """Return the seconds of DuckDB's own CREATE TABLE and COPY of ``file``, checkpoint included."""
    with duckdb.connect(str(database)) as bare:
        started = time.perf_counter()
        bare.execute((HERE / "bare_table.sql").read_text(encoding="utf-8"))
        bare.execute(f"COPY invoices FROM '{file}' (HEADER)")
        bare.execute("CHECKPOINT")
    return time.perf_counter() - started


def _entry(invoices: int) -> ImportEntry:
    return ImportEntry(
        imported_at=datetime.combine(LIST_ON, datetime.min.time(), tzinfo=UTC),
        list_on=LIST_ON,
        mode=ImportMode.MOVEMENTS,
        kind="ledger",
        preset="bench",
        file_name="invoices.csv",
        file_sha256="0" * 64,
        rows_read=invoices,
        accepted=invoices,
        quarantined=0,
        imported_by="bench",
    )


if __name__ == "__main__":
    found = measure()
    print(f"copy {found.copy:.2f} s, stage {found.stage:.2f} s, publish {found.publish:.2f} s, x{found.ratio:.2f}")
