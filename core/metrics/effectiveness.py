"""Collected over collectable: the arithmetic of the collection effectiveness index, with or without disputed items."""

from __future__ import annotations

from core.metrics.days_of_sales import with_vat_said
from core.metrics.metric import Figure, Measures
from core.metrics.undefined import Why

MOST = 100.0


def effectiveness(measures: Measures, opening_minor: int, closing_minor: int, current_minor: int) -> Figure:
    """Return (opening + sales/N - closing) / (opening + sales/N - closing current) as a percentage.

    Returns
    -------
    Figure
        At most 100, and says so where it had to be capped; negative when the balance grew by more than a month's
        average sales. ``None`` when nothing was collectable, when the book begins inside the period, or when it does not
        hold all sales of the period: it then does not hold the opening balance either. Parts: ``months`` (N), collected and collectable in minor units.

    """
    available = opening_minor + measures.sales_minor / measures.months
    collected, collectable = available - closing_minor, available - current_minor
    parts = {"months": measures.months, "collected_minor": collected, "collectable_minor": collectable}
    if not measures.is_known:
        return Figure(value=None, why=Why.ONLY_OPEN, parts=parts)
    if collectable <= 0:
        return Figure(value=None, why=Why.NOTHING_COLLECTABLE, parts=parts)
    if not measures.is_whole:
        return Figure(value=None, why=Why.YOUNG, parts=parts)
    value = collected / collectable * 100
    figure = Figure(value=min(value, MOST), why=Why.CAPPED if value > MOST else None, parts=parts)
    return with_vat_said(figure, measures, measures.months)
