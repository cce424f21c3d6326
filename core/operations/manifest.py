"""What a backup says of itself: when it was made, of what, and the hash of every file in it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from core.desk.copies import DeskCopy
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME: Final = "backup.json"
FORM: Final = 1
DESK: Final = "desk"
HOME: Final = "home"


class NoBackupError(SaldoError):
    """A folder that holds no backup that can be read."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            "{folder} is no backup that can be put back ({why}): name a folder that `backup` made.",
            folder=folder,
            why=Sentence(why),
        )


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One file of a backup: its hash and its length."""

    sha256: str
    length: int


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A backup. ``files`` are below its folder: the desk's in ``desk/``, everything else of the home folder in ``home/``."""

    made_at: datetime
    made_by: str
    book: str | None
    desk: DeskCopy
    files: Mapping[str, Kept]
    form: int = FORM

    @property
    def length(self) -> int:
        """Return how many bytes it takes."""
        return sum(each.length for each in self.files.values())

    def write(self, folder: Path) -> None:
        """Write it into ``folder``, last of all: a folder without it is half a backup."""
        told = {**asdict(self), "made_at": self.made_at.isoformat()}
        (folder / NAME).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Return what the backup in ``folder`` says of itself; raise :class:`NoBackupError` when it says nothing."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except OSError:
        raise NoBackupError(folder, Sentence("it has no {name}", name=NAME)) from None
    except ValueError:
        raise NoBackupError(folder, Sentence("its {name} cannot be read", name=NAME)) from None
    if not isinstance(told, dict) or told.get("form") != FORM:
        raise NoBackupError(folder, Sentence("its {name} is of another form than this program knows", name=NAME))
    try:
        desk = told["desk"]
        sequences = {name: (int(last), bool(called)) for name, (last, called) in desk["sequences"].items()}
        return Manifest(
            made_at=datetime.fromisoformat(told["made_at"]),
            made_by=str(told["made_by"]),
            book=told["book"],
            desk=DeskCopy(kind=desk["kind"], revision=desk["revision"], rows=desk["rows"], sequences=sequences),
            files={_inside(name): Kept(**each) for name, each in told["files"].items()},
        )
    except (LookupError, TypeError, ValueError, AttributeError):
        raise NoBackupError(folder, Sentence("its {name} cannot be read", name=NAME)) from None


def check(folder: Path, manifest: Manifest) -> None:
    """Raise :class:`NoBackupError` unless every file is there and is what it was."""
    for name, kept in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.is_symlink():
            raise NoBackupError(folder, Sentence("{name} is missing", name=name))
        if path.stat().st_size != kept.length or hash_of(path) != kept.sha256:
            raise NoBackupError(folder, Sentence("{name} is not as it was written", name=name))


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _inside(name: str) -> str:
    """Return ``name``; a manifest that somebody edited must not name a file elsewhere."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[0] not in {DESK, HOME}:
        raise ValueError(name)
    return name
