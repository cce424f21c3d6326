"""A place that files are fetched from: what is new there, and each file brought here."""

from __future__ import annotations

import fnmatch
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final, Protocol

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LARGEST_BYTES: Final = 2_000_000_000
MOST_REMEMBERED: Final = 5_000


class SourceError(SaldoError):
    """A source that cannot be used as it is set."""

    def __init__(self, where: str, why: str, advice: str) -> None:
        super().__init__("{where}: {why}. {advice}", where=where, why=Sentence(why), advice=Sentence(advice))


class FileTooLargeError(SaldoError):
    """A file that is not fetched."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "{name}: it is larger than {largest_bytes:,} bytes. Split it.", name=name, largest_bytes=LARGEST_BYTES
        )


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A file as its place tells of it; ``mark`` changes when its content does."""

    name: str
    mark: str
    bytes: int


class Place(Protocol):
    """Somewhere with files."""

    def offered(self) -> list[Offered]:
        """Return what lies there."""

    def fetched(self, file: Offered, folder: Path) -> Path:
        """Return the file, brought to ``folder``."""


Opened = AbstractContextManager[Place]


def new_files(offered: Iterable[Offered], seen: Mapping[str, Any], pattern: str) -> Iterator[Offered]:
    """Yield the files whose name fits ``pattern`` and that were not taken as they are now, in the order of their names.

    A name that starts with a dot or ends in ``.part`` is a file that somebody is still writing.
    """
    for file in sorted(offered, key=lambda each: each.name):
        name = PurePosixPath(file.name).name
        is_ready = name == file.name and not name.startswith(".") and not name.endswith((".part", ".tmp", ".filepart"))
        if is_ready and fnmatch.fnmatch(name.casefold(), (pattern or "*").casefold()) and seen.get(name) != file.mark:
            yield file


def remembered(seen: Mapping[str, Any], offered: Iterable[Offered]) -> dict[str, Any]:
    """Return ``seen`` without files that are gone, so that it does not grow for ever."""
    present = {each.name for each in offered}
    kept = [(name, mark) for name, mark in seen.items() if name in present]
    return dict(kept[-MOST_REMEMBERED:])
