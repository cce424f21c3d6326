"""Exchange rates that wander as rates do: euros for one unit, every banking day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from core.intake.demo import columns

if TYPE_CHECKING:
    from core.intake.demo.calendar import Calendar

_START = {"USD": 0.92, "GBP": 1.17}
_DAILY = 0.004


def rate_table(rng: np.random.Generator, calendar: Calendar) -> pa.Table:
    """Return the rows of saldo_rates.csv from the first to the last day of the portfolio."""
    every_day = np.arange(calendar.first_day, calendar.last_day + 1)
    open_days = every_day[calendar.banking_day(every_day) == every_day]
    tables = []
    for currency, start in _START.items():
        walk = start * np.exp(np.cumsum(rng.normal(0, _DAILY, len(open_days))))
        rows = {
            "currency": columns.text([currency], np.zeros(len(open_days), dtype=np.int64)),
            "rate_on": columns.dates(open_days),
            "rate": pa.array(np.round(walk, 5)),
        }
        tables.append(pa.table(rows))
    return pa.concat_tables(tables)
