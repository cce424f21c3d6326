"""DSO, simple method, on the last twelve months."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.days_of_sales import days_of_year
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit


def compute(measures: Measures) -> Figure:
    """Return gross open balance in days of twelve months' sales, 0 or more; ``None`` in a younger book or without sales."""
    return days_of_year(measures.gross_minor, measures)


METRIC = Metric(
    slug="dso_12m",
    label="DSO, twelve months",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.DSO,
    definition="Days sales outstanding against the sales of the last twelve months.",
    formula="open balance / sales of twelve months x days in them",
    reference="rits-inc.com/countback-dso-analysis; docs.oracle.com, JD Edwards EnterpriseOne Accounts Receivable.",
    warning="Seasons cancel out, and so does any recent change: it lags by months. Undefined in a book younger than a year.",
    compute=compute,
    examples=(
        Example(
            title="NL-1, 700,000 x 365 / 4,800,000", source="computed", measures=companies.NL1_YEAR, expected=53.23
        ),
        Example(title="a book of five months", source="computed", measures=companies.YOUNG, expected=None),
        Example(title="no sales", source="computed", measures=companies.WITHOUT_SALES, expected=None),
    ),
)
