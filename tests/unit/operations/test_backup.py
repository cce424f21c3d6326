"""A backup made while others write, put back elsewhere and compared row by row; and everything that is no backup refused."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
from sqlalchemy import inspect, text

from core.acting import Actor, Limits, NotAllowedError, acting
from core.actions import Role
from core.campaigns import brake
from core.campaigns.lease import Lease
from core.desk import audit_heads, copies, settings
from core.desk.copies import DamagedCopyError, OtherDatabaseError
from core.desk.customers import remark
from core.desk.engine import open_desk
from core.in_use import UNFINISHED, RestoringError, RunningError
from core.operations import manifest
from core.operations.backup import BackupPlaceError, NoCurrentBookError, NotEverythingError, backup, backups
from core.operations.manifest import NoBackupError
from core.operations.restore import OccupiedError, restore
from core.privacy import again
from core.privacy.erasing import erase, is_erased
from core.settings import Settings
from core.vocabulary import ChannelName
from core.wiring import Application, wire
from tests.desks import TestClock, _migrated_database, _migrated_file
from tests.launched import launched, recipients
from tests.ledger import Ledger
from tests.postgres import fresh_database

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk

LEDGER = """
    A  is    consumer NL nl a@example.org name "A. Jansen"
    A  INV1  issued 2026-08-01  due 2026-09-01  100.00 EUR
    B  is    consumer NL nl b@example.org name "B. Pietersen"
    B  INV2  issued 2026-01-10  due 2026-02-09   80.00 EUR  paid 80.00 on 2026-02-20
"""


def opened(home: Path, desk_url: str | None, clock: TestClock) -> Application:
    """An installation whose tables are there already: making them takes longer than the rest."""
    home.mkdir(parents=True, exist_ok=True)
    if desk_url is None:
        shutil.copy(_migrated_file(), home / "desk.sqlite3")
    return wire(Settings(home=home, desk_url=desk_url), clock=clock)


def installed(home: Path, desk_url: str | None, clock: TestClock) -> Application:
    """An installation with a ledger, a campaign, a note, an uploaded file and a key in it."""
    Ledger(home / "book")(LEDGER)
    app = opened(home, desk_url, clock)
    remark(app.desk, entity="NL01", customer_id="A", body="Rang, pays on Friday", by="Els")
    launched(app.desk, recipients(3))
    (home / "uploads" / "ab").mkdir(parents=True)
    (home / "uploads" / "ab" / "photo").write_bytes(b"\x89PNG")
    (home / "cookie.key").write_text("signs people in", encoding="utf-8")
    return app


def close(app: Application) -> None:
    """End it as its process would."""
    app.desk.close()
    assert app.held is not None
    app.held.release()


def rows(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as text."""
    with desk.engine.connect() as connection:
        return {
            name: sorted(str(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{name}"')))  # type: ignore[misc]  # noqa: S608 (our own tables)
            for name in inspect(connection).get_table_names()
        }


def put_back(home: Path, desk_url: str | None, folder: Path, clock: TestClock, **how: bool) -> Settings:
    place = Settings(home=home, desk_url=desk_url)
    restore(place, folder, by="Els", clock=clock, **how)
    return place


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def urls(request: pytest.FixtureRequest) -> tuple[str | None, str | None]:
    return (fresh_database(_migrated_database()), fresh_database()) if request.param == "postgres" else (None, None)


def test_what_is_put_back_is_what_was_there(
    tmp_path: Path, urls: tuple[str | None, str | None], clock: TestClock
) -> None:
    app = installed(tmp_path / "home", urls[0], clock)
    before = rows(app.desk)
    folder, made = backup(app, tmp_path / "backups", by="Els")
    assert made.book == "v000001"
    assert not list((tmp_path / "backups").glob("*.part"))
    copied = open_desk(urls[1]) if urls[1] else None
    place = put_back(tmp_path / "there", urls[1], folder, clock)
    if copied is not None:
        copied.close()

    there = wire(place, clock=clock)
    after = rows(there.desk)
    moved = {"channel_pause", "setting", "topic_revision", "audit_entry", "audit_value", "audit_head"}
    assert {name: held for name, held in after.items() if name not in moved} == {
        name: held for name, held in before.items() if name not in moved
    }
    assert set(before["setting"]) <= set(after["setting"])
    assert set(before["audit_entry"]) <= set(after["audit_entry"])
    assert there.book().rows("book_imports") == app.book().rows("book_imports")
    assert (place.home / "uploads" / "ab" / "photo").read_bytes() == b"\x89PNG"
    assert not (place.home / "cookie.key").exists(), "who was signed in then is not signed in now"
    assert set(brake.paused(there.desk)) == set(ChannelName), "what the backup calls unsent may have gone since"
    remark(there.desk, entity="NL01", customer_id="A", body="Numbers go on where they stood", by="Els")
    there.desk.close()
    app.desk.close()


def test_a_backup_while_others_write_is_of_one_moment(tmp_path: Path, clock: TestClock) -> None:
    app = installed(tmp_path / "home", None, clock)
    stop = Event()

    def write() -> None:
        while not stop.is_set():
            with app.desk.session() as session:  # two rows in one transaction: half of it would be seen
                for name in ("one", "two"):
                    session.execute(
                        text("INSERT INTO saved_mapping VALUES (:name, '{}', 'Els', '2026-11-03')"),
                        {"name": f"{name} {next(numbers)}"},
                    )

    numbers = iter(range(10**9))
    writer = Thread(target=write)
    writer.start()
    try:
        made = []
        for _ in range(2):
            clock.forward(minutes=1)
            made.append(backup(app, tmp_path / "backups", by="Els", keep=1)[1])
    finally:
        stop.set()
        writer.join()
    counts = [each.desk.rows["saved_mapping"] for each in made]
    assert counts[-1] > counts[0]
    assert all(count % 2 == 0 for count in counts)
    assert len(backups(tmp_path / "backups")) == 1


def test_nothing_is_put_back_under_what_runs(tmp_path: Path, clock: TestClock) -> None:
    app = installed(tmp_path / "home", None, clock)
    folder, _ = backup(app, tmp_path / "backups", by="Els")
    before = rows(app.desk)
    with pytest.raises(RunningError, match="stop the app and every worker"):
        put_back(tmp_path / "home", None, folder, clock, is_replacing=True)
    assert rows(app.desk) == before
    assert app.store.current() == "v000001"


@pytest.mark.postgres
def test_nothing_is_put_back_under_a_worker_elsewhere(tmp_path: Path, clock: TestClock) -> None:
    url = fresh_database(_migrated_database())
    app = installed(tmp_path / "home", url, clock)
    folder, _ = backup(app, tmp_path / "backups", by="Els")
    with pytest.raises(RunningError, match="connected to the desk's database"):
        put_back(tmp_path / "there", url, folder, clock, is_replacing=True)
    Lease(app.desk)
    app.desk.close()
    with pytest.raises(RunningError, match="A worker runs on"):
        put_back(tmp_path / "there", url, folder, clock, is_replacing=True)
    clock.forward(hours=1)  # it is dead by now
    with pytest.raises(OccupiedError):
        put_back(tmp_path / "there", url, folder, clock)
    put_back(tmp_path / "there", url, folder, clock, is_replacing=True)
    there = open_desk(url)
    with there.engine.connect() as connection:
        schemas = inspect(connection).get_schema_names()
    assert any(name.startswith("replaced_") for name in schemas), "what stood there is moved aside, not deleted"
    there.close()


def test_what_stood_there_is_moved_aside(tmp_path: Path, clock: TestClock) -> None:
    app = installed(tmp_path / "home", None, clock)
    folder, _ = backup(app, tmp_path / "backups", by="Els")
    other = opened(tmp_path / "there", None, clock)
    remark(other.desk, entity="NL01", customer_id="Z", body="Stood here", by="Els")
    close(other)
    with pytest.raises(OccupiedError, match="--replace"):
        put_back(tmp_path / "there", None, folder, clock)
    put_back(tmp_path / "there", None, folder, clock, is_replacing=True)
    [aside] = (tmp_path / "there").glob("replaced-*")
    kept = open_desk(f"sqlite:///{aside / 'desk.sqlite3'}")
    assert any("Stood here" in row for row in map(str, rows(kept)["note"]))
    kept.close()


def test_who_was_erased_since_the_backup_is_erased_again_though_the_first_try_dies(
    tmp_path: Path, urls: tuple[str | None, str | None], clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = urls[0]
    app = installed(tmp_path / "home", url, clock)
    remark(app.desk, entity="NL01", customer_id="A", body="Lives with B. Pietersen", by="Els")
    folder, _ = backup(app, tmp_path / "backups", by="Els")
    erase(app.places, ("NL01", "B"), by="Els", why="asked for it")
    assert audit_heads.check(app.desk, app.settings.audit_folder).is_whole
    kept = audit_heads.kept(app.settings.audit_folder)
    close(app)
    for dies_in in ("core.desk.copies.put_back", "core.campaigns.brake.pause"):
        with monkeypatch.context() as patch:
            patch.setattr(dies_in, Mock(side_effect=KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                put_back(tmp_path / "home", url, folder, clock, is_replacing=True)
        with pytest.raises(RestoringError, match="--replace"):
            wire(Settings(home=tmp_path / "home", desk_url=url), clock=clock)
    place = Settings(home=tmp_path / "home", desk_url=url)
    assert restore(place, folder, by="Els", is_replacing=True, clock=clock)[1] == 1
    there = wire(place, clock=clock)
    assert there.store.current() is not None
    assert is_erased(there.places, ("NL01", "B"))
    assert "Lives with *" in str(rows(there.desk)["note"])
    assert set(brake.paused(there.desk)) == set(ChannelName)
    assert audit_heads.check(there.desk, place.audit_folder).is_whole
    aside = (place.audit_folder / audit_heads.SET_ASIDE).read_text(encoding="utf-8")
    assert kept
    assert all(head.digest in aside for head in kept), "what was kept since is set aside, not lost"


def test_nothing_starts_while_a_backup_is_put_back(
    tmp_path: Path, clock: TestClock, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pause(*_: object, **__: object) -> None:
        with pytest.raises(RestoringError):
            wire(Settings(home=tmp_path / "there"), clock=clock)

    monkeypatch.setattr(brake, "pause", pause)
    put_back(tmp_path / "there", None, whole, clock)


def test_a_desk_that_lies_elsewhere_is_moved_aside_and_asked_whom_it_had_erased(
    tmp_path: Path, clock: TestClock, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, there = f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}", Settings(home=tmp_path / "there")
    elsewhere = there.model_copy(update={"desk_url": url})
    shutil.copy(_migrated_file(), tmp_path / "elsewhere.sqlite3")
    with pytest.raises(OccupiedError, match=r"elsewhere\.sqlite3"):
        restore(elsewhere, whole, by="Els", clock=clock)
    assert not (there.home / UNFINISHED).exists(), "nothing was touched, so nothing stands in the way of a start"
    repeat = Mock(return_value=7)
    monkeypatch.setattr(again, "repeat", repeat)
    assert restore(elsewhere, whole, by="Els", is_replacing=True, clock=clock)[1] == 7
    repeat.assert_called_once()
    lost, _ = repeat.call_args.args
    assert lost.engine.url.database.startswith(f"{tmp_path}/replaced-")
    (tmp_path / "elsewhere.sqlite3").write_bytes(b"no database any more" * 100)
    clock.forward(minutes=1)
    assert restore(elsewhere, whole, by="Els", is_replacing=True, clock=clock)[1] is None


def test_a_home_behind_links_is_copied_once_and_whole(tmp_path: Path, clock: TestClock) -> None:
    for name in ("disk", "large"):
        (tmp_path / name).mkdir()
    (tmp_path / "home").symlink_to(tmp_path / "disk")
    (tmp_path / "disk" / "book").symlink_to(tmp_path / "large")
    app = opened(tmp_path / "home", None, clock)
    (tmp_path / "large" / "v000001.duckdb").write_bytes(b"a version")
    (tmp_path / "large" / "draft-1.duckdb").write_bytes(b"half of one")
    (tmp_path / "large" / "current").write_text("v000001", encoding="utf-8")
    (tmp_path / "home" / "inbox" / "spill").mkdir(parents=True)
    (tmp_path / "home" / "inbox" / "draft-october.csv").write_text("a;b", encoding="utf-8")
    (tmp_path / "home" / "inbox" / "spill" / "port").write_text("22", encoding="utf-8")
    _, made = backup(app, tmp_path / "backups", by="Els")
    close(app)
    names = {name.removeprefix("home/") for name in made.files}
    assert names >= {"inbox/draft-october.csv", "inbox/spill/port", "book/v000001.duckdb", "book/current"}
    assert "book/draft-1.duckdb" not in names
    assert made.book == "v000001"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: (folder / "home" / "book" / "v000001.duckdb").write_bytes(b"other"), "not as it was written"),
        (lambda folder: (folder / "desk" / "desk.sqlite3").unlink(), "is missing"),
        (lambda folder: (folder / manifest.NAME).unlink(), "it has no backup.json"),
        (lambda folder: (folder / manifest.NAME).write_text("{", encoding="utf-8"), "cannot be read"),
        (lambda folder: _edited(folder, form=2), "another form"),
        (lambda folder: _edited(folder, files={"home/../../etc/x": {"sha256": "", "length": 0}}), "cannot be read"),
        (lambda folder: _edited(folder, files={"": {"sha256": "", "length": 0}}), "cannot be read"),
        (lambda folder: _edited(folder, files={"/etc/x": {"sha256": "", "length": 0}}), "cannot be read"),
        (lambda folder: _revised(folder, "9999"), "a newer Saldo made"),
    ],
)
def test_what_is_no_whole_backup_is_not_put_back(
    whole: Path, tmp_path: Path, clock: TestClock, harm: Any, said: str
) -> None:
    harm(whole)
    with pytest.raises(NoBackupError, match=said):
        put_back(tmp_path / "there", None, whole, clock)
    assert not (tmp_path / "there" / "desk.sqlite3").exists()


def test_a_desk_of_another_kind_or_content_is_refused(whole: Path, tmp_path: Path, clock: TestClock) -> None:
    with pytest.raises(OtherDatabaseError, match="PostgreSQL"):
        put_back(tmp_path / "there", "postgresql://nobody@127.0.0.1/none", whole, clock)
    made = manifest.read(whole)
    with pytest.raises(DamagedCopyError):
        copies.put_back(
            f"sqlite:///{tmp_path / 'x.sqlite3'}",
            whole / manifest.DESK,
            replace(made.desk, rows={**made.desk.rows, "note": 99}),
        )


def test_who_may_not_makes_no_backup(whole: Path, tmp_path: Path, clock: TestClock) -> None:
    app = opened(tmp_path / "home", None, clock)
    with acting(Actor(name="Mo", roles=frozenset({Role.MANAGER}), is_known=True)), pytest.raises(NotAllowedError):
        backup(app, tmp_path / "backups", by="Mo")
    limited = Actor(
        name="Ad", roles=frozenset({Role.ADMINISTRATOR}), limits=Limits(entities=frozenset({"NL01"})), is_known=True
    )
    with acting(limited), pytest.raises(NotEverythingError, match="ask who sees everything"):
        backup(app, tmp_path / "backups", by="Ad")
    with pytest.raises(BackupPlaceError):
        backup(app, tmp_path / "home" / "inside", by="Els")
    (tmp_path / "home" / "book").mkdir()
    (tmp_path / "home" / "book" / "current").write_text("v000009", encoding="utf-8")
    with pytest.raises(NoCurrentBookError, match="v000009"):
        backup(app, tmp_path / "backups", by="Els")
    assert list((tmp_path / "backups").iterdir()) == [], "nothing half done is left"
    assert settings.get(app.desk, "backup") is None
    assert whole.exists()


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("made")
    app = opened(place / "home", None, TestClock())
    (place / "home" / "book").mkdir()
    (place / "home" / "book" / "v000001.duckdb").write_bytes(b"a version")
    return backup(app, place / "backups", by="Els")[0]


@pytest.fixture
def whole(made_once: Path, tmp_path: Path) -> Path:
    """A backup that a test may harm."""
    shutil.copytree(made_once, tmp_path / "whole")
    return tmp_path / "whole"


def _edited(folder: Path, **parts: Any) -> None:
    told = json.loads((folder / manifest.NAME).read_text(encoding="utf-8"))
    (folder / manifest.NAME).write_text(json.dumps({**told, **parts}), encoding="utf-8")


def _revised(folder: Path, revision: str) -> None:
    told = json.loads((folder / manifest.NAME).read_text(encoding="utf-8"))
    _edited(folder, desk={**told["desk"], "revision": revision})
