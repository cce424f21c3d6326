"""One million invoices in three engines: the same named SQL, rendered for each, the same answers, how long each takes."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import duckdb
import psycopg
import sqlglot

from benchmarks.big_book import LIST_ON, build
from benchmarks.table import Figure
from core.book.book import CONFIG
from core.book.queries import query
from core.book.store import BookStore
from core.metrics.buckets import AgedBy, spans
from core.metrics.period import months_before
from tests.postgres import fresh_database

if TYPE_CHECKING:
    from collections.abc import Mapping

INVOICES: Final = 1_000_000
CUSTOMERS: Final = 40_000
RUNS: Final = 3
PAST: Final = months_before(LIST_ON, 4)
COLUMNS: Final = {
    "item": "item_key, customer_key, entity, country, customer_type, document_type, currency, issued_on, due_on, amount_minor, closed_on",
    "open_item": "item_key, customer_key, entity, country, customer_type, document_type, currency, issued_on, due_on, balance_minor",
    "settlement": "item_key, payment_key, applied_on, delta_minor, is_credited, item_closed_on",
    "cash": "payment_key, customer_key, entity, country, customer_type, currency, received_on, amount_minor, unapplied_minor, used_up_on",
}
INDEXED: Final = (
    ("item", "item_key"),
    ("item", "issued_on"),
    ("settlement", "item_key"),
    ("settlement", "payment_key"),
    ("cash", "payment_key"),
)
FILTERS: Final = dict.fromkeys(("entity", "country", "customer_type", "segment", "currency"))
SPLIT: Final = {"by": "due", "row_split": "country", "column_split": "type", "is_narrowed": False, **FILTERS}


class Engine(Protocol):
    """A database with the ledger in it: keeps the answer of a named query as a table, or returns its rows."""

    name: str

    def keep(self, table: str, name: str, values: Mapping[str, object]) -> None:
        """Make ``table`` of the answer of the query ``name``."""

    def rows(self, name: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Return the answer of the query ``name``."""


class Sql:
    """An engine over a connection of Python's usual kind; ``dialect`` is sqlglot's name of what it speaks."""

    def __init__(self, name: str, dialect: str, connection: Any) -> None:  # noqa: ANN401 (three drivers)
        self.name, self._dialect, self._connection = name, dialect, connection

    def keep(self, table: str, name: str, values: Mapping[str, object]) -> None:
        """Make ``table`` of the answer of the query ``name``."""
        self._connection.execute(f"DROP TABLE IF EXISTS {table}")
        self._connection.execute(f"CREATE TEMP TABLE {table} AS {self._rendered(name)}", dict(values))

    def rows(self, name: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Return the answer of the query ``name``."""
        return [tuple(row) for row in self._connection.execute(self._rendered(name), dict(values)).fetchall()]

    def _rendered(self, name: str) -> str:
        if self._dialect == "duckdb":
            return query(name).statement
        return sqlglot.parse_one(query(name).sql, read="duckdb").sql(dialect=self._dialect)


def engine_figures() -> list[Figure]:
    """Return each question's time in DuckDB beside the same SQL in SQLite and in PostgreSQL, as ratios."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), invoices=INVOICES, customers=CUSTOMERS)
        book = BookStore(Path(folder))
        file = Path(folder) / f"{book.current()}.duckdb"
        with duckdb.connect(str(file), read_only=True, config=CONFIG) as ledger:
            theirs: list[Engine] = [_sqlite(ledger, Path(folder)), _postgres(ledger, Path(folder))]
            ours = Sql("DuckDB", "duckdb", ledger)
            _relations(ours, "VARCHAR", "DATE")
            return [figure for other in theirs for figure in _beside(ours, other)]


def _beside(ours: Engine, other: Engine) -> list[Figure]:
    """Return the questions in both; raise when the answers differ, for then the times say nothing."""
    found = []
    for question, what in ((_today, "today's aging"), (_past, "aging of a past date"), (_flow, "flow of a month")):
        mine, here = _timed(question, ours)
        theirs, there = _timed(question, other)
        if here != there:
            message = f"{other.name} answers another {what} than DuckDB"
            raise AssertionError(message)
        found.append(
            Figure(
                name=f"1M: {what}, from the tables",
                measured=mine,
                unit="ms",
                target=1,
                reference_name=other.name,
                reference=theirs,
            )
        )
    return found


def _timed(question: Any, engine: Engine) -> tuple[float, list[tuple[Any, ...]]]:  # noqa: ANN401 (one of the functions below)
    taken, answer = [], []
    for _run in range(RUNS):
        started = time.perf_counter()
        answer = question(engine)
        taken.append((time.perf_counter() - started) * 1_000)
    return statistics.median(taken), answer


def _today(engine: Engine) -> list[tuple[Any, ...]]:
    engine.keep("positions", "positions_now", {"as_of": LIST_ON})
    return engine.rows("aging", SPLIT)


def _past(engine: Engine) -> list[tuple[Any, ...]]:
    engine.keep("positions", "positions_replay", {"as_of": PAST})
    return engine.rows("aging", SPLIT)


def _flow(engine: Engine) -> list[tuple[Any, ...]]:
    engine.keep("moves", "invoice_moves", {"from_on": months_before(PAST, 1), "until_on": PAST})
    return engine.rows("aging_flow", {"by": "due", "is_narrowed": False, **FILTERS})


def _relations(engine: Sql, text: str, day: str) -> None:
    """Give the engine what a question joins: no segments and no traits, the buckets of today and of both past dates."""
    run = engine._connection.execute  # noqa: SLF001 (the bench's own class)
    run(f"CREATE TEMP TABLE segments (customer_key BIGINT, segment {text})")
    run(f"CREATE TEMP TABLE traits (customer_key BIGINT, row_trait {text}, column_trait {text})")
    for name, on in (("spans", LIST_ON), ("opening_spans", months_before(PAST, 1)), ("closing_spans", PAST)):
        run(f"CREATE TEMP TABLE {name} (bucket {text}, first_on {day}, last_on {day})")
        for bucket in spans(on, AgedBy.DUE).to_pylist():
            values = ", ".join(f"'{value}'" for value in bucket.values())
            run(f"INSERT INTO {name} VALUES ({values})")


def _sqlite(ledger: duckdb.DuckDBPyConnection, folder: Path) -> Sql:
    sqlite3.register_adapter(date, date.isoformat)  # of the questions; the tables hold text
    connection = sqlite3.connect(folder / "ledger.sqlite3")
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")
    connection.execute("PRAGMA temp_store = MEMORY")
    for table, columns in COLUMNS.items():
        connection.execute(f"CREATE TABLE {table} ({columns})")
        as_text = ", ".join(
            f"CAST({name} AS VARCHAR)" if name.strip().endswith("_on") else name for name in columns.split(",")
        )
        rows = ledger.execute(f"SELECT {as_text} FROM {table}")
        marks = ", ".join("?" * (columns.count(",") + 1))
        while chunk := rows.fetchmany(50_000):
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", chunk)
    for table, column in INDEXED:
        connection.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")
    connection.execute("ANALYZE")
    engine = Sql("SQLite, same SQL", "sqlite", connection)
    _relations(engine, "TEXT", "TEXT")
    return engine


def _postgres(ledger: duckdb.DuckDBPyConnection, folder: Path) -> Sql:
    connection = psycopg.connect(fresh_database(), autocommit=True, cursor_factory=psycopg.ClientCursor)
    connection.execute("SET work_mem = '256MB'")
    for table, columns in COLUMNS.items():
        types = {name: kind for name, kind, *_rest in ledger.execute(f"DESCRIBE {table}").fetchall()}
        names = [name.strip() for name in columns.split(",")]
        connection.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {types[name]}' for name in names)})")
        file = folder / f"{table}.csv"
        ledger.execute(f"COPY (SELECT {columns} FROM {table}) TO '{file}' (HEADER false)")
        with file.open("rb") as rows, connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
            while chunk := rows.read(1 << 20):
                copy.write(chunk)
    for table, column in INDEXED:
        connection.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")
    connection.execute("VACUUM ANALYZE")
    engine = Sql("PostgreSQL, same SQL", "postgres", connection)
    _relations(engine, "VARCHAR", "DATE")
    return engine
