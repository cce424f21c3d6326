"""Month-ends: what is open at each of them by bucket and month of issue, read from the cube of positions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from core.metrics.metric import Roll
from core.metrics.period import month_end, months_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from core.book.book import Book
    from core.metrics.scope import Scope
    from core.metrics.segment_cube import SegmentCube


@dataclass(kw_only=True)
class MonthEnd:
    """Open invoices of one currency at the end of one month; minor units, and minor units times days."""

    balance: dict[str, int] = field(default_factory=dict)  # by bucket
    disputed: dict[str, int] = field(default_factory=dict)  # by bucket
    late_days_minor: int = 0
    issued: dict[date, tuple[int, int]] = field(default_factory=dict)  # month of issue -> balance, balance times age
    rolls: dict[str, list[int]] = field(default_factory=dict)  # to the next month-end: opening, rolled, left

    @property
    def gross_minor(self) -> int:
        """Open balance of invoices."""
        return sum(self.balance.values())

    @property
    def disputed_minor(self) -> int:
        """The contested part of it."""
        return sum(self.disputed.values())

    def take(self, row: Mapping[str, Any], ranks: Mapping[str, int]) -> None:
        """Add one row of the cube."""
        bucket, minor = row["bucket"], row["balance_minor"]
        self.balance[bucket] = self.balance.get(bucket, 0) + minor
        self.disputed[bucket] = self.disputed.get(bucket, 0) + row["disputed_minor"]
        self.late_days_minor += row["late_days_minor"]
        open_minor, aged = self.issued.get(row["issue_month"], (0, 0))
        self.issued[row["issue_month"]] = (open_minor + minor, aged + row["age_days_minor"])
        roll = self.rolls.setdefault(bucket, [0, 0, 0])
        roll[0] += minor
        roll[2] += row["next_minor"]
        if ranks[row["next_bucket"]] > ranks[bucket]:
            roll[1] += row["next_minor"]


def last_month_end(as_of: date) -> date:
    """Return the last month-end up to ``as_of``, that day included."""
    return as_of if as_of == month_end(as_of) else as_of.replace(day=1) - timedelta(days=1)


def month_positions(
    book: Book, *, since: date, scope: Scope, cube: SegmentCube, ranks: Mapping[str, int]
) -> dict[str, dict[date, MonthEnd]]:
    """Return what was open by currency and month-end, from the month of ``since`` on; a month with nothing is absent."""
    rows = book.rows(
        "month_positions",
        {"segment_positions": cube.positions},
        since=since.replace(day=1),
        **scope.parameters(),
    )
    found: dict[str, dict[date, MonthEnd]] = {}
    ends: dict[date, date] = {}
    for row in rows:
        month = row["month"]
        end = ends.get(month) or ends.setdefault(month, month_end(month))
        by_end = found.setdefault(row["currency"], {})
        (by_end.get(end) or by_end.setdefault(end, MonthEnd())).take(row, ranks)
    return found


def rolls_of(months: Iterable[MonthEnd | None]) -> dict[str, Roll]:
    """Return what became of each bucket over the months that begin at ``months``, added up; nothing for an absent one."""
    total: dict[str, list[int]] = {}
    for month in months:
        for key, sums in (month.rolls if month else {}).items():
            held = total.setdefault(key, [0, 0, 0])
            for place, minor in enumerate(sums):
                held[place] += minor
    return {key: Roll(opening_minor=o, rolled_minor=r, left_minor=left) for key, (o, r, left) in total.items()}


def starts_of_year(last_end: date, months: int) -> list[date]:
    """Return the month-ends at which the last ``months`` whole months up to ``last_end`` began, newest first."""
    return [months_before(last_end, place + 1) for place in range(months)]


def month_end_relation(first_on: date | None, latest_on: date) -> pa.Table:
    """Return the relation ``ends(month, ends_on, next_on)``: every month from that of ``first_on`` to that of ``latest_on``."""
    ends: list[date] = []
    end = month_end(first_on) if first_on else None
    while end is not None and end <= month_end(latest_on):
        ends.append(end)
        end = months_before(end, -1)
    return pa.table(
        {
            "month": pa.array([each.replace(day=1) for each in ends], pa.date32()),
            "ends_on": pa.array(ends, pa.date32()),
            "next_on": pa.array([months_before(each, -1) for each in ends], pa.date32()),
        }
    )
