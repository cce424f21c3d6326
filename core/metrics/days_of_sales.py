"""Amounts expressed in days of sales: the arithmetic that the DSO family shares."""

from __future__ import annotations

from core.metrics.metric import Figure, Measures

NO_SALES = "There were no sales in the period, so a balance cannot be put in days of sales."


def days_of_sales(amount_minor: int, measures: Measures) -> Figure:
    """Return ``amount_minor`` in days of the period's sales.

    Returns
    -------
    Figure
        Days, 0 or more; 0 when the amount is zero or negative. ``None`` when the period's net sales are zero or
        negative. Parts: the amount, the sales, and the real days of the period.

    """
    parts = {"amount_minor": amount_minor, "sales_minor": measures.sales_minor, "period_days": measures.days}
    if measures.sales_minor <= 0:
        return Figure(value=None, why=NO_SALES, parts=parts)
    return Figure(value=max(amount_minor, 0) * measures.days / measures.sales_minor, parts=parts)
