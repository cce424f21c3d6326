"""Past due without what is disputed."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit


def compute(measures: Measures) -> Figure:
    """Return the past-due balance less its contested part in minor units, 0 or more."""
    parts = {"past_due_minor": measures.past_due_minor, "disputed_minor": measures.disputed_past_due_minor}
    return Figure(value=measures.past_due_minor - measures.disputed_past_due_minor, parts=parts)


METRIC = Metric(
    slug="past_due_undisputed",
    label="Past due without disputes",
    unit=Unit.AMOUNT,
    direction=Direction.LOWER,
    theme=Theme.BALANCE,
    definition="What is past its due date and contested by nobody: what can be collected now.",
    formula="past due - disputed part of it",
    reference="Past due, less what the dispute file or the ledger says is contested.",
    warning="A dispute nobody works on hides late money here: read it beside the dispute cycle time.",
    compute=compute,
    examples=(
        Example(
            title="NL-1 with 40,000 disputed", source="computed", measures=companies.NL1_DISPUTED, expected=18000000
        ),
        Example(title="nothing disputed", source="computed", measures=companies.NL1_QUARTER, expected=22000000),
    ),
)
