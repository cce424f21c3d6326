"""Contact hours: eight to eight in Amsterdam, Monday to Saturday, never on a holiday."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.campaigns.hours import Moments
from core.strategy.contact_policy import ContactPolicy, Hours, QuietPeriod

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOURS = Moments()


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
    assert not HOURS.is_open(local("2026-10-03 12:00"), "DE")
    assert HOURS.is_open(local("2026-04-27 12:00"), "DE")
    assert HOURS.is_open(local("2026-05-15 12:00"), "DE")  # equated by decree in the Netherlands only


def test_countries_that_are_closed_at_an_instant() -> None:
    armistice = HOURS.reachable(local("2026-11-11 12:00"))
    assert armistice.left_out == {"BE", "FR"}
    assert armistice.is_elsewhere
    early = HOURS.reachable(datetime(2026, 11, 10, 7, 30, tzinfo=UTC))
    assert early.left_out == {"GB"}


def test_at_night_nobody_is_reached_anywhere() -> None:
    assert not HOURS.reachable(local("2026-11-10 02:00")).is_anywhere


def test_the_earliest_opening_is_that_of_a_closed_country() -> None:
    assert HOURS.earliest(local("2026-11-11 12:00")) == local("2026-11-12 08:00")  # Belgium and France


def test_the_house_may_be_narrower_than_the_law_and_never_wider() -> None:
    office = Moments(policy=ContactPolicy(hours={"": Hours(opens=time(6), closes=time(17), is_saturday_open=False)}))
    assert not office.is_open(local("2026-11-03 06:30"))
    assert office.is_open(local("2026-11-03 07:00"))
    assert not office.is_open(local("2026-11-03 17:00"))
    assert office.next_opening(local("2026-11-06 18:00")) == local("2026-11-09 07:00")  # over the weekend


def test_a_quiet_period_is_no_time_to_write() -> None:
    december = QuietPeriod(label="December", first_on=date(2026, 12, 20), last_on=date(2027, 1, 3), countries=("NL",))
    quiet = Moments(policy=ContactPolicy(quiet=(december,)))
    assert not quiet.is_open(local("2026-12-22 12:00"), "NL")
    assert quiet.is_open(local("2026-12-22 12:00"), "DE")
    assert quiet.next_opening(local("2026-12-22 12:00"), "NL") == local("2027-01-04 08:00")


def test_hours_that_never_open_are_told_and_not_waited_for() -> None:
    never = Moments(policy=ContactPolicy(hours={"": Hours(opens=time(21), closes=time(22))}))
    assert not never.is_open(local("2026-11-03 21:30"))
    assert never.next_opening(local("2026-11-03 12:00")) > local("2027-11-01 12:00")
