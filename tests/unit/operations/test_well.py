"""Each part of an installation is well, or says why not."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from core.background import Background
from core.book.store import BookStore
from core.campaigns import brake, exposition, schedule
from core.campaigns.lease import LEASE_SECONDS, Lease
from core.campaigns.staleness import save_most_banking_days
from core.campaigns.states import ITSELF
from core.channels.mailbox import Mailbox
from core.desk.run_tables import Routine
from core.desk.tables import Schedule
from core.operations import figures, well
from core.operations.backup import backup
from core.operations.well import Watch
from core.settings import Settings
from core.vocabulary import ChannelName
from core.wiring import Application
from dashboard.watched import answered
from tests.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk
    from tests.desks import TestClock

LEDGER = """
    A  is    consumer NL nl a@example.org name "A. Jansen"
    A  INV1  issued 2026-08-01  due 2026-09-01  100.00 EUR
"""


pytestmark = pytest.mark.few_on_postgres(1)


@pytest.fixture
def app(desk: Desk, clock: TestClock, tmp_path: Path) -> Application:
    book = Ledger(tmp_path / "book")
    book(LEDGER)
    save_most_banking_days(desk, None, by="a test")
    return Application(
        settings=Settings(home=tmp_path),
        store=book.store,
        desk=desk,
        mailbox=Mailbox(tmp_path / "mailbox", clock=clock),
        clock=clock,
    )


def test_a_new_installation_is_well_once_a_worker_beats(app: Application) -> None:
    assert [each.name for each in Watch(app).checks() if not each.is_well] == ["workers"]
    Lease(app.desk)
    watch = Watch(app)
    assert all(each.is_well for each in watch.checks())
    status, told = answered(watch, is_strict=True, is_open=True)
    assert (status, told["status"], told["book"]) == (200, "ok", "v000001")


def test_a_worker_that_fell_silent_is_said(app: Application, clock: TestClock) -> None:
    Lease(app.desk)
    clock.forward(minutes=2)
    assert "start the app" in well.workers(app).why
    assert answered(Watch(app), is_strict=False, is_open=False)[0] == 200, "the app itself serves"
    status, told = answered(Watch(app), is_strict=True, is_open=False)
    assert (status, told["status"], told["checks"]["workers"]) == (503, "trouble", {"is_well": False})


def test_an_app_that_just_began_is_well(app: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Background, "is_beginning", True)
    assert well.workers(app).is_well
    monkeypatch.setattr(Background, "gone_seconds", 1.0)
    assert not well.workers(app).is_well, "one that ended just now begins again"


def test_what_sends_beside_the_app_and_does_not_last_is_said(app: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    Lease(app.desk)  # somebody else's
    app.background.restarts = 4
    monkeypatch.setattr(Background, "gone_seconds", LEASE_SECONDS)
    assert well.workers(app).is_well, "it may be back in a moment"
    monkeypatch.setattr(Background, "gone_seconds", 2 * LEASE_SECONDS)
    assert "ended by itself" in well.workers(app).why
    assert "60 seconds ago" in well.workers(app).why
    assert "workers elsewhere go on" in well.workers(app).why
    told = exposition.text(figures.families(Watch(app)))
    assert "saldo_work_restarts_total 4" in told
    assert 'saldo_check_well{check="workers"} 0' in told
    monkeypatch.setattr(Background, "process_id", os.getpid())
    assert well.workers(app).is_well, "the next one beats"


def test_a_clock_that_is_an_hour_off_is_said(app: Application, clock: TestClock) -> None:
    clock.forward(hours=1)
    Lease(app.desk)
    clock.forward(hours=-1)
    assert "differ" in well.workers(app).why, "a worker of the next hour may be dead for as long"
    assert not well.workers(app).is_well


@pytest.mark.parametrize("harm", ["gone", "torn"])
def test_a_ledger_that_cannot_be_read_is_said_and_hides_nothing_else(app: Application, harm: str) -> None:
    file = app.settings.book_folder / "v000001.duckdb"
    file.unlink()
    if harm == "torn":
        file.write_bytes(b"half of it" * 1000)
    app = replace(app, store=BookStore(app.settings.book_folder, clock=app.clock))
    save_most_banking_days(app.desk, 3, by="a test")
    found = {each.name: each for each in Watch(app).checks()}
    assert not found["imports"].is_well
    assert len(found) == 8
    assert answered(Watch(app), is_strict=True, is_open=False)[0] == 503
    assert "saldo_disk_free_bytes " in exposition.text(figures.families(Watch(app)))


def test_imports_that_are_old_or_fail_are_said(app: Application, clock: TestClock) -> None:
    save_most_banking_days(app.desk, 3, by="a test")
    assert "NL01" in well.imports(app).why
    save_most_banking_days(app.desk, None, by="a test")
    with app.desk.session() as session:
        session.add(_routine(clock, failures=2, kind="import_sftp"))
    failed = app.settings.inbox_folder / "failed"
    failed.mkdir(parents=True)
    for name, age in (("new.csv.txt", 60), ("old.csv.txt", 90_000)):
        (failed / name).touch()
        at = clock.now.timestamp() - age
        os.utime(failed / name, (at, at))
    why = well.imports(app).why
    assert "night ledger failed 2 times in a row" in why
    assert "1 files of the inbox" in why


def test_jobs_that_are_late_fail_or_never_end_are_said(app: Application, clock: TestClock) -> None:
    for name in ("late", "broken", "endless", "fine"):
        schedule.every(app.desk, name, name, seconds=60)
    with app.desk.session() as session:
        soon = clock.now + timedelta(minutes=1)
        session.execute(update(Schedule).values(next_at=soon))
        late = update(Schedule).where(Schedule.name == "late").values(next_at=clock.now - timedelta(hours=1))
        broken = update(Schedule).where(Schedule.name == "broken").values(outcome="failed: no such folder")
        endless = update(Schedule).where(Schedule.name == "endless").values(started_at=clock.now - timedelta(hours=4))
        for each in (late, broken, endless):
            session.execute(each)
        session.add(_routine(clock, failures=3, kind="daily"))
    check = well.schedule(app)
    assert not check.is_well
    for said in (
        "late should have begun",
        "broken failed: no such folder",
        "endless has run since",
        "night ledger failed 3",
    ):
        assert said in check.why
    assert "fine" not in check.why
    told = exposition.text(figures.families(Watch(app)))
    assert 'saldo_job_lateness_seconds{job="late"} 3600' in told
    assert 'saldo_check_well{check="schedule"} 0' in told
    assert 'saldo_routine_failures{routine="night ledger"} 3' in told
    assert "saldo_last_import_timestamp_seconds " in told


def test_a_channel_that_the_brake_stopped_is_not_well_and_one_that_a_person_paused_is(app: Application) -> None:
    brake.pause(app.desk, ChannelName.SMS, by="Els", why="the contract ended")
    assert well.channels(app).is_well
    assert "the contract ended" in well.channels(app).why
    brake.pause(app.desk, ChannelName.EMAIL, by=ITSELF, why="30 of the last 100 were refused")
    assert not well.channels(app).is_well


def test_a_relay_that_does_not_answer_or_is_none_is_said(app: Application) -> None:
    own = app.mailbox.relay()
    try:
        answers = replace(app, settings=_settings(app, f"smtp://{own.label}?tls=none"))
        assert well.relay(answers).is_well
    finally:
        app.mailbox.stop()
    assert "does not answer" in well.relay(answers).why
    planted = "planted-in-the-address"
    wrong = replace(app, settings=_settings(app, f"smtp://u:{planted}@127.0.0.1:1?tls=both"))
    assert not well.relay(wrong).is_well
    assert planted not in well.relay(wrong).why


def test_backups_that_stop_and_a_full_disk_are_said(
    app: Application, clock: TestClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert well.backups(app).is_well
    backup(app, tmp_path.with_name(f"{tmp_path.name}-backups"), by="Els")
    assert "2026-11-03 10:00" in well.backups(app).why
    clock.forward(days=9)
    assert not well.backups(app).is_well
    monkeypatch.setattr(well, "LEAST_FREE_BYTES", 10**18)
    assert "are left on the disk" in well.disk(app).why


def test_a_desk_that_does_not_answer_is_down(app: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.desk.session() as session:
        session.connection().exec_driver_sql("ALTER TABLE schedule RENAME TO elsewhere")
    status, told = answered(Watch(app), is_strict=False, is_open=True)
    assert (status, told["status"]) == (503, "down")
    assert "does not answer" in told["checks"]["desk"]["why"]
    monkeypatch.setattr(well, "is_newest", lambda _: False)
    assert "of another version" in Watch(app).checks()[0].why


def _settings(app: Application, url: str) -> Settings:
    return Settings(home=app.settings.home, smtp_url=url)


def _routine(clock: TestClock, *, failures: int, kind: str) -> Routine:
    return Routine(
        name="night ledger", turn=0, kind=kind, body={}, times={}, revision=1, is_paused=False,
        next_at=clock.now + timedelta(hours=1), failures=failures, seen={}, changed_by="Els", changed_at=clock.now,
    )  # fmt: skip
