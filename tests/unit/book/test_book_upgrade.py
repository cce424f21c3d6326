"""A book of an earlier program is brought up to date once, with the same figures, and can be written on."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import duckdb

from core.book.store import BookStore
from core.book.upgrade import lacking, upgrade
from core.metrics.measures import evaluate
from tests.ledger import ask

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ledger import Ledger

ROWS = "A  INV1  issued 2026-08-10  due 2026-09-09  100.00 EUR  paid 40.00 on 2026-09-20\nB  INV2  issued 2026-09-01  due 2026-10-01  9.00 EUR"


def made_old(file: Path) -> None:
    """Take from a book what this program added."""
    with duckdb.connect(str(file)) as connection:
        for table in ("sales_month", "import_total", "position_cube", "event_cube", "dispute_movement"):
            connection.execute(f"DROP TABLE {table}")
        for column in ("entity", "customer_id", "number", "currency", "row_on", "amount_minor", "open_minor"):
            connection.execute(f"ALTER TABLE quarantine DROP COLUMN {column}")


def test_a_new_book_lacks_nothing(ledger: Ledger) -> None:
    assert lacking(ledger(ROWS)) == []
    assert upgrade(ledger.store) is None
    assert ledger.store.current() == "v000001"


def test_no_book_is_nothing_to_do(tmp_path: Path) -> None:
    assert upgrade(BookStore(tmp_path / "book")) is None


def test_an_old_book_gets_what_it_lacks_once(ledger: Ledger, tmp_path: Path) -> None:
    as_of = date(2026, 9, 30)
    before = evaluate(ledger(ROWS, list_on=as_of), as_of)
    folder = tmp_path / "old"
    shutil.copytree(ledger.store.folder, folder)
    made_old(folder / "v000001.duckdb")
    store = BookStore(folder)
    assert {table for table, _, _ in lacking(store.open())} >= {"sales_month", "quarantine", "event_cube"}
    assert upgrade(store) == "v000002"
    assert upgrade(store) is None
    book = store.open()
    assert lacking(book) == []
    assert evaluate(book, as_of) == before
    assert ask(book, "SELECT COUNT(*) FROM invoice") == [(2,)]
    ledger.store = store
    again = ledger("C  INV3  issued 2026-10-01  due 2026-10-30  5.00 EUR")
    assert ask(again, "SELECT COUNT(*) FROM import_total WHERE import_id = 2") == [(1,)]
