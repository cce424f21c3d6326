"""Days of grace after a promised day: banking days, for money takes a day to arrive and banks rest at weekends."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import numpy as np

from core.behaviour.banking_days import as_date, banking_days, day_number

TARGET: Final = "EU"  # the euro's own payment system; no country's holidays beside it


@lru_cache(maxsize=4_096)
def last_day(promised_on: date, grace_days: int) -> date:
    """Return the last day on which money promised for ``promised_on`` still comes in time.

    A promised day on which banks do not work moves to the next one; then ``grace_days`` banking days follow.
    """
    day = np.array([day_number(promised_on)], dtype=np.int64)
    return as_date(int(banking_days(TARGET).shift(day, grace_days)[0]))


@lru_cache(maxsize=4_096)
def first_standing(as_of: date, grace_days: int) -> date:
    """Return the earliest promised day that still stands on ``as_of``: one a day earlier has run out."""
    day = as_of
    while last_day(day - timedelta(days=1), grace_days) >= as_of:
        day -= timedelta(days=1)
    return day
