"""DSO, simple method, on the last month."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.days_of_sales import days_of_month
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit


def compute(measures: Measures) -> Figure:
    """Return gross open balance in days of the last month's sales, 0 or more; ``None`` without sales in it."""
    return days_of_month(measures.gross_minor, measures)


METRIC = Metric(
    slug="dso_1m",
    label="DSO, one month",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.DSO,
    definition="Days sales outstanding against the sales of the last month alone.",
    formula="open balance / sales of the last month x days in that month",
    reference="rits-inc.com/countback-dso-analysis; docs.oracle.com, JD Edwards EnterpriseOne Accounts Receivable.",
    warning="Jumps with every strong or weak month; use it to see a turn early, not to judge a year.",
    compute=compute,
    examples=(
        Example(title="NL-1, 700,000 x 30 / 500,000", source="computed", measures=companies.NL1_QUARTER, expected=42.0),
        Example(title="no sales", source="computed", measures=companies.WITHOUT_SALES, expected=None),
        Example(
            title="only the first list of open items", source="computed", measures=companies.FIRST_LIST, expected=None
        ),
    ),
)
