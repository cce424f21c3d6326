"""Files written on the spot, taken in without a book where the book is not the point, imported where it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from core.book.queries import SQL
from core.book.store import BookStore
from core.intake.choose import choose
from core.intake.files import sniff
from core.intake.importer import import_file
from core.intake.scan import scan
from core.intake.staging import stage
from core.intake.take import take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.intake.mapping import Mapping
    from core.intake.report import ImportReport

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HEADER = "entity,customer_id,number,issued_on,due_on,amount,currency"


@dataclass(frozen=True, kw_only=True)
class Staged:
    """A file taken in: its report, and the staging tables to look into."""

    report: ImportReport
    connection: duckdb.DuckDBPyConnection

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement).fetchall()

    @property
    def refused(self) -> dict[int, str]:
        return {each.source_row: each.reason for each in self.report.quarantine_preview}

    @property
    def amounts(self) -> dict[str, int]:
        return dict(self.rows("SELECT number, amount_minor FROM stage.invoice"))


def take_in(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    preset: str | None = None,
    mapping: Mapping | None = None,
    entity: str | None = None,
    sheet: str | None = None,
    list_on: date | None = None,
) -> Staged:
    scanned = scan(path)
    sniffed = sniff(path, scanned, sheet=sheet)
    reading = choose(sniffed.layout, preset=preset, mapping=mapping, entity=entity)
    taken = take(connection, path, scanned, sniffed, reading, list_on=list_on)
    stage(connection, taken.loaded.sheet)
    return Staged(report=taken.report, connection=connection)


@pytest.fixture
def desk_copy() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty book in memory, as a draft offers it."""
    with duckdb.connect() as connection:
        connection.execute((SQL / "book" / "schema.sql").read_text(encoding="utf-8"))
        connection.execute("ATTACH ':memory:' AS stage")
        yield connection


@pytest.fixture
def staged(desk_copy: duckdb.DuckDBPyConnection, tmp_path: Path) -> Callable[..., Staged]:
    """``staged(text or bytes or path, name=..., preset=...)`` takes the file in and fills the staging tables."""

    def taken(content: str | bytes | Path, *, name: str = "file.csv", **options: Any) -> Staged:
        return take_in(desk_copy, written(tmp_path, content, name), **options)

    return taken


@dataclass(frozen=True, kw_only=True)
class Office:
    """A book and the folder of archived files."""

    store: BookStore
    sources: Path
    folder: Path

    def take(self, content: str | bytes | Path, *, name: str = "file.csv", **options: Any) -> ImportReport:
        path = written(self.folder, content, name)
        return import_file(path, store=self.store, sources=self.sources, by="tester", clock=lambda: AT, **options)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An empty office: ``office.take(text)`` imports into its book."""
    store = BookStore(tmp_path / "book", clock=lambda: AT)
    return Office(store=store, sources=tmp_path / "sources", folder=tmp_path)


def written(folder: Path, content: str | bytes | Path, name: str) -> Path:
    if isinstance(content, Path):
        return content
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def ledger_of(*lines: str, header: str = HEADER) -> str:
    return "\n".join((header, *lines)) + "\n"
