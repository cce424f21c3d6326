"""True DSO: every open invoice's own age, weighed by its month's sales."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.issued import month, over_months
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, MonthOfIssue, Theme, Unit

THREE = Measures(
    current_minor=60_000 * companies.CENTS,
    issued=(month(30_000, 500_000, 10), month(20_000, 300_000, 46), month(10_000, 400_000, 82)),
)
ONE = Measures(current_minor=12_000 * companies.CENTS, issued=(month(12_000, 120_000, 45),))
EMPTY_MONTH = Measures(
    current_minor=40_000 * companies.CENTS, issued=(month(30_000, 500_000, 10), month(10_000, 0, 40))
)
ALL_UNKNOWN = Measures(
    current_minor=100, issued=(MonthOfIssue(open_minor=100, age_days_minor=4_500, sales_minor=100, is_known=False),)
)


def compute(measures: Measures) -> Figure:
    """Return the sum over open invoices of days since issue x balance / net sales of its month, in days, 0 or more.

    A month is the month-long window that holds the day of issue, counted back from the day asked. ``None`` when no part
    of the balance lies in a month whose sales are known and positive; a part that does is left out and said.
    """
    return over_months(measures, lambda each: each.age_days_minor / each.sales_minor)


METRIC = Metric(
    slug="true_dso",
    label="True DSO",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.DSO,
    definition="The age of every open invoice, weighed by its part in the sales of the month it was issued in.",
    formula="sum over open invoices of days since issue x balance / sales of its month",
    reference="acmconsulting and the ACM set of DSO formulas (per-invoice method).",
    warning="A small month with one old invoice weighs as much as a large one: look at the invoice before the number.",
    compute=compute,
    examples=(
        Example(title="0.60 + 3.07 + 2.05", source="computed", measures=THREE, expected=5.72),
        Example(title="one invoice of 45 days", source="computed", measures=ONE, expected=4.5),
        Example(
            title="an invoice in a month without sales is left out",
            source="computed",
            measures=EMPTY_MONTH,
            expected=0.6,
            parts={"left_out_minor": 1_000_000},
        ),
        Example(title="nothing open", source="computed", measures=companies.NOTHING_OPEN, expected=0.0),
        Example(title="only the first list of open items", source="computed", measures=ALL_UNKNOWN, expected=None),
    ),
)
