"""Tidying a database after an erasure, so that nothing is left in the space that rows took before."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.language import later

if TYPE_CHECKING:
    from core.desk.engine import Desk

_WAITS: Final = (0.0, 0.2, 0.5, 1.0, 2.0)
BUSY: Final = later(
    "The desk's log still holds earlier pages, because somebody reads them this minute: run `privacy tidy` once more."
)
POSTGRES: Final = later(
    "PostgreSQL overwrites freed space in its own time: run VACUUM FULL once, and let older backups and its own logs expire."
)


@permitted(Action.PRIVACY)
def tidy(desk: Desk) -> tuple[str, ...]:
    """Write the desk's file anew and empty its log; return what could not be done, each with what to do."""
    if desk.is_postgres:
        with desk.alone() as connection:
            connection.exec_driver_sql("VACUUM")
        return (POSTGRES,)
    with desk.alone() as connection:
        connection.exec_driver_sql("VACUUM")
        for seconds in _WAITS:
            time.sleep(seconds)
            (busy, *_rest) = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            if not busy:
                return ()
    return (BUSY,)
