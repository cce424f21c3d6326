"""Counting back through months of sales until a balance is used up: what the two count-back metrics share."""

from __future__ import annotations

from core.metrics.metric import Figure, Measures
from core.metrics.undefined import Why


def count_back(measures: Measures, *, stops_at_empty_month: bool = False) -> Figure:
    """Return the days counted back until the gross balance is used up; 0 when nothing is open.

    Parameters
    ----------
    stops_at_empty_month
        A month without net sales ends the count, instead of counting its days and taking nothing off.

    Returns
    -------
    Figure
        Days. Parts: ``is_exhausted``, and ``remainder_minor`` left when the history, an empty month, or what the book
        knows of sales ended the count first: the value is then a lower bound and says why. ``None`` without any history.

    """
    remainder, days, is_comparable = measures.gross_minor, 0.0, True
    history = measures.history[: measures.known_months]
    if remainder > 0 and not history:
        return Figure(value=None, why=Why.ONLY_OPEN if measures.history else Why.NO_HISTORY)
    for month in history:
        is_comparable = is_comparable and (month.is_comparable or remainder <= 0)
        if 0 < remainder < month.sales_minor:
            days += remainder / month.sales_minor * month.days
            remainder = 0
        if remainder <= 0:
            return _told(days, None, 0, is_comparable=is_comparable)
        if stops_at_empty_month and month.sales_minor <= 0:
            return _told(days, Why.STOPPED, remainder, is_comparable=is_comparable)
        remainder -= max(month.sales_minor, 0)
        days += month.days
    if not history:
        return Figure(value=None, why=Why.NO_HISTORY)
    is_exhausted = remainder <= 0
    return _told(days, None if is_exhausted else Why.RAN_OUT, remainder, is_comparable=is_comparable)


def _told(days: float, why: Why | None, remainder: int, *, is_comparable: bool) -> Figure:
    """Return the days with what must stand beside them; sales without VAT go before a count that ended early."""
    parts = {"is_exhausted": remainder <= 0, "remainder_minor": remainder}
    return Figure(value=days, why=why if is_comparable else Why.NO_VAT, parts=parts)
