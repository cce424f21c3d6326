"""One small portfolio for all tests of the demo, read back from the files it wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from core.intake.demo.generate import DemoFiles, generate

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = date(2026, 10, 31)


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """The files, and a database with a view of each."""

    files: DemoFiles
    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, values).fetchall()

    def value(self, sql: str) -> Any:
        ((value,),) = self.rows(sql)
        return value

    def count(self, table: str, where: str = "true") -> int:
        return len(self.connection.view(table).filter(where))

    def distinct(self, table: str, column: str) -> set[Any]:
        return {value for (value,) in self.connection.view(table).project(column).distinct().fetchall()}

    def greatest(self, table: str, column: str) -> Any:
        ((value,),) = self.connection.view(table).max(column).fetchall()
        return value


@pytest.fixture(scope="session")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    return read(generate(tmp_path_factory.mktemp("demo"), as_of=AS_OF))


LEDGER = """
CREATE TABLE ledger AS
WITH paid AS (
    SELECT entity, number, sum(applied_amount::DECIMAL(18, 2)) AS amount FROM payments GROUP BY entity, number
)
SELECT d.*, d.amount::DECIMAL(18, 2) - coalesce(p.amount, 0) AS balance, ?::DATE - d.due_on::DATE AS past_due
FROM invoices AS d
LEFT JOIN paid AS p ON d.entity = p.entity AND d.number = p.number
WHERE d.document_type = 'invoice'
"""


def read(files: DemoFiles) -> Portfolio:
    connection = duckdb.connect()
    for path in files.to_import:
        connection.read_csv(path, all_varchar=True).create_view(path.stem.removeprefix("saldo_"))
    for path in (files.truth_customers, files.truth_invoices):
        connection.read_parquet(str(path)).create_view(f"truth_{path.stem}")
    connection.execute(LEDGER, [files.as_of])
    return Portfolio(files=files, connection=connection)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
