"""Weighted days past due: how late the late money is."""

from __future__ import annotations

from dataclasses import replace

from core.metrics import companies
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit
from core.metrics.undefined import Why

NL1_LATE = replace(
    companies.NL1_QUARTER, late_days_minor=(90_000 * 15 + 40_000 * 45 + 25_000 * 75 + 65_000 * 120) * companies.CENTS
)
"""NL-1 with every bucket's invoices of one age: 15, 45, 75 and 120 days past due."""


def compute(measures: Measures) -> Figure:
    """Return the sum of balance x days past due over the past-due balance, in days, 1 or more; ``None`` when none is."""
    parts = {"past_due_minor": measures.past_due_minor, "late_days_minor": measures.late_days_minor}
    if measures.past_due_minor <= 0:
        return Figure(value=None, why=Why.NOTHING_PAST_DUE, parts=parts)
    return Figure(value=measures.late_days_minor / measures.past_due_minor, parts=parts)


METRIC = Metric(
    slug="weighted_days_past_due",
    label="Weighted days past due",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.LATENESS,
    definition="How many days past due the late invoices are on average, weighed by what is open.",
    formula="sum of balance x days past due / past due",
    reference="General practice; only past-due items count.",
    warning="Falls when much becomes one day late. One old, large invoice can carry it.",
    compute=compute,
    examples=(
        Example(
            title="NL-1, late invoices of 15, 45, 75 and 120 days", source="computed", measures=NL1_LATE, expected=58.3
        ),
        Example(title="nothing past due", source="computed", measures=companies.NOTHING_OPEN, expected=None),
    ),
)
