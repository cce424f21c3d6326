"""DSO, simple method, as if every month had thirty days."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.days_of_sales import days_of_period
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit

MONTH_DAYS = 30


def compute(measures: Measures) -> Figure:
    """Return gross open balance over the period's sales times 30 days a month; ``None`` without sales."""
    return days_of_period(measures.gross_minor, measures, MONTH_DAYS * measures.months)


METRIC = Metric(
    slug="dso_30_day_months",
    label="DSO, 30-day months",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.DSO,
    definition="Days sales outstanding counted in months of thirty days, to compare with published figures.",
    formula="open balance / sales of the period x 30 x months in the period",
    reference="benjipays.com (30-day months); icmos and other course books use real days.",
    warning="Only for comparison: three real months have 89 to 92 days.",
    compute=compute,
    examples=(
        Example(
            title="NL-1, 700,000 x 90 / 1,200,000", source="computed", measures=companies.NL1_QUARTER, expected=52.5
        ),
        Example(title="no sales", source="computed", measures=companies.WITHOUT_SALES, expected=None),
        Example(
            title="only the first list of open items", source="computed", measures=companies.FIRST_LIST, expected=None
        ),
    ),
)
