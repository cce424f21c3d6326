"""A version of the book in the making: one connection to write to, then publish or lose it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Final

import duckdb

from core.book.book import CONFIG, Config
from core.book.queries import script
from core.book.staging import close_stage, open_stage
from core.book.together import QUIET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# The draft is thrown away when anything fails, so its log never has to be folded in half way, nor any step of it to
# survive a crash: ``publish`` makes the finished file durable before anybody is pointed at it.
_WRITE_CONFIG: Final[Config] = {
    **CONFIG,
    "checkpoint_threshold": "64GB",
    "fsync_mode": "NONE",
    # Enough to publish ten million invoices; the rest of a larger merge goes to a folder beside the draft.
    "memory_limit": "2500MB",
}


class Draft:
    """A working copy of the current version; nobody sees it before ``publish``.

    ``connection`` has the book's tables and an empty in-memory database ``stage`` for the rows of the file.
    """

    def __init__(self, file: Path, *, base: Path | None, publish: Callable[[Path], str]) -> None:
        self._file = file
        self._publish = publish
        self.version: str | None = None
        try:
            if base is not None:
                shutil.copyfile(base, file)
            self.connection = duckdb.connect(str(file), config=_WRITE_CONFIG)
        except BaseException:
            remove(file)  # on a full disk half a copy would be in the way of everything
            raise
        self.connection.execute(QUIET)
        open_stage(self.connection)
        if base is None:
            self.connection.execute(script("schema"))

    def attach(self, file: Path) -> None:
        """Let statements read the version in ``file`` as ``before``."""
        self.connection.execute("ATTACH '{}' AS before (READ_ONLY)".format(str(file).replace("'", "''")))

    def publish(self) -> str:
        """Make this the current version, all at once, and return its name; the draft cannot be written after."""
        close_stage(self.connection)
        self.connection.execute("CHECKPOINT")
        self.connection.close()
        with self._file.open("rb") as written:
            os.fsync(written.fileno())
        self.version = self._publish(self._file)
        return self.version

    def discard(self) -> None:
        """Remove whatever was written and not published."""
        self.connection.close()
        remove(self._file)


def remove(database: Path) -> None:
    """Delete a database with whatever DuckDB keeps beside it: its log, and a folder of what did not fit in memory."""
    for left in database.parent.glob(f"{database.name}*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
