"""Sales-weighted DSO: what is open of each month over that month's sales."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.issued import month, over_months
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit
from core.metrics.true_dso import ALL_UNKNOWN

MONTH_DAYS = 30
THREE = Measures(current_minor=145_000, issued=(month(90, 100), month(40, 80), month(15, 75)))
FOUR = Measures(current_minor=690_000, issued=(month(450, 500), month(160, 300), month(70, 400), month(40, 350)))


def compute(measures: Measures) -> Figure:
    """Return 30 times the sum over months of what is open of its invoices / its net sales, in days, 0 or more.

    ``None`` when no part of the balance lies in a month whose sales are known and positive; such a part is left out
    and said.
    """
    return over_months(measures, lambda each: MONTH_DAYS * each.open_minor / each.sales_minor)


METRIC = Metric(
    slug="sales_weighted_dso",
    label="Sales-weighted DSO",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.DSO,
    definition="The open part of each month's sales, added up over the months, in months of thirty days.",
    formula="30 x sum over months of what is open of its invoices / its sales",
    reference="NACM set of DSO formulas (sales-weighted).",
    warning="By month of issue rather than age of 0-30, 31-60 days, so that a month's open invoices meet that month's sales.",
    compute=compute,
    examples=(
        Example(title="30 x (0.90 + 0.50 + 0.20)", source="computed", measures=THREE, expected=48.0),
        Example(title="30 x 1.7226", source="computed", measures=FOUR, expected=51.68),
        Example(title="nothing open", source="computed", measures=companies.NOTHING_OPEN, expected=0.0),
        Example(title="only the first list of open items", source="computed", measures=ALL_UNKNOWN, expected=None),
    ),
)
