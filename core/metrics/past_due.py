"""Past due: what is open after its due date."""

from __future__ import annotations

from core.metrics.companies import JDE, NL1_QUARTER
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit


def compute(measures: Measures) -> Figure:
    """Return the past-due balance in minor units, with its buckets as parts."""
    return Figure(value=measures.past_due_minor, parts=dict(measures.past_due_by_bucket))


METRIC = Metric(
    slug="past_due",
    label="Past due",
    unit=Unit.AMOUNT,
    direction=Direction.LOWER,
    theme=Theme.BALANCE,
    definition="Open balance of invoices whose due date has passed. An invoice due today is not past due.",
    formula="sum of the open balances of invoices with due date < date",
    reference="docs.oracle.com, JD Edwards EnterpriseOne Accounts Receivable: current is due or due in the future.",
    warning="Disputed invoices are included: they stay in the accounts until settled.",
    compute=compute,
    examples=(
        Example(
            title="NL-1, 30 September 2026",
            source="computed",
            measures=NL1_QUARTER,
            expected=22_000_000,
            parts={"d1_30": 9_000_000, "d90_plus": 6_500_000},
        ),
        Example(title="JDE", source="JD Edwards help", measures=JDE, expected=400_000),
    ),
)
