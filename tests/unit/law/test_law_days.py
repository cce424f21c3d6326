"""Days of the law: holidays with their categories and decrees, and when customers of each country may be reached."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.law.days import (
    add_delivery_days,
    add_working_days,
    contact_hours,
    holidays_of,
    is_contact_day,
    is_holiday,
    is_working_day,
)

D = date.fromisoformat


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01",
        "2026-04-03",
        "2026-04-06",
        "2026-04-27",
        "2026-05-05",
        "2026-05-14",
        "2026-05-25",
        "2026-12-25",
        "2026-12-26",
    ],
)
def test_recognised_dutch_holidays(day: str) -> None:
    assert is_holiday(D(day), "NL")


@pytest.mark.parametrize("day", ["2026-01-02", "2026-05-15", "2027-05-07", "2028-04-28", "2028-05-26"])
def test_days_equated_by_decree(day: str) -> None:
    assert is_holiday(D(day), "NL")
    assert not is_contact_day(D(day), "NL")
    assert not is_holiday(D(day), "DE")


@pytest.mark.parametrize("year", range(2024, 2031))
def test_liberation_day_counts_every_year(year: int) -> None:
    assert date(year, 5, 5) in holidays_of("NL", year)


def test_working_days() -> None:
    assert not is_working_day(D("2026-11-11"), "BE")
    assert is_working_day(D("2026-11-11"), "NL")
    assert not is_working_day(D("2026-11-07"), "BE")
    assert is_working_day(D("2026-11-07"), "BE", counts_saturdays=True)
    assert add_working_days(D("2026-11-06"), 3, "BE") == D("2026-11-12")
    assert add_delivery_days(D("2026-12-23"), 2, "NL") == D("2026-12-29")


@pytest.mark.parametrize(
    ("country", "at", "is_open"),
    [
        ("NL", "2026-11-11 10:00", True),
        ("BE", "2026-11-11 10:00", False),
        ("FR", "2026-11-11 10:00", False),
        ("DE", "2026-10-03 10:00", False),
        ("GB", "2026-12-28 10:00", False),  # Boxing Day moved to the Monday
        ("NL", "2026-12-28 10:00", True),
        ("PL", "2026-11-11 10:00", False),  # no table: the holidays library's own
        ("XX", "2026-11-11 10:00", True),
        ("", "2026-11-11 10:00", True),
        ("XX", "2026-11-08 10:00", False),  # a Sunday is one everywhere
    ],
)
def test_each_country_has_its_own_days(country: str, at: str, is_open: bool) -> None:
    hours = contact_hours(country)
    assert hours.is_open(datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(hours.zone))) is is_open


def test_london_opens_an_hour_after_amsterdam() -> None:
    at = datetime(2026, 11, 10, 7, 30, tzinfo=UTC)
    assert contact_hours("NL").is_open(at)
    assert not contact_hours("GB").is_open(at)


def test_the_laws_hours() -> None:
    assert (contact_hours("NL").opens, contact_hours("NL").closes) == (time(7), time(20))
    assert contact_hours("BE").zone == "Europe/Brussels"
