"""A book of millions of invoices, made in the database itself: what the scale part of the bench asks its questions of."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.book.publish import ImportEntry, merge
from core.book.queries import in_folder
from core.book.store import BookStore
from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from core.book.draft import Draft

HERE: Final = Path(__file__).parent
LIST_ON: Final = date(2026, 10, 31)
INVOICES: Final = 10_000_000
CUSTOMERS: Final = 400_000
CUBES: Final = ("receivable_cube", "dispute_movement", "position_cube", "event_cube")
"""Marts that only the numbers over time need; the others are the ledger itself."""


@dataclass(frozen=True, kw_only=True)
class Built:
    """Seconds and gibibytes of a publication: merging, building the marts and checking, and publishing what came of it."""

    staged_seconds: float
    merged_seconds: float
    cubes_seconds: float
    published_seconds: float
    peak_gib: float

    @property
    def seconds(self) -> float:
        """What an import waits for after its rows are staged."""
        return self.merged_seconds + self.published_seconds


def build(folder: Path, *, invoices: int = INVOICES, customers: int = CUSTOMERS) -> tuple[Built, Built]:
    """Make the book of ``folder`` from two files, a first ledger and what came after it; return what each cost."""
    store = BookStore(folder)
    sizes = {"invoices": invoices, "customers": customers, "list_on": LIST_ON}
    with store.draft() as draft:
        first = _published(draft, "big_book", sizes, rows=invoices, kind="ledger")
    with store.draft() as draft:
        second = _published(draft, "big_book_payments", {"list_on": LIST_ON}, rows=0, kind="payments")
    return first, second


def _published(draft: Draft, script: str, values: dict[str, object], *, rows: int, kind: str) -> Built:
    connection = draft.connection
    started = time.perf_counter()
    for statement in connection.extract_statements((HERE / f"{script}.sql").read_text(encoding="utf-8")):
        wanted = {name: values[name] for name in statement.named_parameters}
        connection.execute(statement.query, wanted)
    staged = time.perf_counter()
    merge(connection, _entry(script, rows=rows, kind=kind))
    merged = time.perf_counter()
    for mart in in_folder("marts"):  # once more, because the merge does not say what each of them took
        if mart.name in CUBES:
            connection.execute(mart.statement)
    cubed = time.perf_counter()
    draft.publish()
    return Built(
        staged_seconds=staged - started,
        merged_seconds=merged - staged,
        cubes_seconds=cubed - merged,
        published_seconds=time.perf_counter() - cubed,
        peak_gib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    )


def _entry(name: str, *, rows: int, kind: str) -> ImportEntry:
    return ImportEntry(
        imported_at=datetime.combine(LIST_ON, datetime.min.time(), tzinfo=UTC),
        list_on=LIST_ON,
        mode=ImportMode.MOVEMENTS,
        kind=kind,
        preset="bench",
        file_name=f"{name}.csv",
        file_sha256=name,
        rows_read=rows,
        accepted=rows,
        quarantined=0,
        imported_by="bench",
    )


def main(arguments: list[str]) -> int:
    """Build a book and print what its two publications cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.big_book", description=__doc__)
    parser.add_argument("home", type=Path, help="home folder; the book goes to its folder book")
    parser.add_argument("--invoices", type=int, default=INVOICES)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    asked = parser.parse_args(arguments)
    for name, built in zip(
        ("first ledger", "payments onto it"),
        build(asked.home / "book", invoices=asked.invoices, customers=asked.customers),
        strict=True,
    ):
        print(
            f"{name}: staged {built.staged_seconds:.1f} s, merged {built.merged_seconds:.1f} s, "
            f"of which cubes {built.cubes_seconds:.1f} s, published {built.published_seconds:.1f} s, peak {built.peak_gib:.2f} GiB"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
