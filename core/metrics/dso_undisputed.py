"""DSO, simple method, without what is disputed."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.days_of_sales import days_of_sales
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit


def compute(measures: Measures) -> Figure:
    """Return gross balance less its contested part in days of sales, 0 or more; ``None`` without sales."""
    return days_of_sales(measures.gross_minor - measures.disputed_minor, measures)


METRIC = Metric(
    slug="dso_undisputed",
    label="DSO without disputes",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.DSO,
    definition="Days sales outstanding on what no customer contests.",
    formula="(open balance - disputed) / sales of the period x days in the period",
    reference="Same formula as DSO; the two differ by the disputed amount in days of sales.",
    warning="The books follow DSO: a disputed invoice stays receivable until it is settled or credited.",
    compute=compute,
    examples=(
        Example(
            title="NL-1 with 40,000 disputed, 660,000 x 92 / 1,200,000",
            source="computed",
            measures=companies.NL1_DISPUTED,
            expected=50.6,
        ),
        Example(
            title="nothing disputed: equals DSO", source="computed", measures=companies.NL1_QUARTER, expected=53.67
        ),
        Example(title="no sales", source="computed", measures=companies.WITHOUT_SALES, expected=None),
    ),
)
