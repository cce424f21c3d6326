"""A folder of this machine or a share: its files stay where they are, and are known again by name, size and time."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from core.runs.sources.place import Offered, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, kw_only=True)
class Folder:
    """A folder that is read and never written to."""

    path: Path
    settled_before: float

    def offered(self) -> list[Offered]:
        """Return its files, without those written within the last seconds."""
        found = []
        for each in self.path.iterdir():
            try:
                state = each.stat()
            except OSError:  # gone in between, or a link that leads nowhere
                continue
            if S_ISREG(state.st_mode) and state.st_mtime <= self.settled_before:
                found.append(Offered(name=each.name, mark=f"{state.st_size} {state.st_mtime_ns}", bytes=state.st_size))
        return found

    def fetched(self, file: Offered, folder: Path) -> Path:  # noqa: ARG002 - a file of this machine is read where it lies
        """Return where the file lies."""
        return self.path / file.name


@contextmanager
def open_folder(path: str, *, settled_before: float) -> Iterator[Folder]:
    """Yield the folder; ``SourceError`` when it is not there."""
    place = Path(path)
    if not place.is_absolute():
        raise SourceError(path or "The folder", "its whole path is needed", "Write it from the root on.")
    if not place.is_dir():
        raise SourceError(path, "there is no such folder", "Check its name, and that the share is connected.")
    yield Folder(path=place, settled_before=settled_before)
