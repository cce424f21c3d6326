"""Count-back DSO: days of sales, newest first, that the open balance is made of."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.countback import count_back
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit
from core.metrics.undefined import Why

NO_HISTORY, RAN_OUT = Why.NO_HISTORY, Why.RAN_OUT

BENJI = Measures(
    current_minor=212_000 * companies.CENTS,
    history=companies.months((100_000, 30), (80_000, 30), (70_000, 30)),
)
ZERO_MONTH = Measures(
    current_minor=100_000 * companies.CENTS,
    history=companies.months((0, 30), (60_000, 31), (80_000, 30)),
)
SIX_MONTHS = Measures(
    current_minor=12_000 * companies.CENTS,
    history=companies.months((2_500, 30), (1_750, 31), (2_250, 31), (2_500, 30), (2_000, 31), (2_250, 30)),
)
TOO_SHORT = Measures(current_minor=900 * companies.CENTS, history=companies.months((500, 30), (300, 31)))


def compute(measures: Measures) -> Figure:
    """Return the days counted back until the gross balance is used up; a month without net sales counts its days."""
    return count_back(measures)


METRIC = Metric(
    slug="countback_dso",
    label="Count-back DSO",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.DSO,
    definition="Days of sales in the open balance, counted back month by month from today until the balance is used up.",
    formula="whole months while the balance is at least the month's sales, then remainder / sales of that month x its days",
    reference="docs.oracle.com, Hyperion Financial Management, DSO; academy.highako.com (count-back method).",
    warning="A month without sales counts its days; some systems stop there. Measures the age of the balance only if old invoices are paid first.",
    compute=compute,
    examples=(
        Example(
            title="212,000 over 100,000, 80,000 and 70,000", source="benjipays.com", measures=BENJI, expected=73.71
        ),
        Example(
            title="NL-1, 30 + 200,000/300,000 x 31", source="computed", measures=companies.NL1_QUARTER, expected=50.67
        ),
        Example(title="a month without sales", source="computed", measures=ZERO_MONTH, expected=76.0),
        Example(title="five whole months and 1,000", source="computed", measures=SIX_MONTHS, expected=166.33),
        Example(
            title="history too short",
            source="computed",
            measures=TOO_SHORT,
            expected=61.0,
            parts={"is_exhausted": False, "remainder_minor": 10_000},
        ),
        Example(title="no history", source="computed", measures=companies.WITHOUT_SALES, expected=None),
    ),
)
