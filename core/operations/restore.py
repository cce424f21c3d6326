"""A backup put back: checked before anything is touched, refused where something runs, and nothing sent before a person looked."""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alembic.script import ScriptDirectory
from sqlalchemy import make_url, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from core.acting import permitted
from core.actions import Action
from core.book.store import BookStore
from core.book.upgrade import upgrade
from core.campaigns import brake
from core.campaigns.lease import LEASE_SECONDS
from core.clock import utc_now
from core.desk import audit_heads, copies, settings
from core.desk.engine import DeskDownError, open_desk
from core.desk.migrate import configuration, migrate
from core.desk.tables import Worker
from core.errors import SaldoError
from core.in_use import LOCK, UNFINISHED, RunningError, alone
from core.master import master_at
from core.operations import manifest
from core.operations.backup import REPLACED
from core.operations.manifest import DESK, HOME, NoBackupError
from core.privacy import again
from core.privacy.erasing import Places
from core.room import require_room, room_on
from core.sentence import Sentence
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from core.clock import Clock
    from core.desk.engine import Desk
    from core.operations.manifest import Manifest
    from core.settings import Settings

SETTING: Final = "restored"
_COMING: Final = "restoring-files"
_STAMP: Final = "%Y%m%d_%H%M%S"
_AGAIN: Final = Sentence(
    "Nothing is lost: what stood there was moved aside, and Saldo does not start before the backup is put back: "
    "run `python -m core restore` again with --replace."
)


class OccupiedError(SaldoError):
    """A backup that would hide what stands there."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "{what} already: put the backup back elsewhere, or say --replace and it is moved aside, not deleted.",
            what=what,
        )


@permitted(Action.KEEP)
def restore(
    place: Settings, folder: Path, *, by: str, is_replacing: bool = False, clock: Clock = utc_now
) -> tuple[Manifest, int | None]:
    """Make the installation of ``place`` what the backup in ``folder`` holds; return what it says of itself, and how many were erased again.

    What stood there is moved aside where ``is_replacing``. Every channel is paused before anything can start: what the backup still calls
    unsent may have gone since. Who was erased on the desk of before is erased again; None says that
    it cannot be read. Raises ``NoBackupError``, ``RunningError``,
    ``OccupiedError``, ``OtherDatabaseError`` and ``DamagedCopyError``.
    """
    made = manifest.read(folder)
    manifest.check(folder, made)
    _refuse_newer(folder, made)
    if copies.kind_of(place.desk_location) != made.desk.kind:
        raise copies.OtherDatabaseError(made.desk.kind, copies.kind_of(place.desk_location))
    now = clock()
    with alone(place.home):
        _refuse_workers(place, now)
        if not is_replacing:
            _refuse_occupied(place)
        shutil.rmtree(place.home / _COMING, ignore_errors=True)  # of a try that was killed
        require_room(place.home, _needed(made))
        unfinished = place.home / UNFINISHED
        stamp = _begun(unfinished, now)
        with room_on(place.home, _AGAIN):
            _make_room(place, stamp)
            _bring(place.home, folder, made)
            copies.put_back(place.desk_location, folder / DESK, made.desk)
            _keep_heads(place, stamp)
            erased = _settle(place, made, stamp, by=by, clock=clock)
        unfinished.unlink()
    return made, erased


def _needed(made: Manifest) -> int:
    """Return how many bytes come into the home folder; what stands there stays beside."""
    is_here = made.desk.kind == "SQLite"
    return sum(kept.length for name, kept in made.files.items() if is_here or not name.startswith(f"{DESK}/"))


def _begun(unfinished: Path, now: datetime) -> str:
    """Leave the mark of a restore under way; return its stamp: that of the first try where one stopped half-way, for that one moved aside what counts."""
    stamp = (unfinished.read_text(encoding="utf-8") if unfinished.exists() else "") or f"{now:{_STAMP}}"
    unfinished.write_text(stamp, encoding="utf-8")
    return stamp


@contextmanager
def _lost(place: Settings, stamp: str, clock: Clock) -> Iterator[Desk | None]:
    """Yield the desk that was moved aside, None where none stood there."""
    found: Desk | None = None
    if copies.kind_of(place.desk_location) == "PostgreSQL":
        found = copies.aside(place.desk_location, f"{copies.ASIDE}{stamp}", clock)
    else:
        desk = _desk_file(place)
        inside = place.home / f"{REPLACED}{stamp}"
        aside = (
            inside / desk.relative_to(place.home)
            if desk.is_relative_to(place.home)
            else _beside(desk, desk.name, stamp)
        )
        found = open_desk(f"sqlite:///{aside}", clock=clock) if aside.exists() else None
    try:
        yield found
    finally:
        if found is not None:
            found.close()


def _keep_heads(place: Settings, stamp: str) -> None:
    """Leave the kept ends of the audit trail where they are: they show what the backup does not have."""
    aside = place.home / f"{REPLACED}{stamp}" / place.audit_folder.name
    if aside.is_dir():
        shutil.copytree(aside, place.audit_folder, dirs_exist_ok=True)


def _refuse_newer(folder: Path, made: Manifest) -> None:
    known = {each.revision for each in ScriptDirectory.from_config(configuration()).walk_revisions()}
    if made.desk.revision not in known:
        raise NoBackupError(
            folder,
            Sentence("its desk is of revision {revision}, which a newer Saldo made", revision=made.desk.revision),
        )


def _refuse_workers(place: Settings, now: datetime) -> None:
    """Raise ``RunningError`` while a worker of this desk beats, wherever it runs, or somebody else is connected to its database."""
    if place.desk_url is None and not (place.home / "desk.sqlite3").exists():
        return
    desk = open_desk(place.desk_location)
    try:
        with suppress(SQLAlchemyError):  # no tables yet, or none that can be read: then nobody works with them
            names = _workers(desk, now)
            if names:
                raise RunningError(Sentence("A worker runs on {given}", given=", ".join(names)))
        try:
            has_others = copies.has_others(desk)
        except OperationalError as error:
            raise DeskDownError(desk, error) from error
        if has_others:
            raise RunningError("Somebody is connected to the desk's database")
    finally:
        desk.close()


def _workers(desk: Desk, now: datetime) -> list[str]:
    beating = select(Worker.host).where(
        Worker.stopped_at.is_(None), Worker.beat_at > now - timedelta(seconds=2 * LEASE_SECONDS)
    )
    with desk.reading() as session:
        return sorted(set(session.scalars(beating)))


def _occupants(home: Path) -> list[Path]:
    return [
        each for each in home.iterdir() if each.name not in {LOCK, UNFINISHED} and not each.name.startswith(REPLACED)
    ]


def _refuse_occupied(place: Settings) -> None:
    if _occupants(place.home):
        raise OccupiedError(Sentence("There is an installation in {home}", home=place.home))
    if copies.kind_of(place.desk_location) == "PostgreSQL":
        if copies.has_tables(place.desk_location):
            raise OccupiedError("There is a desk in this database")
    elif _desk_file(place).exists():
        raise OccupiedError(Sentence("There is a desk in {given}", given=_desk_file(place)))


def _make_room(place: Settings, stamp: str) -> None:
    """Move what stands there aside: files into a folder beside, tables of PostgreSQL into a schema of their own."""
    for each in _occupants(place.home):
        _put_aside(each, place.home / f"{REPLACED}{stamp}" / each.name)
    if copies.kind_of(place.desk_location) == "PostgreSQL":
        copies.set_aside(place.desk_location, f"{copies.ASIDE}{stamp}")
        return
    desk = _desk_file(place)
    for end in ("", "-wal", "-shm"):
        each = desk.with_name(desk.name + end)
        if each.exists():
            _put_aside(each, _beside(desk, each.name, stamp))


def _put_aside(path: Path, place: Path) -> None:
    """Move ``path`` to ``place``, or beside it where a try before this one left something there."""
    free = next(
        to for to in chain([place], (place.with_name(f"{place.name}.{n}") for n in count(2))) if not to.exists()
    )
    free.parent.mkdir(exist_ok=True)
    path.rename(free)


def _desk_file(place: Settings) -> Path:
    return Path(str(make_url(place.desk_location).database))


def _beside(desk: Path, name: str, stamp: str) -> Path:
    return desk.with_name(f"{REPLACED}{stamp}-{name}")


def _bring(home: Path, folder: Path, made: Manifest) -> None:
    """Copy the files to a folder inside ``home`` and check them there; then each is only moved to its place."""
    coming = home / _COMING
    try:
        for name, kept in _files(made):
            path = coming / name
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(folder / HOME / name, path)  # with its mode: a key that others may read is refused
            _refuse_other(folder, name, path, kept)
    except BaseException:
        shutil.rmtree(
            coming, ignore_errors=True
        )  # nothing is there that the backup does not hold, and the disk may be full
        raise
    if coming.exists():
        for each in sorted(coming.iterdir()):
            each.rename(home / each.name)
        coming.rmdir()


def _refuse_other(folder: Path, name: str, path: Path, kept: str) -> None:
    if manifest.hash_of(path) != kept:
        raise NoBackupError(folder, Sentence("{name} changed while it was put back", name=name))


def _files(made: Manifest) -> Iterator[tuple[str, str]]:
    for name, kept in made.files.items():
        if name.startswith(f"{HOME}/"):
            yield name.removeprefix(f"{HOME}/"), kept.sha256


def _settle(place: Settings, made: Manifest, stamp: str, *, by: str, clock: Clock) -> int | None:
    """Bring desk and book up to this program, let nothing go out before a person looked, note what was done, and erase again who was erased since."""
    store = BookStore(place.book_folder, clock=clock)
    desk = open_desk(place.desk_location, clock=clock, master=master_at(place.master_key, place.home))
    try:
        migrate(desk)
        upgrade(store)
        why = (
            f"A backup of {made.made_at:%Y-%m-%d %H:%M} UTC was put back: messages that it calls unsent may have gone since. "
            "Compare with the mailbox, the relay or the gateway, then resume."
        )
        for channel in ChannelName:
            with suppress(brake.ChannelPauseMovedError):  # it stood still already
                brake.pause(desk, channel, by=by, why=why)
        settings.save(desk, SETTING, {"made_at": made.made_at.isoformat(), "at": desk.now().isoformat()}, by=by)
        erased = _erase_again(place, Places(desk=desk, store=store, home=place.home), stamp, by=by, clock=clock)
        with suppress(audit_heads.NothingToSetAsideError):
            audit_heads.set_aside(desk, place.audit_folder, by=by, why="a backup was put back")
        return erased
    finally:
        desk.close()


def _erase_again(place: Settings, places: Places, stamp: str, *, by: str, clock: Clock) -> int | None:
    """Erase whom the desk that was moved aside had erased; return how many, None where that desk cannot be read."""
    with _lost(place, stamp, clock) as lost:
        if lost is None:
            return 0
        try:
            migrate(lost)
        except SQLAlchemyError:  # often it is why a backup is put back
            return None
        return again.repeat(lost, places, by=by)
