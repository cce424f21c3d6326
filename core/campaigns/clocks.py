"""On whose clock a country lives: one time zone where the law's table names it, else all those that it has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from core.law.days import contact_hours
from core.law.tables import countries

SHARED_AT_LEAST: Final = timedelta(hours=9)
"""Zones further apart than this share too little of a day: such a country goes by its middle one."""
_SEASONS: Final = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))


@cache
def zones_of(country: str) -> tuple[str, ...]:
    """Return the zones in which customers of ``country`` may live, each clock once, from west to east.

    A customer is reached when it is a fit hour in all of them: nobody knows in which he lives. An unknown country goes by the
    clock of the Netherlands.
    """
    home = contact_hours("").zone
    if country in countries():
        return (contact_hours(country).zone,)
    named = [each for each in get_global("territory_zones").get(country, ()) if each in available_timezones()]
    clocks: dict[tuple[timedelta, ...], str] = {}
    for zone in sorted(named):
        clocks.setdefault(_offsets(zone), zone)
    if not clocks:
        return (home,)
    ordered = [clocks[each] for each in sorted(clocks)]
    if _offsets(ordered[-1])[0] - _offsets(ordered[0])[0] >= SHARED_AT_LEAST:
        return (ordered[len(ordered) // 2],)
    return tuple(ordered)


def _offsets(zone: str) -> tuple[timedelta, ...]:
    return tuple(ZoneInfo(zone).utcoffset(season) or timedelta(0) for season in _SEASONS)
