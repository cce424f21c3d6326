"""Sums over months of issue: what the two measures of DSO by month of invoice share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics.companies import CENTS
from core.metrics.metric import Figure, Measures, MonthOfIssue
from core.metrics.undefined import Why

if TYPE_CHECKING:
    from collections.abc import Callable


def over_months(measures: Measures, days_of: Callable[[MonthOfIssue], float]) -> Figure:
    """Return the sum of ``days_of`` over the months of issue whose sales are known and positive.

    Returns
    -------
    Figure
        Days, 0 or more; 0 when nothing is open of all that was sold. What is open of other months is the part ``left_out_minor``, and the
        value is then a lower bound; ``None`` when that is everything.

    """
    usable = [each for each in measures.issued if each.is_known and each.sales_minor > 0]
    left_out = [each for each in measures.issued if not each.is_known or each.sales_minor <= 0]
    left_out_minor = sum(each.open_minor for each in left_out)
    parts = {"left_out_minor": left_out_minor, "open_minor": sum(each.open_minor for each in measures.issued)}
    is_short = any(not each.is_known for each in left_out)
    if not measures.issued and not measures.history and measures.sales_minor <= 0:
        return Figure(value=None, why=Why.NO_SALES, parts=parts)
    if left_out and not usable:
        return Figure(value=None, why=Why.ONLY_OPEN if is_short else Why.NO_SALES, parts=parts)
    why = (Why.ONLY_OPEN if is_short else Why.LEFT_OUT) if left_out_minor else None
    if not all(each.is_comparable for each in usable):
        why = Why.NO_VAT
    return Figure(value=sum((days_of(each) for each in usable), 0.0), why=why, parts=parts)


def month(open_euros: int, sales_euros: int, days: int = 0) -> MonthOfIssue:
    """Return a month of issue for an example: euros, and all of its open invoices ``days`` old."""
    cents = open_euros * CENTS
    return MonthOfIssue(open_minor=cents, age_days_minor=cents * days, sales_minor=sales_euros * CENTS)
