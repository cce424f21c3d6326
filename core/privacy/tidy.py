"""Tidying a database after an erasure, so that nothing is left in the space that rows took before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy.exc import OperationalError

from core.acting import permitted
from core.actions import Action
from core.desk.engine import BUSY_MS
from core.language import later

if TYPE_CHECKING:
    from core.desk.engine import Desk

WAIT_MS: Final = 10_000
"""So long the log waits for who reads the pages that it holds."""
BUSY: Final = later(
    "Not finished: the desk's log still holds earlier pages, because somebody reads them this minute. It is tried again by itself within six hours, and by `privacy tidy`."
)
NOT_WRITTEN: Final = later(
    "Not finished: the desk's file could not be written anew, so earlier pages still lie in it. See that its disk has room for it once more and that nobody keeps it locked. It is tried again by itself within six hours, and by `privacy tidy`."
)
POSTGRES: Final = later(
    "PostgreSQL overwrites freed space in its own time: run VACUUM FULL once, and let older backups and its own logs expire."
)

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Tidied:
    """What became of it: ``left`` says what is still to be done and by whom; ``is_done``: nothing of it by Saldo."""

    is_done: bool
    left: tuple[str, ...] = ()


@permitted(Action.PRIVACY)
def tidy(desk: Desk) -> Tidied:
    """Write the desk's file anew and empty its log."""
    try:
        return _tidied(desk)
    except OperationalError as error:  # a full disk, a lock that somebody keeps
        log.warning("the desk could not be tidied", why=str(error.orig))
        return Tidied(is_done=False, left=(NOT_WRITTEN,))


def _tidied(desk: Desk) -> Tidied:
    with desk.alone() as connection:
        connection.exec_driver_sql("VACUUM")
        if desk.is_postgres:
            return Tidied(is_done=True, left=(POSTGRES,))
        connection.exec_driver_sql(f"PRAGMA busy_timeout={WAIT_MS}")
        try:
            (busy, *_rest) = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MS}")  # others get this connection next
    return Tidied(is_done=False, left=(BUSY,)) if busy else Tidied(is_done=True)
