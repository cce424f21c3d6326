"""Copies of book, desk and everything else of an installation, made while it runs."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.acting import current, permitted
from core.actions import Action
from core.desk import copies, settings
from core.errors import SaldoError
from core.in_use import LOCK, UNFINISHED
from core.operations import manifest
from core.operations.manifest import DESK, HOME, Kept, Manifest
from core.room import room_on
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.wiring import Application

SETTING: Final = "backup"
PREFIX: Final = "saldo-"
REPLACED: Final = "replaced-"
"""Where a home folder keeps what stood there before a backup was put back."""
PART: Final = ".part"
_MARK: Final = "being-made.lock"
_STAMP: Final = "%Y%m%d-%H%M%S-%f"
_SURE: Final = timedelta(minutes=1)
"""Nobody takes as long from making the folder of a backup to marking it."""
_PASSING: Final = frozenset(
    {"spill", "dropped", "cookie.key", LOCK, UNFINISHED, "book/writer.lock", "book/current.new", "mailbox/port"}
)
"""Files and folders that say nothing once their process has ended, and what signs people in: after a restore they do so anew."""
_SQLITE: Final = ("", "-wal", "-shm", "-journal")
_PIECE: Final = 1 << 20
_ATTEMPTS: Final = 5


class BackupPlaceError(SaldoError):
    """A place for backups that would be copied itself."""

    def __init__(self, target: Path) -> None:
        super().__init__(
            "{target} lies inside the home folder of Saldo: name a folder elsewhere, on another disk if you can.",
            target=target,
        )


class NotEverythingError(SaldoError):
    """A backup by somebody whose view is limited."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "{name} sees a part of the customers only, and a backup holds all of them: ask who sees everything.",
            name=name,
        )


class NoCurrentBookError(SaldoError):
    """A book whose current version is not there."""

    def __init__(self, version: str) -> None:
        super().__init__(
            "{version} is the current version of the book, and its file is missing: make another one current "
            "(`make-current`), then back up.",
            version=version,
        )


@permitted(Action.KEEP)
def backup(app: Application, target: Path, *, by: str, keep: int | None = None) -> tuple[Path, Manifest]:
    """Write a backup into a new folder of ``target`` and return where it is, and what it says of itself.

    The desk is copied first and as of one moment: what lies in the other files is then at least as new as what the desk says of them.
    Raises ``NotEverythingError`` for who does not see every customer. It is a backup once it has its manifest. Of the backups in ``target`` only the newest ``keep`` stay (None: all of them).
    """
    actor = current()
    if not actor.limits.is_all:
        raise NotEverythingError(actor.name)
    home = app.settings.home.resolve()
    target = target.expanduser().resolve()
    if target == home or home in target.parents:
        raise BackupPlaceError(target)
    made_at = app.clock()
    folder = target / f"{PREFIX}{made_at:{_STAMP}}"
    with room_on(target), being_made(folder) as unfinished:
        desk = copies.copy_to(app.desk, unfinished / DESK)
        files = {
            f"{DESK}/{each.name}": Kept(sha256=manifest.hash_of(each), length=each.stat().st_size)
            for each in sorted((unfinished / DESK).iterdir())
        }
        book = _home(app, home, unfinished / HOME, files)
        made = Manifest(made_at=made_at, made_by=by, book=book, desk=desk, files=files)
        made.write(unfinished)
    with room_on(home, Sentence("The backup is whole all the same.")):
        settings.save(app.desk, SETTING, {"made_at": made_at.isoformat(), "length": made.length}, by=by)
    _drop_unfinished(target, f"{PREFIX}{made_at - _SURE:{_STAMP}}")
    if keep is not None:
        _drop_older(target, keep)
    return folder, made


@contextmanager
def being_made(folder: Path) -> Iterator[Path]:
    """Yield a folder beside ``folder`` that becomes it when the block ends well, and is marked as somebody's work until then."""
    unfinished = folder.with_suffix(PART)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        with (unfinished / _MARK).open("w") as mark:
            fcntl.flock(mark, fcntl.LOCK_EX)  # the system lets it go when the process dies
            yield unfinished
            (unfinished / _MARK).unlink()
            unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def backups(target: Path) -> list[Path]:
    """Return the finished backups in ``target``, the newest first."""
    return sorted((each.parent for each in target.glob(f"{PREFIX}*/{manifest.NAME}")), reverse=True)


def _home(app: Application, home: Path, folder: Path, files: dict[str, Kept]) -> str | None:
    """Copy what lies in the home folder beside the desk, note it in ``files``, and return the book's version that is current there.

    The book's versions come first, before an import takes one away.
    """
    book = home / app.settings.book_folder.name
    for _ in range(_ATTEMPTS):  # an import that publishes meanwhile may take away what was current a moment ago
        current = app.store.current()
        for each in sorted(book.glob("*")):
            if not each.name.startswith("draft-"):
                _copied(each, home, folder, files)
        if current is None or f"{HOME}/book/{current}.duckdb" in files:
            break
    else:
        raise NoCurrentBookError(str(current))
    if current is not None:
        pointer = folder / "book" / "current"
        pointer.write_text(f"{current}\n", encoding="utf-8")
        files[f"{HOME}/book/current"] = Kept(sha256=manifest.hash_of(pointer), length=pointer.stat().st_size)
    for each in _others(app, home):
        _copied(each, home, folder, files)
    return current


def _others(app: Application, home: Path) -> Iterator[Path]:
    desk = Path(str(app.desk.engine.url.database)).resolve()
    beside = set() if app.desk.is_postgres else {desk.with_name(desk.name + end) for end in _SQLITE}
    for base, folders, names in os.walk(home, followlinks=True):
        here = Path(base)
        if here == home:
            apart = {app.settings.book_folder.name, *_PASSING}
            folders[:] = [name for name in folders if name not in apart and not name.startswith(REPLACED)]
        folders.sort()
        yield from (here / name for name in sorted(names) if (here / name).resolve() not in beside)


def _copied(path: Path, home: Path, folder: Path, files: dict[str, Kept]) -> None:
    """Copy one file and note it; a file that went away meanwhile was on its way out."""
    name = path.relative_to(home)
    if name.as_posix() in _PASSING or not path.is_file():
        return
    place, seal, length = folder / name, sha256(), 0
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("rb") as source, place.open("wb") as copy:
            while piece := source.read(_PIECE):
                seal.update(piece)
                length += len(piece)
                copy.write(piece)
        shutil.copymode(path, place)  # a key that others may read is refused
    except FileNotFoundError:
        return
    files[f"{HOME}/{name.as_posix()}"] = Kept(sha256=seal.hexdigest(), length=length)


def _drop_unfinished(target: Path, latest: str) -> None:
    """Remove what backups named before ``latest`` left behind that were killed: the mark of one that goes on is held."""
    for each in target.glob(f"{PREFIX}*{PART}"):
        if each.name < latest and not _is_held(each / _MARK):
            shutil.rmtree(each)


def _is_held(mark: Path) -> bool:
    try:
        with mark.open("r+") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:  # killed before it had one
        return False
    return False


def _drop_older(target: Path, keep: int) -> None:
    for each in backups(target)[max(keep, 1) :]:
        shutil.rmtree(each)
