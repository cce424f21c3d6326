"""Marks of somebody who needs help: they only ever soften, and end by themselves unless somebody renews them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Final

from core.clock import local_day
from core.errors import SaldoError
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from datetime import datetime

SOFT: Final = (HoldKind.HARDSHIP, HoldKind.VULNERABLE)
SOFT_MONTHS: Final = 6


class TooLongMarkError(SaldoError):
    """A mark of hardship or vulnerability for longer than anybody should go unasked."""

    def __init__(self, until_on: date, last_on: date) -> None:
        super().__init__(
            "A mark of hardship or vulnerability lasts {soft_months} months at most: choose a day up to {last_on} "
            "instead of {until_on}, and renew it when it is still needed.",
            soft_months=SOFT_MONTHS,
            last_on=last_on,
            until_on=until_on,
        )


def soft_end(now: datetime, until_on: date | None) -> date:
    """Return the last day of a mark placed ``now``: ``until_on``, or SOFT_MONTHS on; :class:`TooLongMarkError` beyond that."""
    today = local_day(now)
    months = today.month - 1 + SOFT_MONTHS
    year, month = today.year + months // 12, months % 12 + 1
    last_on = date(year, month, min(today.day, monthrange(year, month)[1]))
    if until_on is not None and until_on > last_on:
        raise TooLongMarkError(until_on, last_on)
    return until_on or last_on
