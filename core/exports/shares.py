"""What each group has of the whole: the rows that fit on a page, and the days that each brings to the DSO."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.exports.pack import together

if TYPE_CHECKING:
    from core.exports.pack import AgedGroup, AgedTable, Pack

MOST_ROWS: Final = 10
OTHERS: Final = ""
"""Name of the row that holds all groups beyond the largest."""


@dataclass(frozen=True, kw_only=True)
class GroupDays:
    """Days of all sales that one group's balance is worth, not yet due and past due; groups add up to the DSO."""

    current: float
    past_due: float


def leading_rows(table: AgedTable, most: int = MOST_ROWS) -> tuple[AgedGroup, ...]:
    """Return the largest groups, and all others in one row called ``OTHERS`` where there are more than ``most``."""
    if len(table.rows) <= most:
        return table.rows
    return (*table.rows[: most - 1], together(OTHERS, table.rows[most - 1 :], len(table.buckets)))


def days_of_group(pack: Pack, row: AgedGroup) -> GroupDays:
    """Return what ``row`` brings to the DSO; asked only where the period has sales."""
    rate = pack.measures.days / pack.measures.sales_minor
    return GroupDays(current=(row.open_minor - row.past_due_minor) * rate, past_due=row.past_due_minor * rate)
