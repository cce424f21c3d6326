"""Contact hours: eight to eight in Amsterdam, Monday to Saturday, never on a holiday."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.campaigns.hours import EQUATED_DAYS, ContactHours

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOURS = ContactHours()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-03 07:59", False),
        ("2026-11-03 08:00", True),
        ("2026-11-03 19:59", True),
        ("2026-11-03 20:00", False),
        ("2026-11-07 12:00", True),  # Saturday
        ("2026-11-08 12:00", False),  # Sunday
        ("2026-04-03 12:00", False),  # Good Friday
        ("2026-04-27 12:00", False),  # King's Day
        ("2026-05-05 12:00", False),  # Liberation Day, also without a lustrum
        ("2026-05-15 12:00", False),  # the day after Ascension Day, by decree
        ("2026-12-26 12:00", False),
        ("2026-12-28 12:00", True),
    ],
)
def test_when_customers_may_be_reached(at: str, *, is_open: bool) -> None:
    assert HOURS.is_open(local(at)) is is_open


def test_the_clock_change_moves_the_hours_in_utc() -> None:
    assert HOURS.next_opening(datetime(2026, 7, 6, 1, 0, tzinfo=UTC)) == datetime(2026, 7, 6, 6, 0, tzinfo=UTC)
    assert HOURS.next_opening(datetime(2026, 12, 7, 1, 0, tzinfo=UTC)) == datetime(2026, 12, 7, 7, 0, tzinfo=UTC)


def test_the_next_opening_skips_christmas_and_the_sunday_after() -> None:
    assert HOURS.next_opening(local("2026-12-24 21:00")) == local("2026-12-28 08:00")
    assert HOURS.next_opening(local("2026-11-03 12:00")) == local("2026-11-03 12:00")


def test_open_time_runs_on_over_the_night() -> None:
    assert HOURS.after(local("2026-11-03 19:00"), 2 * 3600) == local("2026-11-04 09:00")
    assert HOURS.after(local("2026-11-07 08:00"), 25 * 3600) == local("2026-11-10 09:00")  # Saturday, Monday, Tuesday


def test_another_country_has_its_own_holidays() -> None:
    germany = ContactHours(country="DE", zone="Europe/Berlin")
    assert not germany.is_open(local("2026-10-03 12:00"))
    assert germany.is_open(local("2026-04-27 12:00"))
    assert germany.is_open(datetime.combine(min(EQUATED_DAYS), datetime.min.time(), AMSTERDAM).replace(hour=12))
    assert date(2026, 1, 2) in EQUATED_DAYS
