"""Workers of one PostgreSQL go by its clock, whatever their machine's clock says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from core.clock import utc_now
from core.desk.shared_clock import SharedClock, with_shared_clock

if TYPE_CHECKING:
    from core.desk.engine import Desk


def test_the_database_says_what_time_it_is(desk: Desk) -> None:
    assert with_shared_clock(desk) is desk  # a clock that a test moves stays
    real = with_shared_clock(replace(desk, clock=utc_now))
    assert isinstance(real.clock, SharedClock) is desk.is_postgres
    assert abs(real.now() - datetime.now(UTC)) < timedelta(seconds=5)
    if isinstance(real.clock, SharedClock):
        real.clock._at += timedelta(hours=1)
        assert real.now() - datetime.now(UTC) > timedelta(minutes=50)
        real.clock.ask()
        assert abs(real.now() - datetime.now(UTC)) < timedelta(seconds=5)
