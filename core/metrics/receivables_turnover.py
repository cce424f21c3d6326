"""Receivables turnover: how often a year the balance is sold anew."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.days_of_sales import is_younger, knows_year, with_vat_said
from core.metrics.metric import YEAR, Direction, Example, Figure, Measures, Metric, Part, Theme, Unit
from core.metrics.undefined import Why

SMALL = Measures(
    current_minor=120_000 * companies.CENTS,
    year_ago_minor=80_000 * companies.CENTS,
    history=companies.months((1_000_000, 365)),
    year_days=365,
)


def compute(measures: Measures) -> Figure:
    """Return net sales of twelve months over the mean of the balances at their start and end; the days of it are a part.

    ``None`` in a book younger than a year, where part of its sales is not known, or when nothing was open at either end.
    """
    sales, before = measures.sales_of(YEAR), measures.year_ago_minor
    parts: dict[str, Part] = {"sales_minor": sales, "closing_minor": measures.gross_minor}
    if is_younger(measures) or not knows_year(measures):
        return Figure(value=None, why=Why.NO_YEAR if knows_year(measures) else Why.ONLY_OPEN, parts=parts)
    if before is None:
        return Figure(value=None, why=Why.NO_OPENING, parts=parts)
    mean = (before + measures.gross_minor) / 2
    parts["opening_minor"] = before
    if mean <= 0:
        return Figure(value=None, why=Why.NOTHING_OPEN, parts=parts)
    if sales <= 0:
        return Figure(value=None, why=Why.NO_YEAR_SALES, parts=parts)
    figure = Figure(value=sales / mean, parts=parts | {"days": measures.year_days * mean / sales})
    return with_vat_said(figure, measures, YEAR)


METRIC = Metric(
    slug="receivables_turnover",
    label="Receivables turnover",
    unit=Unit.RATIO,
    direction=Direction.HIGHER,
    theme=Theme.COLLECTION,
    definition="How many times in a year the average balance is sold and collected.",
    formula="sales of twelve months / ((balance a year ago + balance now) / 2)",
    reference="General accounting practice; days in receivables = 365 / turnover.",
    warning="Two days decide the average: a peak on either of them moves it.",
    compute=compute,
    examples=(
        Example(
            title="4,800,000 / 695,000",
            source="computed",
            measures=companies.NL1_YEAR,
            expected=6.91,
            parts={"days": 52.85},
        ),
        Example(title="1,000,000 / 100,000", source="computed", measures=SMALL, expected=10.0, parts={"days": 36.5}),
        Example(title="a book of five months", source="computed", measures=companies.YOUNG, expected=None),
    ),
)
