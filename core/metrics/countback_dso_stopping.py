"""Count-back DSO that stops at a month without sales."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.countback import count_back
from core.metrics.countback_dso import ZERO_MONTH
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit

GAP = Measures(current_minor=100_000 * companies.CENTS, history=companies.months((60_000, 30), (0, 31), (80_000, 30)))


def compute(measures: Measures) -> Figure:
    """Return the days counted back until the gross balance is used up or a month without net sales is met."""
    return count_back(measures, stops_at_empty_month=True)


METRIC = Metric(
    slug="countback_dso_stopping",
    label="Count-back DSO, stopping",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.DSO,
    definition="Count-back DSO as some systems compute it: a month without sales ends the count.",
    formula="as count-back DSO, up to the first month with sales of zero or less",
    reference="docs.oracle.com, Hyperion Financial Management, DSO: the calculation stops at a zero or negative month.",
    warning="After a month without sales it shows a lower bound, however much is still open. Kept to compare with systems that stop.",
    compute=compute,
    examples=(
        Example(
            title="no empty month: equals count-back DSO",
            source="computed",
            measures=companies.NL1_QUARTER,
            expected=50.67,
        ),
        Example(
            title="an empty month in the middle",
            source="computed",
            measures=GAP,
            expected=30.0,
            parts={"is_exhausted": False, "remainder_minor": 4_000_000},
        ),
        Example(
            title="the last month is empty",
            source="computed",
            measures=ZERO_MONTH,
            expected=0.0,
            parts={"is_exhausted": False},
        ),
        Example(title="no history", source="computed", measures=companies.WITHOUT_SALES, expected=None),
    ),
)
