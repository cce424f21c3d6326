"""Calendar windows worked by hand."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.period import is_month_end, month_windows, months_before, window


@pytest.mark.parametrize(
    ("as_of", "months", "expected"),
    [
        (date(2026, 9, 30), 3, date(2026, 6, 30)),
        (date(2026, 6, 30), 1, date(2026, 5, 31)),
        (date(2026, 2, 28), 3, date(2025, 11, 30)),
        (date(2026, 3, 15), 3, date(2025, 12, 15)),
        (date(2026, 5, 30), 3, date(2026, 2, 28)),
        (date(2026, 1, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_before(as_of: date, months: int, expected: date) -> None:
    assert months_before(as_of, months) == expected


def test_a_closed_quarter_has_its_real_days() -> None:
    """July, August and September: 31 + 31 + 30."""
    assert window(date(2026, 9, 30)).days == 92
    assert window(date(2026, 11, 22)).days == 92
    assert window(date(2026, 2, 28), 1).days == 28


def test_month_windows_reach_back_to_the_first_document() -> None:
    windows = month_windows(date(2026, 9, 30), since=date(2026, 7, 1))
    assert [w.days for w in windows] == [30, 31, 31]
    assert len(month_windows(date(2026, 9, 30), since=date(2026, 6, 30))) == 4
    assert month_windows(date(2026, 9, 30), since=date(2026, 10, 1)) == ()


@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)), st.integers(1, 40))
def test_windows_touch_and_hold_every_day_once(as_of: date, months: int) -> None:
    windows = month_windows(as_of, since=months_before(as_of, months))
    assert windows[0].until_on == as_of
    assert all(w.days > 0 for w in windows)
    assert all(later.after_on == earlier.until_on for later, earlier in pairwise(windows))
    assert windows[months - 1].after_on == window(as_of, months).after_on
    assert is_month_end(window(as_of, months).after_on) or not is_month_end(as_of)
