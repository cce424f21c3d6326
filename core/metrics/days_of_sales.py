"""Amounts expressed in days of sales: the arithmetic that the DSO family shares."""

from __future__ import annotations

from dataclasses import replace

from core.metrics.metric import YEAR, Figure, Measures
from core.metrics.undefined import Why

NO_SALES = Why.NO_SALES


def days_of_sales(amount_minor: float, measures: Measures) -> Figure:
    """Return ``amount_minor`` in days of the period's sales.

    Returns
    -------
    Figure
        Days, 0 or more; 0 when the amount is zero or negative. ``None`` when the period's net sales are zero or
        negative, when the book does not hold all of them, or when the book begins inside the period. Says so beside the
        value when sales are without VAT. Parts: the amount, the sales, and the real days of the period.

    """
    return days_of_period(amount_minor, measures, measures.days)


def days_of_period(amount_minor: float, measures: Measures, days: int) -> Figure:
    """Return ``amount_minor`` in days of the period's sales, counting ``days`` in it; the rules are ``days_of_sales``'."""
    figure = in_days(amount_minor, measures.sales_minor, days, is_known=measures.is_known)
    if figure.value is not None and not measures.is_whole:
        return Figure(value=None, why=Why.YOUNG, parts=figure.parts)
    return with_vat_said(figure, measures, measures.months)


def days_of_month(amount_minor: int, measures: Measures) -> Figure:
    """Return ``amount_minor`` in days of the last month's sales, as ``days_of_sales`` does for the period."""
    is_known = measures.known_months is None or measures.known_months >= 1
    figure = in_days(amount_minor, measures.sales_of(1), measures.month_days, is_known=is_known)
    return with_vat_said(figure, measures, 1)


def days_of_year(amount_minor: int, measures: Measures) -> Figure:
    """Return ``amount_minor`` in days of the last twelve months' sales; ``None`` when the book is younger than that."""
    figure = in_days(amount_minor, measures.sales_of(YEAR), measures.year_days, is_known=knows_year(measures))
    if is_younger(measures):
        return Figure(value=None, why=Why.NO_YEAR, parts=figure.parts)
    return with_vat_said(figure, measures, YEAR)


def with_vat_said(figure: Figure, measures: Measures, months: int) -> Figure:
    """Return ``figure``, saying beside its value when the sales of the last ``months`` it is made of lack VAT.

    That goes before any other reason beside a value: the others make it a bound, this one makes it another thing.
    """
    if figure.value is None or measures.is_comparable(months):
        return figure
    return replace(figure, why=Why.NO_VAT)


def knows_year(measures: Measures) -> bool:
    """Return whether the book holds all sales of the last twelve months."""
    return measures.known_months is None or measures.known_months >= YEAR


def is_younger(measures: Measures) -> bool:
    """Return whether the book's first document is less than twelve months old."""
    return measures.book_months is not None and measures.book_months < YEAR


def in_days(amount_minor: float, sales_minor: int, days: int, *, is_known: bool = True) -> Figure:
    """Return ``amount_minor`` / ``sales_minor`` x ``days``; the rules are those of ``days_of_sales``."""
    parts = {"amount_minor": amount_minor, "sales_minor": sales_minor, "period_days": days}
    if not is_known:
        return Figure(value=None, why=Why.ONLY_OPEN, parts=parts)
    if sales_minor <= 0:
        return Figure(value=None, why=Why.NO_SALES, parts=parts)
    return Figure(value=max(amount_minor, 0) * days / sales_minor, parts=parts)
