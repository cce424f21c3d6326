"""Times in the house's own zone, also on the two days a year when the clock is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.runs.times import Times, TimesError

HOUSE = ZoneInfo("Europe/Amsterdam")
FIRST, LAST = datetime(2026, 1, 1), datetime(2027, 12, 31)  # noqa: DTZ001 - hypothesis gives them their zone


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOUSE).astimezone(UTC)


def said(at: datetime) -> str:
    return at.astimezone(HOUSE).strftime("%a %Y-%m-%d %H:%M")


def test_the_next_time_is_today_when_it_is_still_to_come_and_else_the_next_chosen_day() -> None:
    times = Times(at=("07:30", "16:00"), weekdays=(0, 1, 2, 3, 4))
    assert said(times.after(local("2026-11-20 06:00"))) == "Fri 2026-11-20 07:30"
    assert said(times.after(local("2026-11-20 07:30"))) == "Fri 2026-11-20 16:00"
    assert said(times.after(local("2026-11-20 16:00"))) == "Mon 2026-11-23 07:30"


def test_a_morning_stays_a_morning_when_the_clock_is_moved() -> None:
    times = Times(at=("07:30",))
    before, after = times.after(local("2026-10-24 07:30")), times.after(local("2026-10-25 07:30"))
    assert (said(before), said(after)) == ("Sun 2026-10-25 07:30", "Mon 2026-10-26 07:30")
    assert before - local("2026-10-24 07:30") == timedelta(hours=25)
    assert times.after(local("2026-03-28 07:30")) - local("2026-03-28 07:30") == timedelta(hours=23)


def test_a_time_that_the_clock_leaps_over_comes_as_much_later() -> None:
    assert said(Times(at=("02:30",)).after(local("2026-03-28 12:00"))) == "Sun 2026-03-29 03:30"


def test_a_time_that_comes_twice_counts_once() -> None:
    times = Times(at=("02:30",))
    first = times.after(local("2026-10-24 12:00"))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the first of the two
    assert said(times.after(first)) == "Mon 2026-10-26 02:30"


def test_an_interval_runs_through_the_hour_that_is_not_there() -> None:
    times = Times(every_minutes=30)
    at = datetime(2026, 3, 29, 0, 45, tzinfo=UTC)
    assert times.after(at) == at + timedelta(minutes=30)


def test_what_was_missed_is_counted() -> None:
    times = Times(at=("07:30",))
    assert times.missed(local("2026-11-20 07:30"), local("2026-11-20 09:00")) == 0
    assert times.missed(local("2026-11-20 07:30"), local("2026-11-23 09:00")) == 3
    assert Times(every_minutes=60).missed(local("2026-11-20 07:30"), local("2026-11-20 12:00")) == 4


@settings(max_examples=30, deadline=None)
@given(
    st.datetimes(min_value=FIRST, max_value=LAST, timezones=st.just(UTC)),
    st.sampled_from(["00:00", "02:00", "02:30", "03:00", "07:30", "23:59"]),
)
def test_the_next_time_is_always_ahead_and_within_a_day_and_a_leap(at: datetime, time: str) -> None:
    found = Times(at=(time,)).after(at)
    assert at < found <= at + timedelta(hours=26)


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": ("7:30",)}, {"at": ("25:00",)}, {"at": ()}, {"every_minutes": 1}, {"every_minutes": 100_000},
        {"at": ("07:30",), "weekdays": ()}, {"at": ("07:30",), "weekdays": (7,)}, {"at": ("07:30",), "zone": "Mars/Olympus"},
        {"at": ("07:30",), "zone": "../etc/passwd"},
    ],
)  # fmt: skip
def test_times_that_nobody_can_keep_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(TimesError, match="cannot be kept"):
        Times(**wrong)  # type: ignore[arg-type]


def test_times_go_to_the_desk_and_back() -> None:
    times = Times(at=("07:30",), weekdays=(0, 4), zone="Europe/Brussels")
    assert Times.from_dict(times.to_dict()) == times
