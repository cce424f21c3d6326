"""The gap to best possible: the days and the cash that late payment costs, and what one day of DSO is worth."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from core.metrics.days_of_sales import NO_SALES
from core.metrics.review import finding as told
from core.metrics.review.ends import State
from core.metrics.review.finding import Finding

if TYPE_CHECKING:
    from core.metrics.review.ends import End

FORMULA: Final = "DSO - best possible DSO = past due balance / sales of the period x days in the period"
LATE_COSTS: Final = (
    "If nobody paid late, DSO would be {days} days lower and {cash} would be in the bank; {disputed} of it is disputed."
)
NOBODY_LATE: Final = "Nobody is late: DSO is the best possible one."
PATTERNS: Final = (LATE_COSTS, NOBODY_LATE, NO_SALES)


@dataclass(frozen=True, kw_only=True)
class Gap:
    """What stands between DSO and best possible DSO; days are ``None`` without sales in the period."""

    days: Fraction | None
    cash_minor: int  # past due, disputed or not
    disputed_minor: int  # of it
    day_minor: Fraction | None  # one day of DSO: sales a day
    target_days: Fraction | None = None  # DSO above the target, negative below
    target_minor: int | None = None  # the cash between DSO and the target


def gap(end: End, *, target: float | None = None) -> Gap:
    """Return the gap at one end of a bridge.

    Parameters
    ----------
    target
        DSO that was aimed at, in days; the distance to it is given as well.

    Returns
    -------
    Gap
        ``cash_minor`` = days x sales / days in the period: the past-due balance, whole. Minor units.

    """
    disputed = sum(end.balance_minor(name, State.DISPUTED_LATE) for name in end.opened)
    late = disputed + sum(end.balance_minor(name, State.LATE) for name in end.opened)
    if end.sales_minor <= 0:
        return Gap(days=None, cash_minor=late, disputed_minor=disputed, day_minor=None)
    day_minor = Fraction(end.sales_minor, end.days)
    above = None
    if target is not None:
        above = sum(end.balance_minor(name) for name in end.opened) / day_minor - Fraction(target)
    return Gap(
        days=late / day_minor,
        cash_minor=late,
        disputed_minor=disputed,
        day_minor=day_minor,
        target_days=above,
        target_minor=None if above is None else round(above * day_minor),
    )


def gap_finding(found: Gap, currency: str) -> Finding:
    """Return the gap in a sentence."""
    if found.days is None:
        return Finding(pattern=NO_SALES)
    if not found.cash_minor:
        return Finding(pattern=NOBODY_LATE)
    slots = {
        "days": told.days(float(found.days)),
        "cash": told.money(found.cash_minor, currency),
        "disputed": told.money(found.disputed_minor, currency),
    }
    return Finding(pattern=LATE_COSTS, slots=slots)
