"""How a portfolio pays: counts by day and hour, spread by group, and who is late only by the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.behaviour.patterns.find import as_frame, found
from core.behaviour.patterns.pay_day import telling
from core.behaviour.patterns.portfolio import (
    hour_counts,
    late_by_calendar,
    lateness_by_group,
    latest_days,
    pay_day_counts,
    payers_at,
    payers_on,
)
from core.behaviour.patterns.records import Records, read_records
from tests.unit.behaviour.ledgers import AS_OF, months, paid_on

if TYPE_CHECKING:
    from tests.ledger import Ledger

OTHERS = """
    B is consumer BE nl
    B X1 issued 2026-09-01 due 2026-09-15 50.00 EUR paid 50.00 on 2026-09-15 at 08:30
    B X2 issued 2026-09-20 due 2026-10-04 50.00 EUR paid 50.00 on 2026-10-26 at 08:59
    D is consumer DE de
    D X3 issued 2026-09-20 due 2026-10-04 50.00 EUR paid 50.00 on 2026-10-04 by direct_debit
"""


@pytest.fixture
def records(ledger: Ledger) -> Records:
    """A pays twelve invoices on the 25th (Mondays after it at weekends), 6 days or so after they are due; B two; D is collected."""
    return read_records(ledger(paid_on(*months(12, 25)) + OTHERS, list_on=AS_OF), AS_OF, None)


def everybody(records: Records) -> np.ndarray:
    return np.ones(len(records), dtype=np.bool_)


def test_pay_days_count_customers_and_leave_out_what_we_collected(records: Records) -> None:
    counts = pay_day_counts(records, everybody(records)).set_index("day")["customers"].to_dict()
    assert counts[date(2026, 10, 26)] == 2
    assert counts[date(2026, 9, 15)] == 1
    assert date(2026, 10, 4) not in counts
    assert sum(counts.values()) == 14
    assert payers_on(records, everybody(records), date(2026, 10, 26)).tolist() == [1, 2]
    only_b = records.keys == 2
    assert payers_on(records, only_b, date(2026, 10, 26)).tolist() == [2]


def test_hours_count_only_where_the_time_is_known(records: Records) -> None:
    counts = hour_counts(records, everybody(records))
    assert counts.shape == (7, 24)
    assert (int(counts[1, 8]), int(counts[0, 8]), int(counts.sum())) == (1, 1, 2)
    assert payers_at(records, everybody(records), 0, 8).tolist() == [2]
    assert not hour_counts(records, records.keys == 1).any()


def test_spread_by_group(records: Records) -> None:
    """B was paid 0 and 22 days late; the quartiles between two values lie on the line through them."""
    groups = np.array(["a", "b", "d"], dtype=object)
    spread = lateness_by_group(records, groups, everybody(records)).set_index("group")
    row = spread.to_dict("index")["b"]
    assert [row[name] for name in ("customers", "invoices", "p25", "p50", "p75")] == [1, 2, 5.5, 11, 16.5]
    assert spread.loc["d", "p50"] == 0
    assert "a" not in lateness_by_group(records, groups, records.keys == 2)["group"].tolist()


def test_late_only_by_the_calendar(records: Records) -> None:
    """Due 0 to 8 days before the 25th's payment (terms 14, issued 20 to 28 days before): late, but by the calendar."""
    late = late_by_calendar(records, as_frame(found(records), records))
    assert late["customer_key"].tolist() == [1]
    row = late.iloc[0]
    assert (row["pay_day"], row["of"], row["late"], row["by_calendar"]) == (25, 12, 12, 12)


def test_a_customer_a_month_late_is_not_late_by_the_calendar(ledger: Ledger) -> None:
    rows = [
        f"A INV{number} issued {day - timedelta(days=60)} due {day - timedelta(days=40)} 100.00 EUR paid 100.00 on {day}"
        for number, day in enumerate(months(12, 25))
    ]
    records = read_records(ledger("\n".join(["A is business NL nl", *rows]), list_on=AS_OF), AS_OF, None)
    patterns = as_frame(found(records), records)
    assert "pay_day" in patterns["pattern"].tolist()
    assert late_by_calendar(records, patterns).empty


def test_the_latest_pay_days(records: Records) -> None:
    assert latest_days(telling(records), 0, 2) == [date(2026, 9, 25), date(2026, 10, 26)]
    assert latest_days(telling(records), 1, 5) == [date(2026, 9, 15), date(2026, 10, 26)]


def test_nobody_at_all(ledger: Ledger) -> None:
    records = read_records(ledger("A is business NL nl", list_on=AS_OF), AS_OF, None)
    assert pay_day_counts(records, everybody(records)).empty
    assert not hour_counts(records, everybody(records)).any()
    assert lateness_by_group(records, np.array(["a"]), everybody(records)).empty
    assert late_by_calendar(records, as_frame(found(records), records)).empty
