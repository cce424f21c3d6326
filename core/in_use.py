"""Who uses a home folder: every process that opened it holds a shared lock, and putting a backup back needs it alone."""

from __future__ import annotations

import fcntl
import os
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK: Final = "in-use.lock"
UNFINISHED: Final = "restoring"
"""A file that lies in a home folder while a backup is being put back there."""


class RunningError(SaldoError):
    """A backup that is to be put back where something still runs."""

    def __init__(self, what: str) -> None:
        super().__init__("{what}: stop the app and every worker first, then put the backup back.", what=what)


class RestoringError(SaldoError):
    """A home folder that somebody is putting a backup back into, or where that stopped half-way."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            "A backup is being put back in {home}: wait until that is done. If it stopped half-way, run `python -m "
            "core restore` again with --replace.",
            home=home,
        )


class Held:
    """The shared lock of one opened home folder; it ends with its holder, at the latest with the process."""

    def __init__(self, home: Path) -> None:
        number = _opened(home)
        try:
            fcntl.flock(number, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(number)
            raise RestoringError(home) from None
        self.release = weakref.finalize(self, os.close, number)
        if (home / UNFINISHED).exists():
            self.release()
            raise RestoringError(home)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Have ``home`` for oneself; raise :class:`RunningError` while any process has it open."""
    number = _opened(home)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        raise RunningError(Sentence("Saldo runs in {home}", home=home)) from None
    try:
        yield
    finally:
        os.close(number)


def _opened(home: Path) -> int:
    home.mkdir(parents=True, exist_ok=True)
    return os.open(home / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
