"""DSO, simple method, on the gross balance."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.days_of_sales import days_of_sales
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit


def compute(measures: Measures) -> Figure:
    """Return gross open balance in days of sales, 0 or more; ``None`` without sales in the period."""
    return days_of_sales(measures.gross_minor, measures)


METRIC = Metric(
    slug="dso",
    label="DSO",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.DSO,
    definition="Days sales outstanding: the open balance of invoices put in days of the last three months' sales.",
    formula="open balance / sales of the period x days in the period",
    reference="rits-inc.com/countback-dso-analysis; docs.oracle.com, JD Edwards EnterpriseOne Accounts Receivable.",
    warning="Moves when sales move, not only when customers pay later: read it beside count-back DSO. Real calendar days; published benchmarks often use 30-day months.",
    compute=compute,
    examples=(
        Example(title="10,869 x 90 / 17,674", source="JD Edwards help", measures=companies.JDE, expected=55.35),
        Example(
            title="NL-1, 700,000 x 92 / 1,200,000", source="computed", measures=companies.NL1_QUARTER, expected=53.67
        ),
        Example(
            title="credits do not lower it", source="computed", measures=companies.NL1_WITH_CREDITS, expected=53.67
        ),
        Example(title="everything paid", source="computed", measures=companies.NOTHING_OPEN, expected=0.0),
        Example(title="no sales", source="computed", measures=companies.WITHOUT_SALES, expected=None),
    ),
)
