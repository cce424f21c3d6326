"""Banking days per country: weekends, TARGET2 and national holidays; how a pay day moves."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from core.behaviour.banking_days import BankingDays, Roll, as_date, banking_days, day_in_month, day_number, weekday

NL = banking_days("NL")


def days(*texts: str) -> np.ndarray:
    return np.array([day_number(date.fromisoformat(text)) for text in texts])


def dates(numbers: np.ndarray) -> list[str]:
    return [as_date(int(number)).isoformat() for number in numbers]


@pytest.mark.parametrize(
    ("country", "day", "is_open"),
    [
        ("NL", "2026-10-30", True),
        ("NL", "2026-10-31", False),  # Saturday
        ("NL", "2026-11-01", False),  # Sunday
        ("NL", "2026-04-03", False),  # Good Friday, TARGET2
        ("NL", "2026-05-01", False),  # Labour Day, TARGET2 though no holiday in the Netherlands
        ("NL", "2026-04-27", False),  # King's Day
        ("DE", "2026-04-27", True),
        ("BE", "2026-07-21", False),  # national day
        ("BE", "2026-05-15", False),  # banks only: the Friday after Ascension
        ("NL", "2026-05-15", True),
        ("GB", "2026-05-01", True),  # does not pay through TARGET2
        ("GB", "2026-05-04", False),  # early May bank holiday
        ("XX", "2026-05-01", False),  # a country nobody knows still pays euros through TARGET2
        ("XX", "2026-04-27", True),
    ],
)
def test_open_and_closed(country: str, day: str, is_open: bool) -> None:
    assert banking_days(country).is_open(days(day)).tolist() == [is_open]
    assert banking_days(country).is_banking_day(date.fromisoformat(day)) is is_open


def test_the_days_beside() -> None:
    asked = days("2026-04-02", "2026-04-03", "2026-04-04", "2026-10-30")
    assert dates(NL.next_open(asked)) == ["2026-04-07", "2026-04-07", "2026-04-07", "2026-11-02"]
    assert dates(NL.previous_open(asked)) == ["2026-04-01", "2026-04-02", "2026-04-02", "2026-10-29"]


def test_how_a_closed_day_rolls() -> None:
    saturday_at_the_end = days("2026-10-31")
    assert dates(NL.roll(saturday_at_the_end)) == ["2026-11-02"]
    assert dates(NL.roll(saturday_at_the_end, Roll.PRECEDING)) == ["2026-10-30"]
    assert dates(NL.roll(saturday_at_the_end, Roll.MODIFIED_FOLLOWING)) == ["2026-10-30"]
    assert dates(NL.roll(days("2026-10-25"), Roll.MODIFIED_FOLLOWING)) == ["2026-10-26"]


def test_counting_in_banking_days() -> None:
    assert NL.between(days("2026-10-25"), days("2026-10-26")).tolist() == [0]  # Sunday and the Monday it waits for
    assert NL.between(days("2026-10-26"), days("2026-10-30")).tolist() == [4]
    assert NL.between(days("2026-10-30"), days("2026-10-26")).tolist() == [-4]
    assert dates(NL.shift(days("2026-10-30"), 1)) == ["2026-11-02"]
    assert NL.add(date(2026, 4, 2), 3) == date(2026, 4, 9)


@pytest.mark.parametrize("country", ["NL", "BE", "DE", "GB"])
def test_one_day_at_a_time_says_the_same(country: str) -> None:
    """A plain loop over a year finds the same next banking day as the columns do."""
    banks = banking_days(country)
    year = np.arange(day_number(date(2026, 1, 1)), day_number(date(2027, 1, 1)))
    for number, found in zip(year.tolist(), banks.roll(year).tolist(), strict=True):
        day = as_date(number)
        while not banks.is_banking_day(day):
            day += timedelta(days=1)
        assert as_date(found) == day


def test_day_of_a_month() -> None:
    months = np.array(["2026-01", "2026-02", "2028-02"], dtype="datetime64[M]")
    assert dates(day_in_month(months, 31)) == ["2026-01-31", "2026-02-28", "2028-02-29"]
    assert dates(day_in_month(months, 5)) == ["2026-01-05", "2026-02-05", "2028-02-05"]


def test_weekdays_count_from_monday() -> None:
    assert weekday(days("2026-10-26", "2026-11-01")).tolist() == [0, 6]


def test_the_same_country_is_made_once() -> None:
    assert banking_days("NL") is NL
    assert isinstance(NL, BankingDays)
