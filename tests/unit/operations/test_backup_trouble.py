"""Backups while another process imports, after one that was killed, and onto disks that are full."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from subprocess import PIPE
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from core.book.store import BookStore
from core.desk.customers import remark
from core.in_use import UNFINISHED, RestoringError
from core.operations import manifest
from core.operations.backup import backup, backups
from core.operations.restore import restore
from core.room import DiskFullError, LittleRoomError, is_full, room_on
from core.settings import ROOT, Settings
from core.wiring import wire
from tests.ledger import Ledger
from tests.unit.operations.test_backup import LEDGER, close, opened, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.operations.manifest import Manifest
    from core.wiring import Application
    from tests.desks import TestClock

HEAD = "entity,customer_id,number,issued_on,due_on,amount,currency\n"
IMPORTING = """
import sys
from pathlib import Path
from core.book.store import BookStore
from core.intake.importer import import_file

home = Path(sys.argv[1])
for turn in range(2, 1000):
    path = home.with_name(f"turn-{turn}.csv")
    rows = (f"NL01,C{n},INV{turn}-{n},2026-01-10,2026-02-09,1.00,EUR\\n" for n in range(50))
    path.write_text("entity,customer_id,number,issued_on,due_on,amount,currency\\n" + "".join(rows))
    import_file(path, store=BookStore(home / "book"), sources=home / "sources", by="tester")
    print(turn, flush=True)
"""
HOLDING = "import fcntl, sys\nmark = open(sys.argv[1])\nfcntl.flock(mark, fcntl.LOCK_EX)\nprint(1, flush=True)\nsys.stdin.read()"
LIMIT = 2_000_000


def written(path: Path, *numbers: str) -> Path:
    """A file with these invoices."""
    path.write_text(
        HEAD + "".join(f"NL01,C1,{each},2026-01-10,2026-02-09,1.00,EUR\n" for each in numbers), encoding="utf-8"
    )
    return path


def with_book(home: Path, clock: TestClock) -> Application:
    Ledger(home / "book")(LEDGER)
    return opened(home, None, clock)


@contextmanager
def little_room() -> Iterator[None]:
    """No file of this process can grow beyond two megabytes meanwhile: what a quota does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_backup_while_another_process_imports_is_of_one_version(tmp_path: Path, clock: TestClock) -> None:
    app = with_book(tmp_path / "home", clock)
    made: list[tuple[Path, Manifest]] = []
    first = len(app.book().rows("book_imports"))
    command = [sys.executable, "-c", IMPORTING, str(tmp_path / "home")]
    with subprocess.Popen(command, cwd=ROOT, stdout=PIPE, text=True) as importing:
        assert importing.stdout is not None
        while len({each.book for _, each in made}) < 2:
            assert importing.stdout.readline()
            clock.forward(seconds=1)
            made.append(backup(app, tmp_path / "backups", by="Els"))
        importing.kill()
    for folder, each in made:
        manifest.check(folder, each)
        assert (folder / "home" / "book" / "current").read_text(encoding="utf-8").strip() == each.book
    folder, last = made[-1]
    place = Settings(home=tmp_path / "there")
    restore(place, folder, by="Els", clock=clock)
    book = wire(place, clock=clock).book()
    turns = int(str(last.book)[1:])
    assert book.version == last.book
    assert len(book.rows("book_imports")) == first + turns - 1
    numbers = "SELECT count(*) FROM item WHERE number LIKE 'INV%-%'"
    assert book._connection.execute(numbers).fetchall() == [(50 * (turns - 1),)]
    app.desk.close()


def test_what_a_killed_backup_left_is_swept_and_what_goes_on_is_not(tmp_path: Path, clock: TestClock) -> None:
    app, target = opened(tmp_path / "home", None, clock), tmp_path / "backups"
    left, goes_on, unmarked, begins = (
        target / f"saldo-{stamp}.part"
        for stamp in ("20261102-100000-0", "20261102-100001-0", "20261102-100002-0", "20261103-095959-5")
    )
    for each in (left, goes_on, unmarked, begins):
        (each / "home").mkdir(parents=True)
        (each / "being-made.lock").touch()
    (unmarked / "being-made.lock").unlink()
    (begins / "being-made.lock").unlink()
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", HOLDING, str(goes_on / "being-made.lock")], stdin=PIPE, stdout=PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        backup(app, target, by="Els")
        assert {each for each in target.iterdir() if each.suffix == ".part"} == {goes_on, begins}
        other.kill()
    clock.forward(minutes=2)
    folder, _ = backup(app, target, by="Els")
    assert not list(target.glob("*.part"))
    assert not (folder / "being-made.lock").exists()
    app.desk.close()


def test_a_full_disk_leaves_no_half_backup_and_loses_nothing_when_one_is_put_back(
    tmp_path: Path, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = with_book(tmp_path / "home", clock)
    remark(app.desk, entity="NL01", customer_id="A", body="Rang", by="Els")
    (tmp_path / "home" / "uploads").mkdir()
    (tmp_path / "home" / "uploads" / "large").write_bytes(os.urandom(LIMIT + 1))
    with little_room(), pytest.raises(DiskFullError, match=r"backups is full.*Nothing was changed"):
        backup(app, tmp_path / "backups", by="Els")
    assert list((tmp_path / "backups").iterdir()) == []
    folder, _ = backup(app, tmp_path / "backups", by="Els")
    assert backups(tmp_path / "backups") == [folder]
    before = rows(app.desk)
    close(app)

    place = Settings(home=tmp_path / "home")
    with monkeypatch.context() as patch:
        patch.setattr("core.room.shutil.disk_usage", lambda _: type("Usage", (), {"free": 1_000_000}))
        with pytest.raises(LittleRoomError, match="1 MB are free"):
            restore(place, folder, by="Els", is_replacing=True, clock=clock)
    assert not (place.home / UNFINISHED).exists(), "nothing was touched"
    with little_room(), pytest.raises(DiskFullError, match="again with --replace"):
        restore(place, folder, by="Els", is_replacing=True, clock=clock)
    assert not (place.home / "restoring-files").exists(), "half of it would only take room"
    with pytest.raises(RestoringError):
        wire(place, clock=clock)
    restore(place, folder, by="Els", is_replacing=True, clock=clock)
    there = wire(place, clock=clock)
    assert rows(there.desk)["note"] == before["note"]
    assert there.book().version == "v000001"
    there.desk.close()


def test_a_full_disk_during_an_import_leaves_the_ledger_and_the_file_where_they_were(
    tmp_path: Path, clock: TestClock
) -> None:
    app = with_book(tmp_path / "home", clock)
    file = written(app.settings.inbox_folder.parent / "next.csv", "INV2", "INV3")
    inbox = app.settings.inbox_folder
    inbox.mkdir()
    waiting = inbox / "next.csv"
    file.rename(waiting)
    os.utime(waiting, (0, 0))
    with little_room():
        with pytest.raises(DiskFullError, match=r"home is full.*Nothing was changed"):
            app.import_file(waiting, by="Els")
        with pytest.raises(DiskFullError):
            app.import_inbox()
    assert waiting.exists(), "it is not the file's fault"
    assert app.store.current() == "v000001"
    assert sorted(each.name for each in app.settings.book_folder.iterdir() if each.suffix == ".duckdb") == [
        "v000001.duckdb"
    ]
    assert not list(app.settings.sources_folder.rglob("*.part"))
    [done] = app.import_inbox()
    assert (done.error, BookStore(app.settings.book_folder).current()) == (None, "v000002")
    app.desk.close()


def test_a_full_disk_is_known_whoever_says_so(tmp_path: Path) -> None:
    desk = create_engine(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    with desk.connect() as connection:
        for statement in ("PRAGMA max_page_count=3", "CREATE TABLE kept (what TEXT)"):
            connection.exec_driver_sql(statement)
        with pytest.raises(DiskFullError) as told, room_on(tmp_path):
            connection.exec_driver_sql("INSERT INTO kept VALUES (?)", ("x" * 100_000,))
    assert isinstance(told.value.__cause__, OperationalError)
    desk.dispose()
    with pytest.raises(sqlite3.OperationalError), room_on(tmp_path):
        sqlite3.connect(":memory:").execute("no statement")
    from_postgres: Any = type("DiskFull", (Exception,), {"sqlstate": "53100"})()
    assert is_full(OperationalError("INSERT", {}, from_postgres))
    assert not is_full(ValueError("disk"))
