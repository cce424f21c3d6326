"""Writing the demo portfolio: files as an ERP would export them, in batches so that size costs time and no memory."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from core.intake.demo import tables
from core.intake.demo.batch import Numbering, draw_batch
from core.intake.demo.calendar import calendar
from core.intake.demo.faults import with_faults
from core.intake.demo.people import customer_table
from core.intake.demo.rates import rate_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pyarrow as pa

AS_OF = date(2026, 10, 31)
CUSTOMERS = 2_000
SEED = 20_261_031
_LOSSES = 1_109  # names the stream of what is written off
_SLIPS = 2_207  # names the stream of what is wrong with the customers
_BATCH = 8_000  # customers: about a quarter of a million invoices in memory at a time


@dataclass(frozen=True, kw_only=True)
class DemoFiles:
    """What was written: the files to import, in the order to import them, and the truth to keep from the import."""

    as_of: date
    customers: Path
    invoices: Path
    payments: Path
    disputes: Path
    rates: Path
    truth_customers: Path
    truth_invoices: Path
    rows: dict[str, int]

    @property
    def to_import(self) -> tuple[Path, ...]:
        """Return the files in the order to import them: whose invoices they are is known first."""
        return self.customers, self.rates, self.invoices, self.payments, self.disputes


def generate(
    folder: Path,
    *,
    customers: int = CUSTOMERS,
    seed: int = SEED,
    as_of: date = AS_OF,
    progress: Callable[[float, str], None] | None = None,
) -> DemoFiles:
    """Return the files of a made-up portfolio of ``customers``, with about 30 invoices each, written into ``folder``.

    The same arguments write the same bytes. The truth (habits, and payment days that lie after ``as_of``) goes into
    ``folder/truth`` as Parquet.
    """
    days, numbering = calendar(as_of), Numbering()
    firsts = range(0, customers, _BATCH)
    seeds = np.random.SeedSequence(seed).spawn(len(firsts) + 1)
    files = demo_files(folder, as_of)
    with ExitStack() as stack:
        writers = {
            path: stack.enter_context(_Sheet(path))
            for path in (*files.to_import, files.truth_customers, files.truth_invoices)
        }
        writers[files.rates].write(rate_table(np.random.default_rng(seeds[-1]), days))
        for first, seeded in zip(firsts, seeds[:-1], strict=True):
            rng = np.random.default_rng(seeded)
            losses = np.random.default_rng(np.random.SeedSequence([seed, _LOSSES, first]))
            batch = draw_batch(rng, days, numbering, first=first, count=min(_BATCH, customers - first), losses=losses)
            slips = np.random.default_rng(np.random.SeedSequence([seed, _SLIPS, first]))
            writers[files.customers].write(with_faults(customer_table(rng, batch.customers, batch.habits), slips))
            writers[files.invoices].write(tables.invoice_table(batch))
            writers[files.payments].write(tables.payment_table(batch, numbering))
            writers[files.disputes].write(tables.dispute_table(batch))
            writers[files.truth_customers].write(tables.truth_of_customers(batch))
            writers[files.truth_invoices].write(tables.truth_of_invoices(batch))
            if progress:
                progress(min(1.0, (first + _BATCH) / customers), f"Making up {customers:,} customers")
        files.rows.update({path.name: writer.rows for path, writer in writers.items()})
    return files


class _Sheet:
    """One file written table by table, as CSV or Parquet by its name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._writer: pa_csv.CSVWriter | pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def write(self, table: pa.Table) -> None:
        """Add the rows of ``table``; the first one decides the columns."""
        if self._writer is None:
            self._writer = self._open(table.schema)
        self._writer.write_table(table)
        self.rows += table.num_rows

    def _open(self, schema: pa.Schema) -> pa_csv.CSVWriter | pq.ParquetWriter:
        if self.path.suffix == ".parquet":
            return pq.ParquetWriter(self.path, schema)
        return pa_csv.CSVWriter(self.path, schema, write_options=pa_csv.WriteOptions(quoting_style="needed"))


def demo_files(folder: Path, as_of: date) -> DemoFiles:
    """Return where the files of a portfolio stand in ``folder``, written or not."""
    return DemoFiles(
        as_of=as_of,
        customers=folder / "saldo_customers.csv",
        invoices=folder / "saldo_invoices.csv",
        payments=folder / "saldo_payments.csv",
        disputes=folder / "saldo_disputes.csv",
        rates=folder / "saldo_rates.csv",
        truth_customers=folder / "truth" / "customers.parquet",
        truth_invoices=folder / "truth" / "invoices.parquet",
        rows={},
    )
