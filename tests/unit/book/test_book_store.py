"""Versions of the book: published whole or not at all, three kept, one writer, many readers."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

import pytest

from core.book.errors import BookBusyError, QueryError
from core.book.store import BookStore
from core.errors import NoBookError, UnknownNameError
from tests.ledger import ask, read, stage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ledger import Ledger


def owed(ledger: Ledger, version: str | None = None) -> int:
    return sum(row[0] for row in ask(ledger.store.open(version), "SELECT balance_minor FROM open_item"))


def invoice(number: int) -> str:
    return f"A INV{number} issued 2026-01-{number:02d} due 2026-02-{number:02d} 100.00 EUR"


def test_without_an_import_there_is_no_book(tmp_path: Path) -> None:
    store = BookStore(tmp_path / "book")
    assert store.current() is None
    assert store.versions() == []
    with pytest.raises(NoBookError):
        store.open()


def test_every_import_is_a_version_and_the_last_three_stay(ledger: Ledger) -> None:
    for number in range(1, 6):
        ledger(invoice(number))
    versions = ledger.store.versions()
    assert [version.name for version in versions] == ["v000005", "v000004", "v000003"]
    assert [version.is_current for version in versions] == [True, False, False]
    assert [version.import_id for version in versions] == [5, 4, 3]
    assert {file.stem for file in ledger.store.folder.glob("*.duckdb")} == {version.name for version in versions}
    assert owed(ledger) == 50000
    assert owed(ledger, "v000003") == 30000


def test_an_earlier_version_is_made_current_again_and_imports_go_on_from_it(ledger: Ledger) -> None:
    for number in range(1, 4):
        ledger(invoice(number))
    ledger.store.make_current("v000001", by="Els", reason="wrong file")
    assert owed(ledger) == 10000
    note = {version.name: version.note for version in ledger.store.versions()}
    assert note["v000001"] == "made current by Els: wrong file"
    ledger(invoice(9))
    assert ledger.store.current() == "v000004"
    assert owed(ledger) == 20000


def test_the_current_version_is_never_pruned(ledger: Ledger) -> None:
    for number in range(1, 5):
        ledger(invoice(number))
    ledger.store.make_current("v000002", by="Els", reason="wrong file")
    assert {version.name for version in ledger.store.versions()} == {"v000002", "v000003", "v000004"}
    ledger(invoice(9))
    assert {version.name for version in ledger.store.versions()} == {"v000003", "v000004", "v000005"}


def test_only_kept_versions_can_be_made_current(ledger: Ledger) -> None:
    for number in range(1, 5):
        ledger(invoice(number))
    with pytest.raises(UnknownNameError, match="v000001"):
        ledger.store.make_current("v000001", by="Els", reason="too late")


def test_a_reader_keeps_its_version_while_others_are_published_and_pruned(ledger: Ledger) -> None:
    first = ledger(invoice(1))
    for number in range(2, 7):
        ledger(invoice(number))
    assert not (ledger.store.folder / "v000001.duckdb").exists()
    assert ask(first, "SELECT COUNT(*) FROM item") == [(1,)]
    assert ledger.store.open().version == "v000006"


def test_one_version_is_opened_once_and_shared_between_threads(ledger: Ledger) -> None:
    ledger(invoice(1))
    assert ledger.store.open() is ledger.store.open("v000001")
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(len(ledger.store.open().rows("book_imports")))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 8


def test_a_draft_that_fails_leaves_nothing_behind(ledger: Ledger) -> None:
    ledger(invoice(1))
    before = sorted(file.name for file in ledger.store.folder.iterdir())
    with contextlib.suppress(InterruptedError), ledger.store.draft() as draft:
        stage(draft.connection, read(invoice(2)).rows)
        raise InterruptedError
    assert sorted(file.name for file in ledger.store.folder.iterdir()) == before
    assert owed(ledger) == 10000


def test_a_second_writer_is_told_to_wait(ledger: Ledger) -> None:
    with ledger.store.draft(), pytest.raises(BookBusyError, match=r"Another import is writing the book \(process"):
        ledger(invoice(1))
    ledger(invoice(1))
    assert owed(ledger) == 10000


def test_a_query_is_asked_with_exactly_its_parameters(ledger: Ledger) -> None:
    book = ledger(invoice(1))
    with pytest.raises(QueryError, match="takes"):
        book.frame("book_quarantine")
    with pytest.raises(QueryError, match="one was expected"):
        book.row("book_quarantine", import_id=1)
    assert book.frame("book_quarantine", import_id=1).empty


def test_the_books_own_latest_date_is_the_last_day_a_file_speaks_of(ledger: Ledger) -> None:
    ledger(invoice(9))
    book = ledger(invoice(3))
    assert book.latest_on.isoformat() == "2026-01-09"


def test_what_a_killed_import_left_is_removed_by_the_next(ledger: Ledger) -> None:
    ledger(invoice(1))
    folder = ledger.store.folder
    (folder / "draft-1.duckdb").write_bytes(b"half")
    (folder / "draft-1.duckdb.wal").write_bytes(b"half")
    (folder / "draft-1.duckdb.tmp").mkdir()
    (folder / "v000007.duckdb").write_bytes(b"never pointed at")
    ledger(invoice(2))
    assert sorted(file.name for file in folder.iterdir()) == [
        "current",
        "pointer.log",
        "v000001.duckdb",
        "v000002.duckdb",
        "writer.lock",
    ]


def test_a_sum_over_rows_up_to_the_latest_date_is_compared_by_its_value(ledger: Ledger) -> None:
    book = ledger("A INV1 issued 2026-01-10 100.00 EUR paid 40.00 on 2026-02-01 paid 60.00 on 2026-02-20")
    paid_up = """
        SELECT i.amount_minor + s.delta_minor = 0
        FROM item AS i
        JOIN (
            SELECT item_key, SUM(delta_minor) AS delta_minor FROM settlement
            WHERE applied_on <= (SELECT MAX(list_on) FROM import_log) GROUP BY item_key
        ) AS s USING (item_key)
    """
    assert ask(book, paid_up) == [(True,)]
    with ledger.store.draft() as draft:
        assert draft.connection.execute(paid_up).fetchall() == [(True,)]
