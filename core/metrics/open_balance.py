"""Open balance: what customers owe on invoices."""

from __future__ import annotations

from core.metrics.companies import NL1_QUARTER, NL1_WITH_CREDITS
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit


def compute(measures: Measures) -> Figure:
    """Return the gross open balance in minor units, 0 or more."""
    parts = {"current_minor": measures.current_minor, "past_due_minor": measures.past_due_minor}
    return Figure(value=measures.gross_minor, parts=parts)


METRIC = Metric(
    slug="open_balance",
    label="Open balance",
    unit=Unit.AMOUNT,
    direction=Direction.NEUTRAL,
    theme=Theme.BALANCE,
    definition="What is still open on invoices, due or not: each invoice's amount less everything set against it so far.",
    formula="sum of the open balances of invoices",
    reference="DSO and aging numerators before netting; see docs/decisions on how credits are netted.",
    warning="Credit notes and payments that no invoice has used yet are not taken off: see net balance.",
    compute=compute,
    examples=(
        Example(title="NL-1, 30 September 2026", source="computed", measures=NL1_QUARTER, expected=70_000_000),
        Example(title="credits do not lower it", source="computed", measures=NL1_WITH_CREDITS, expected=70_000_000),
    ),
)
