"""Unallocated: credit notes and payments waiting for an invoice."""

from __future__ import annotations

from core.metrics.companies import NL1_QUARTER, NL1_WITH_CREDITS
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit


def compute(measures: Measures) -> Figure:
    """Return the unallocated amount in minor units, positive when it is in the customers' favour."""
    return Figure(value=measures.unallocated_minor)


METRIC = Metric(
    slug="unallocated",
    label="Unallocated",
    unit=Unit.AMOUNT,
    direction=Direction.LOWER,
    theme=Theme.BALANCE,
    definition="Credit notes and payments received that are not yet set against an invoice.",
    formula="open credit notes + unapplied payments",
    reference="The aging shows the same amount as a separate negative column.",
    warning="Part of it may belong to invoices that look late: match it before chasing.",
    compute=compute,
    examples=(
        Example(title="NL-1, everything matched", source="computed", measures=NL1_QUARTER, expected=0),
        Example(title="NL-1 with 30,000 unmatched", source="computed", measures=NL1_WITH_CREDITS, expected=3_000_000),
    ),
)
