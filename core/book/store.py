"""Where the book's versions live: immutable files, a pointer to the current one, one writer at a time."""

from __future__ import annotations

import fcntl
import json
import os
import weakref
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from core.acting import EVERYBODY, permitted, refuse_unguarded
from core.actions import Action
from core.book.book import READ_CONFIG, Book
from core.book.draft import Draft, remove
from core.book.erase_list import erased, keep_erased
from core.book.errors import BookBusyError
from core.book.sight import Sights
from core.clock import utc_now
from core.errors import NoBookError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from core.acting import Limits
    from core.clock import Clock

KEPT_VERSIONS: Final = 3
_MOST_LIMITS: Final = 64  # of the current version: people's limits whose answers are kept


@dataclass(frozen=True, kw_only=True)
class Version:
    """One published version: the import that made it and, where people changed the pointer, why."""

    name: str
    published_at: datetime
    import_id: int
    is_current: bool
    file: str
    note: str


class BookStore:
    """The folder of versions ``v000001.duckdb`` and up, the text file ``current`` and the log of what it pointed at."""

    def __init__(self, folder: Path, *, clock: Clock = utc_now) -> None:
        self.folder = folder
        self._clock = clock
        self._pointer = folder / "current"
        self._log = folder / "pointer.log"
        self._lock = Lock()
        self._latest: Book | None = None
        self._open: weakref.WeakValueDictionary[str, Book] = weakref.WeakValueDictionary()
        self._sights: weakref.WeakValueDictionary[str, Sights] = weakref.WeakValueDictionary()
        self._limited: weakref.WeakValueDictionary[tuple[str, Limits], Book] = weakref.WeakValueDictionary()
        self._latest_limited: OrderedDict[tuple[str, Limits], Book] = OrderedDict()

    def current(self) -> str | None:
        """Return the name of the version everybody reads, None before the first import."""
        try:
            return self._pointer.read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def versions(self) -> list[Version]:
        """Return the published versions that are kept, newest first."""
        current, notes = self.current(), self._notes()
        found = []
        for name in sorted(self._published(), reverse=True):
            last = self.open(name).row("book_last_import")
            found.append(
                Version(
                    name=name,
                    published_at=last["imported_at"].replace(tzinfo=UTC),
                    import_id=last["import_id"],
                    is_current=name == current,
                    file=last["file_name"],
                    note=notes.get(name, ""),
                ),
            )
        return found

    def open(self, version: str | None = None, *, limits: Limits = EVERYBODY) -> Book:
        """Return ``version``, or the current one, open for reading; raise ``NoBookError`` when there is none.

        With ``limits`` it holds their customers alone. ``core.wiring.Application.book`` is how people get theirs.
        """
        whole = self._whole(version)
        return whole if limits.is_all else self._narrowed(whole, limits)

    def rest(self) -> None:
        """Let go of the version in use and of its answers, as soon as nobody reads it: the next question opens it again."""
        with self._lock:
            self._latest = None
            self._latest_limited.clear()

    def _whole(self, version: str | None) -> Book:
        name = version or self.current()
        if name is None:
            raise NoBookError
        with self._lock:
            book = self._open.get(name)
            if book is None:
                file = self._file(name)
                if not file.exists():
                    raise UnknownNameError("version of the book", name, sorted(self._published()))
                book = self._open[name] = Book(file, version=name)
            if version is None and book is not self._latest:
                # Keeps the connection of the version in use; older ones close with their last reader.
                self._latest = book
                self._latest_limited.clear()
            return book

    def _narrowed(self, whole: Book, limits: Limits) -> Book:
        key = (whole.version, limits)
        with self._lock:
            book = self._limited.get(key)
            if book is None:
                sights = self._sights.get(whole.version)
                if sights is None:
                    sights = self._sights[whole.version] = Sights(whole.file, config=READ_CONFIG)
                book = self._limited[key] = Book(
                    whole.file, version=whole.version, sight=sights.sight(limits), whole=whole
                )
            if whole is self._latest:
                self._latest_limited[key] = book
                self._latest_limited.move_to_end(key)
                if len(self._latest_limited) > _MOST_LIMITS:
                    self._latest_limited.popitem(last=False)
            return book

    @contextmanager
    def draft(self) -> Iterator[Draft]:
        """Yield a working copy of the current version; what is not published when the block ends is deleted."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._writing():
            self._sweep()
            current = self.current()
            draft = Draft(
                self.folder / f"draft-{os.getpid()}.duckdb",
                base=self._file(current) if current else None,
                publish=self._publish,
            )
            try:
                yield draft
            finally:
                draft.discard()

    @contextmanager
    def rewriting(self, digests: Iterable[str]) -> Iterator[Draft | None]:
        """Yield an empty book with the current one attached as ``before``; once it is published no other version is left.

        ``digests`` name whom no import may bring back from now on, whatever happens in the block. None without a book.
        """
        with self._writing():
            self._sweep()
            keep_erased(self.folder, erased(self.folder) | set(digests))
            current = self.current()
            if current is None:
                yield None
                return
            fresh = Draft(self.folder / f"draft-{os.getpid()}.duckdb", base=None, publish=self._publish)
            try:
                fresh.attach(self._file(current))
                yield fresh
            finally:
                fresh.discard()
            if fresh.version is not None:
                for name in self._published() - {fresh.version}:
                    remove(self._file(name))

    def let_return(self, digests: Iterable[str]) -> None:
        """Let imports bring names and addresses of these customers again."""
        with self._writing():
            keep_erased(self.folder, erased(self.folder) - set(digests))

    @permitted(Action.KEEP)
    def make_current(self, version: str, *, by: str, reason: str) -> None:
        """Point everybody at ``version``, which must be one of the kept ones; who and why go to the log."""
        with self._writing():
            known = sorted(self._published())
            if version not in known:
                raise UnknownNameError("version of the book", version, known)
            self._point_at(version)
            self._note(event="make_current", version=version, by=by, reason=reason)

    def _publish(self, draft: Path) -> str:
        number = max((int(file.stem[1:]) for file in self.folder.glob("v*.duckdb")), default=0) + 1
        current = self.current()
        if current is not None:
            number = max(number, int(current[1:]) + 1)
        name = f"v{number:06d}"
        draft.rename(self._file(name))
        self._sync_folder()
        self._point_at(name)
        self._note(event="publish", version=name)
        self._prune(name)
        return name

    def _point_at(self, name: str) -> None:
        fresh = self.folder / "current.new"
        with fresh.open("w", encoding="utf-8") as pointer:
            pointer.write(f"{name}\n")
            pointer.flush()
            os.fsync(pointer.fileno())
        os.replace(fresh, self._pointer)  # noqa: PTH105 (the one step that publishes: replaced in tests to die here)
        self._sync_folder()

    def _sync_folder(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _prune(self, current: str) -> None:
        for name in sorted(self._published(), reverse=True)[KEPT_VERSIONS:]:
            if name != current:
                remove(self._file(name))

    def _sweep(self) -> None:
        """Remove what a killed import left: half a draft, or a version that nobody was ever pointed at."""
        published = self._published()
        for file in self.folder.glob("v*.duckdb"):
            if file.stem not in published:
                remove(file)
        for file in self.folder.glob("draft-*.duckdb"):
            remove(file)

    def _published(self) -> set[str]:
        named = {entry["version"] for entry in self._entries()} | {self.current()}
        return {file.stem for file in self.folder.glob("v*.duckdb") if file.stem in named}

    def _notes(self) -> dict[str, str]:
        return {
            entry["version"]: f"made current by {entry['by']}: {entry['reason']}"
            for entry in self._entries()
            if entry["event"] == "make_current"
        }

    def _entries(self) -> list[dict[str, Any]]:
        if not self._log.exists():
            return []
        return [json.loads(line) for line in self._log.read_text(encoding="utf-8").splitlines() if line.endswith("}")]

    def _note(self, **entry: str) -> None:
        line = json.dumps({"at": self._clock().isoformat(), **entry}, ensure_ascii=False)
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"{line}\n")

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.duckdb"

    @contextmanager
    def _writing(self) -> Iterator[None]:
        refuse_unguarded()
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "writer.lock").open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise BookBusyError(lock.read().strip()) from None
            lock.truncate(0)
            lock.write(f"process {os.getpid()} since {self._clock():%Y-%m-%d %H:%M} UTC")
            lock.flush()
            yield
