"""Net balance: what the ledger adds up to."""

from __future__ import annotations

from core.metrics.companies import NL1_QUARTER, NL1_WITH_CREDITS
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit


def compute(measures: Measures) -> Figure:
    """Return gross less unallocated in minor units; negative when customers have more to claim than they owe."""
    parts = {"open_minor": measures.gross_minor, "unallocated_minor": measures.unallocated_minor}
    return Figure(value=measures.net_minor, parts=parts)


METRIC = Metric(
    slug="net_balance",
    label="Net balance",
    unit=Unit.AMOUNT,
    direction=Direction.NEUTRAL,
    theme=Theme.BALANCE,
    definition="The receivables ledger's own total: open invoices less credit notes and payments not yet set against one.",
    formula="open balance - unallocated",
    reference="The total of the aging; equals the customer ledger in the accounts.",
    warning="A large unallocated amount hides late invoices in this total.",
    compute=compute,
    examples=(
        Example(title="NL-1, nothing unallocated", source="computed", measures=NL1_QUARTER, expected=70_000_000),
        Example(
            title="NL-1 with 30,000 unallocated", source="computed", measures=NL1_WITH_CREDITS, expected=67_000_000
        ),
    ),
)
