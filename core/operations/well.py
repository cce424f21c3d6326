"""Whether an installation is well: each part of it by name, and where it is not, why and what to do."""

from __future__ import annotations

import shutil
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final

import duckdb
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from core import mail
from core.campaigns import brake
from core.campaigns.lease import LEASE_SECONDS
from core.campaigns.staleness import most_banking_days, said, too_old
from core.channels.relay import Tls
from core.desk import settings
from core.desk.migrate import is_newest
from core.desk.run_tables import Routine
from core.desk.tables import Schedule, Worker
from core.errors import SaldoError
from core.intake import inbox
from core.operations import backup
from core.runs.routines import IMPORTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.wiring import Application

LEAST_FREE_BYTES: Final = 500_000_000
OLDEST_BACKUP: Final = timedelta(days=8)
LATE: Final = timedelta(minutes=5)
"""A worker looks at the schedule twice a second, but a long import holds its other jobs up."""
LONGEST_JOB: Final = timedelta(hours=3)
MOST_FAILURES: Final = 3
FAILED: Final = "failed:"
_KEPT_SECONDS: Final = 10.0
_TROUBLE_SECONDS: Final = 1.0
"""What is mended is seen at once."""
_RELAY_SECONDS: Final = 60.0
_PATIENCE_SECONDS: Final = 3.0
GONE: Final = "what sends beside the app ended by itself (the log says why)"
_UNREADABLE: Final = (SaldoError, OSError, duckdb.Error)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One part: well or not, and why in words for whoever keeps it running."""

    name: str
    is_well: bool
    why: str


class Watch:
    """The checks of one installation; asked often, they look again every ten seconds, and at the relay every minute."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self._lock = Lock()
        self._checks: tuple[float, list[Check]] | None = None
        self._relay: tuple[float, Check] | None = None

    def checks(self) -> list[Check]:
        """Return every check; the desk's first, and when that does not answer it is the only one."""
        with self._lock:
            now = time.monotonic()
            if self._checks is None or now > self._checks[0]:
                found = self._looked()
                is_well = all(each.is_well for each in found)
                self._checks = (now + (_KEPT_SECONDS if is_well else _TROUBLE_SECONDS), found)
            return self._checks[1]

    def _looked(self) -> list[Check]:
        try:
            first = desk(self.app)
            if not first.is_well:
                return [first]
            looks = {
                "imports": imports,
                "workers": workers,
                "relay": self._relay_lately,
                "channels": channels,
                "schedule": schedule,
                "disk": disk,
                "backup": backups,
            }
            return [first, *(_looked_at(name, look, self.app) for name, look in looks.items())]
        except SQLAlchemyError as error:
            return [Check(name="desk", is_well=False, why=f"the desk does not answer ({type(error).__name__})")]

    def _relay_lately(self, app: Application) -> Check:
        now = time.monotonic()
        if self._relay is None or now - self._relay[0] > _RELAY_SECONDS:
            self._relay = (now, relay(app))
        return self._relay[1]


def _looked_at(name: str, look: Callable[[Application], Check], app: Application) -> Check:
    """Look at one part: what cannot even be looked at is not well, and the others are told all the same."""
    try:
        return look(app)
    except _UNREADABLE as error:
        return Check(name=name, is_well=False, why=str(error))


def desk(app: Application) -> Check:
    """Whether the desk has the tables of this program."""
    newest = is_newest(app.desk)
    why = "" if newest else "its tables are of another version of Saldo: start this one again"
    return Check(name="desk", is_well=newest, why=why)


def imports(app: Application) -> Check:
    """Whether the ledger is fresh, and imports that run by themselves work."""
    troubles: list[str] = []
    if app.store.current() is not None:
        old = too_old(app.desk, app.book())
        most = most_banking_days(app.desk)
        if old and most is not None:
            troubles.append(said(old, most))
    failing = select(Routine.name, Routine.failures).where(
        Routine.turn == 0, ~Routine.is_paused, Routine.kind.in_(IMPORTS), Routine.failures > 0
    )
    with app.desk.reading() as session:
        troubles += [f"{name} failed {count} times in a row" for name, count in session.execute(failing)]
    if failed := _failed_lately(app):
        troubles.append(f"{failed} files of the inbox could not be imported since yesterday")
    return _of("imports", troubles, "no ledger yet" if app.store.current() is None else "")


def _failed_lately(app: Application) -> int:
    """Return how many files of the inbox were put aside within a day; each has its outcome beside it."""
    since = (app.desk.now() - timedelta(days=1)).timestamp()
    outcomes = (app.settings.inbox_folder / inbox.FAILED).glob("*.txt")
    return sum(each.stat().st_mtime >= since for each in outcomes)


def workers(app: Application) -> Check:
    """Whether anybody sends and keeps the schedule."""
    now = app.desk.now()
    with app.desk.reading() as session:
        rows = list(session.scalars(select(Worker).where(Worker.stopped_at.is_(None))))
    alive = [row for row in rows if abs(now - row.beat_at) <= timedelta(seconds=2 * LEASE_SECONDS)]
    ahead = sorted({row.host for row in rows if row.beat_at - now > timedelta(seconds=2 * LEASE_SECONDS)})
    if ahead:
        why = f"the clock here and that of {', '.join(ahead)} differ: leases, hours and signatures go by them, so set both right"
        return Check(name="workers", is_well=False, why=why)
    gone = app.background.gone_seconds
    has_own = any(row.pid == app.background.process_id and row.host == socket.gethostname() for row in alive)
    if gone is not None and gone > LEASE_SECONDS and not has_own:
        others = "; workers elsewhere go on" if alive else ""
        return Check(name="workers", is_well=False, why=f"{GONE} {gone:.0f} seconds ago and none lasts since{others}")
    if not alive and gone is None and app.background.is_beginning:
        return Check(name="workers", is_well=True, why="what sends beside the app begins")
    if not alive:
        return Check(
            name="workers", is_well=False, why="no worker beats: start the app, or `python -m core work` beside it"
        )
    remarks = sorted({row.remark for row in alive if row.remark})
    return Check(name="workers", is_well=True, why="; ".join([f"{len(alive)} threads", *remarks]))


def relay(app: Application) -> Check:
    """Whether the mail server answers; asked with a connection, and nothing is sent."""
    if app.settings.smtp_url is None:
        return Check(name="relay", is_well=True, why="no relay is set: mail stays in the built-in mailbox")
    try:
        to = mail.relay_of(app.settings)
    except SaldoError as error:
        return Check(name="relay", is_well=False, why=str(error))
    try:
        with socket.create_connection((to.host, to.port), timeout=_PATIENCE_SECONDS) as line:
            greeting = b"220" if to.tls is Tls.SSL else line.recv(3)
            with suppress(OSError):
                line.sendall(b"" if to.tls is Tls.SSL else b"QUIT\r\n")
    except OSError as error:
        return Check(name="relay", is_well=False, why=f"{to.label} does not answer ({error.strerror or error})")
    is_well = greeting == b"220"
    return Check(name="relay", is_well=is_well, why="" if is_well else f"{to.label} does not greet as a mail server")


def channels(app: Application) -> Check:
    """Whether the brake stopped a channel; one that a person paused is as it should be."""
    stops = brake.paused(app.desk).values()
    told = [f"{each.channel} stands still since {each.at:%Y-%m-%d %H:%M} UTC: {each.why}" for each in stops]
    return Check(name="channels", is_well=not any(each.is_automatic for each in stops), why="; ".join(told))


def schedule(app: Application) -> Check:
    """Whether every job runs at its time and the last time went well, and no routine fails again and again."""
    now = app.desk.now()
    with app.desk.reading() as session:
        jobs = list(session.scalars(select(Schedule).where(Schedule.is_enabled)))
        routines = list(session.scalars(select(Routine).where(Routine.turn == 0, ~Routine.is_paused)))
    troubles = [trouble for each in jobs if (trouble := _trouble(each, now))]
    for each in routines:
        if each.failures >= MOST_FAILURES:
            troubles.append(f"{each.name} failed {each.failures} times in a row")
        elif each.taken_by is None and each.next_at is not None and now - each.next_at > LATE:
            troubles.append(f"{each.name} should have run at {each.next_at:%Y-%m-%d %H:%M} UTC")
    return _of("schedule", troubles, "")


def lateness(job: Schedule, now: datetime) -> timedelta:
    """Return how long ago a job should have begun; none while it runs."""
    is_running = job.started_at is not None and job.ended_at is None
    return timedelta(0) if is_running else max(now - job.next_at, timedelta(0))


def disk(app: Application) -> Check:
    """Whether the home folder's disk has room."""
    free = free_bytes(app)
    why = "" if free >= LEAST_FREE_BYTES else f"{free / 1e6:,.0f} MB are left on the disk of {app.settings.home}"
    return Check(name="disk", is_well=not why, why=why)


def free_bytes(app: Application) -> int:
    """Return how much room is left where the installation lives."""
    return shutil.disk_usage(app.settings.home).free


def imported_at(app: Application) -> datetime | None:
    """Return when the last file came into the ledger, None before the first or where the ledger cannot be read."""
    with suppress(*_UNREADABLE):
        if app.store.current() is not None:
            at: datetime = app.book().row("book_last_import")["imported_at"]
            return at.replace(tzinfo=UTC)
    return None


def backed_up_at(app: Application) -> datetime | None:
    """Return when the last backup was made, None before the first."""
    kept = settings.get(app.desk, backup.SETTING)
    return None if kept is None else datetime.fromisoformat(kept.body["made_at"])


def backups(app: Application) -> Check:
    """Whether the backups that somebody began to make are still made."""
    at = backed_up_at(app)
    if at is None:
        return Check(name="backup", is_well=True, why="no backup was made yet: `python -m core backup FOLDER`")
    is_well = app.desk.now() - at <= OLDEST_BACKUP
    return Check(name="backup", is_well=is_well, why=f"the last one was made at {at:%Y-%m-%d %H:%M} UTC")


def _trouble(job: Schedule, now: datetime) -> str:
    if job.started_at is not None and job.ended_at is None and now - job.started_at > LONGEST_JOB:
        return f"{job.name} has run since {job.started_at:%Y-%m-%d %H:%M} UTC"
    if lateness(job, now) > LATE:
        return f"{job.name} should have begun at {job.next_at:%Y-%m-%d %H:%M} UTC"
    return f"{job.name} {job.outcome}" if (job.outcome or "").startswith(FAILED) else ""


def _of(name: str, troubles: list[str], otherwise: str) -> Check:
    return Check(name=name, is_well=not troubles, why="; ".join(troubles) or otherwise)
