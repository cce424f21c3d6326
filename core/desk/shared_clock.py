"""One clock for workers on many machines: the database's own, carried on by what no setting of the time moves."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from core.acting import by_itself
from core.clock import utc_now

if TYPE_CHECKING:
    from datetime import datetime

    from core.desk.engine import Desk


class SharedClock:
    """The clock of the desk's PostgreSQL; between two questions the machine's monotonic clock carries it on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._at, self._since = self._asked()

    def __call__(self) -> datetime:
        """Return this instant, as the database has it."""
        at, since = self._at, self._since
        return at + timedelta(seconds=time.monotonic() - since)

    def ask(self) -> None:
        """Ask the database anew; raise SQLAlchemy's error when it does not answer."""
        self._at, self._since = self._asked()

    @by_itself
    def _asked(self) -> tuple[datetime, float]:
        with self._desk.alone(is_relaxed=True) as connection:
            at = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return at, time.monotonic()


def with_shared_clock(desk: Desk) -> Desk:
    """Return ``desk`` on the clock that all its workers share: the database's, on SQLite (one machine) the machine's."""
    if not desk.is_postgres or desk.clock is not utc_now:
        return desk
    return replace(desk, clock=SharedClock(desk))
