"""A disk that is full, said in one sentence wherever it is met: by the system, by SQLite, by PostgreSQL or by DuckDB."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, ENOSPC
from typing import TYPE_CHECKING, Final

import duckdb
from sqlalchemy.exc import DBAPIError

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FULL: Final = frozenset({ENOSPC, EDQUOT, EFBIG})
POSTGRES_FULL: Final = "53100"
MEGABYTE: Final = 1e6
_SAID: Final = tuple(os.strerror(each) for each in sorted(FULL))


class DiskFullError(SaldoError):
    """A disk without room for what is to be written there."""

    def __init__(self, folder: Path, then: Sentence) -> None:
        super().__init__("The disk of {folder} is full: make room there, then go on. {then}", folder=folder, then=then)


class LittleRoomError(SaldoError):
    """A disk with less room than what is to be written there, seen before anything was."""

    def __init__(self, folder: Path, needed: int, free: int) -> None:
        super().__init__(
            "This takes {needed} MB, and {free} MB are free on the disk of {folder}: make room there, then do it again. "
            "Nothing was touched.",
            needed=f"{needed / MEGABYTE:,.0f}",
            free=f"{free / MEGABYTE:,.0f}",
            folder=folder,
        )


UNCHANGED: Final = Sentence("Nothing was changed: do it again.")


@contextmanager
def room_on(folder: Path, then: Sentence = UNCHANGED) -> Iterator[None]:
    """Raise :class:`DiskFullError` where the block finds a disk full; ``then`` says how things stand and what to do after."""
    try:
        yield
    except (OSError, sqlite3.Error, DBAPIError, duckdb.Error) as error:
        if not is_full(error):
            raise
        raise DiskFullError(folder, then) from error


def require_room(folder: Path, needed: int) -> None:
    """Raise :class:`LittleRoomError` unless the disk of ``folder`` has room for ``needed`` bytes."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise LittleRoomError(folder, needed, free)


def is_full(error: BaseException) -> bool:
    """Return whether a full disk is why.

    >>> is_full(OSError(28, "No space left on device")), is_full(OSError(13, "Permission denied"))
    (True, False)
    """
    if isinstance(error, OSError):
        return error.errno in FULL
    if isinstance(error, DBAPIError):
        return error.orig is not None and is_full(error.orig)
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    if isinstance(error, duckdb.Error):
        return any(each in str(error) for each in _SAID)
    return getattr(error, "sqlstate", None) == POSTGRES_FULL
