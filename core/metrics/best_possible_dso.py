"""Best possible DSO: what DSO would be if nobody paid late."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.days_of_sales import days_of_sales
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit


def compute(measures: Measures) -> Figure:
    """Return the current balance in days of sales, 0 or more; ``None`` without sales in the period."""
    return days_of_sales(measures.current_minor, measures)


METRIC = Metric(
    slug="best_possible_dso",
    label="Best possible DSO",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.DSO,
    definition="What DSO would be if every customer paid on the due date: only what is not yet due, in days of sales.",
    formula="current balance / sales of the period x days in the period",
    reference="apruve.com/faq/what-is-best-possible-days-sales-outstanding; creditmanagementsource.com.",
    warning="Set by the payment terms you give, not by how well you collect.",
    compute=compute,
    examples=(
        Example(
            title="NL-1, 480,000 x 92 / 1,200,000", source="computed", measures=companies.NL1_QUARTER, expected=36.80
        ),
        Example(title="6,869 x 90 / 17,674", source="JD Edwards help", measures=companies.JDE, expected=34.98),
        Example(title="no sales", source="computed", measures=companies.WITHOUT_SALES, expected=None),
    ),
)
