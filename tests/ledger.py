"""A ledger written as text, the fixture of every test that needs a book.

One row a line; a row starts with the customer's id. Amounts are decimals with a point; ``#`` starts a comment and
quotes hold a name together. Rows, with the optional words in brackets::

    A  INV1  issued 2026-01-10  due 2026-02-09  100.00 EUR
             [paid 40.00 on 2026-02-20 [by transfer] [at 20:15]] ...   a payment of its own, any number of times
             [settled [60.00] on 2026-03-01]      the invoice row itself says it was settled that day
             [open 60.00]                         what the list says is still open
             [parts 2026-03-01:50.00,2026-04-01:50.00]
             [disputed [30.00]]  [transit 20.00]  [promised 2026-03-01]  [blocked 2026-03-01]  [because reason]
             [agency]  [reminded 2 on 2026-02-15]  [reference RF18...]  [about "two pallets"]  [year 2025]
    A  CN1   credit 2026-01-15  25.00 EUR  [on INV1 2026-01-20 10.00] ...  [due 2026-02-14]  [open 5.00]
    A  cash  2026-02-01  15.00 EUR  [for INV1[/part]]  [by transfer]  [at 20:15]  [id P1]
    A  is    consumer NL nl [a@example.org]  [label negative]  [name "A. Jansen"]  [group G1]  [since 2024-01-01]
             [mandate]  [limit 500.00 EUR]  [score 0.4]  [sector retail]  [size small]  [phone +31...]
             [collector "Els"]  [reminded INV1 1 on 2026-02-15]  [barred old@example.org]
    A  disputes  INV1  [30.00]  from 2026-02-10  [until 2026-03-01]  [because damaged]
    rate USD 2026-01-31 0.92

Every row takes ``entity BE01`` (NL01 when it says nothing). An amount of a credit note is written without its sign.
A ``cash`` amount may be negative: money that went back.
"""

from __future__ import annotations

import atexit
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from hashlib import sha256
from os import getpid
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from core.book.publish import ImportEntry, Merged, merge
from core.book.store import BookStore
from core.vocabulary import ImportMode
from tests.ledger_rows import Rows, Words, read_row

if TYPE_CHECKING:
    import duckdb

    from core.book.book import Book


@dataclass(frozen=True, kw_only=True)
class Told:
    """The staging rows of one text, and the last day on which something happens in it."""

    rows: Rows
    last_on: date
    text: str


def read(text: str) -> Told:
    """Return the staging rows that ``text`` describes; raise ``ValueError`` for a row it does not understand."""
    rows: Rows = defaultdict(list)
    for line_no, line in enumerate(text.splitlines(), start=1):
        words = Words(line)
        if words:
            read_row(words, line_no, rows)
    days = [
        row[column]
        for table in rows.values()
        for row in table
        for column in ("issued_on", "settled_on", "received_on", "applied_on", "opened_on", "closed_on", "rate_on")
        if row.get(column) is not None
    ]
    return Told(rows=dict(rows), last_on=max(days, default=date(2026, 1, 1)), text=text)


def stage(connection: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Write ``rows`` to the staging tables of a draft, with only the columns that some row has."""
    for table, given in rows.items():
        columns = list(dict.fromkeys(column for row in given for column in row))
        declared = f"SELECT {', '.join(columns)} FROM contract.{table} WHERE FALSE"  # noqa: S608
        connection.execute(f"CREATE TABLE stage.{table} AS {declared}")
        if given:
            one = f"({', '.join('?' * len(columns))})"
            connection.execute(
                f"INSERT INTO stage.{table} VALUES {', '.join([one] * len(given))}",  # noqa: S608
                [row.get(column) for row in given for column in columns],
            )


def ask(book: Book, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Return the rows of a statement of a test's own on the tables of ``book``."""
    return book._connection.cursor().execute(sql, list(values)).fetchall()


@dataclass(frozen=True, kw_only=True)
class Made:
    """What came of a series of imports once, so that the next test that tells the same one does not wait for it."""

    name: str
    file: Path
    merged: Merged


@cache
def _made() -> dict[tuple[object, ...] | None, Made]:
    return {}


@cache
def _shelf() -> Path:
    folder = Path(mkdtemp(prefix="saldo-ledgers-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    return folder


class Ledger:
    """Publishes text rows into the book of one folder; called again, it imports on top of what is there."""

    def __init__(self, folder: Path) -> None:
        self.store = BookStore(folder)
        self.merged: Merged | None = None
        self._told: tuple[object, ...] | None = (
            None if self.store.current() else ()
        )  # every import so far; None: unknown

    def __call__(
        self,
        text: str,
        *,
        list_on: date | None = None,
        mode: ImportMode = ImportMode.MOVEMENTS,
        entities: tuple[str, ...] = (),
        confirmed: bool = False,
        kind: str = "ledger",
    ) -> Book:
        """Publish ``text`` as one import and return the new version; the list date is the last day in the text."""
        before = self._told if self.store.current() == (self._told[-1] if self._told else None) else None
        said = None if before is None else (*before[:-1], text, list_on, mode, entities, confirmed, kind)
        made = _made().get(said)
        if made is None:
            told = read(text)
            name = self.publish(told, list_on=list_on, mode=mode, entities=entities, confirmed=confirmed, kind=kind)
            if said is not None:
                self._keep(said, name)
        else:
            self._take_over(made)
            name = made.name
        self._told = None if said is None else (*said, name)
        return self.store.open()

    def _keep(self, said: tuple[object, ...], name: str) -> None:
        assert self.merged is not None
        kept = _shelf() / f"{len(_made())}.duckdb"
        copyfile(self.store.folder / f"{name}.duckdb", kept)
        _made()[said] = Made(name=name, file=kept, merged=self.merged)

    def _take_over(self, made: Made) -> None:
        with self.store._writing():
            self.store._sweep()
            draft = self.store.folder / f"draft-{getpid()}.duckdb"
            copyfile(made.file, draft)
            assert self.store._publish(draft) == made.name
        self.merged = made.merged

    def publish(
        self,
        told: Told,
        *,
        list_on: date | None = None,
        mode: ImportMode = ImportMode.MOVEMENTS,
        entities: tuple[str, ...] = (),
        confirmed: bool = False,
        kind: str = "ledger",
    ) -> str:
        """Publish rows that were read or made before, and return the name of the new version."""
        count = len(told.rows.get("invoice", []))
        entry = ImportEntry(
            imported_at=datetime.combine(list_on or told.last_on, time(6), tzinfo=UTC),
            list_on=list_on or told.last_on,
            mode=mode,
            kind=kind,
            preset="ledger_text",
            file_name="ledger.txt",
            file_sha256=sha256(told.text.encode()).hexdigest(),
            rows_read=count,
            accepted=count,
            quarantined=0,
            imported_by="test",
            entities=entities,
        )
        with self.store.draft() as draft:
            stage(draft.connection, told.rows)
            self.merged = merge(draft.connection, entry, confirmed=confirmed)
            return draft.publish()
