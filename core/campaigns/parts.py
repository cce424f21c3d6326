"""The parts of a payment plan as they are first proposed: even amounts at even distances, the rest in the last."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from core.desk.cases import Instalment

MONTHS_A_YEAR = 12


class Every(StrEnum):
    """How far apart the parts of a plan are."""

    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"


def even_parts(total_minor: int, number: int, *, first_on: date, every: Every) -> tuple[Instalment, ...]:
    """Return ``number`` parts that add up to ``total_minor``: equal but for the last, which has what does not divide.

    A month later is the same day of the month, or its last day where it is shorter.
    """
    each = total_minor // number
    amounts = [each] * (number - 1) + [total_minor - each * (number - 1)]
    return tuple(
        Instalment(due_on=_later(first_on, place, every), amount_minor=amount) for place, amount in enumerate(amounts)
    )


def _later(day: date, times: int, every: Every) -> date:
    if every is not Every.MONTH:
        return day + timedelta(weeks=times * (1 if every is Every.WEEK else 2))
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + times, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
