"""The one place that reads the wall clock; everything else is handed a ``Clock``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

HOUSE_ZONE: Final = "Europe/Amsterdam"
LOCAL: Final = ZoneInfo(HOUSE_ZONE)
"""The clocks of the house, whatever zone the machine is set to: days of policies, and times on screen."""


def utc_now() -> datetime:
    """Return this instant, in UTC."""
    return datetime.now(UTC)


def local_day(at: datetime) -> date:
    """Return the day of the house that it is at an instant."""
    return at.astimezone(LOCAL).date()
