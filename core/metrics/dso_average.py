"""DSO, simple method, on the average balance of the period."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.days_of_sales import days_of_sales
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit


def compute(measures: Measures) -> Figure:
    """Return the mean of opening and closing gross balance in days of sales, 0 or more; ``None`` without sales."""
    return days_of_sales((measures.opening_minor + measures.gross_minor) / 2, measures)


METRIC = Metric(
    slug="dso_average",
    label="DSO, average balance",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.DSO,
    definition="Days sales outstanding with the mean of the balances at the start and the end of the period.",
    formula="(opening + closing balance) / 2 / sales of the period x days in the period",
    reference="rits-inc.com/countback-dso-analysis; docs.oracle.com, JD Edwards EnterpriseOne Accounts Receivable.",
    warning="Annual reports often use it. It moves at half the speed of DSO.",
    compute=compute,
    examples=(
        Example(
            title="NL-1, 695,000 x 92 / 1,200,000", source="computed", measures=companies.NL1_QUARTER, expected=53.28
        ),
        Example(title="no sales", source="computed", measures=companies.WITHOUT_SALES, expected=None),
        Example(
            title="only the first list of open items", source="computed", measures=companies.FIRST_LIST, expected=None
        ),
    ),
)
