"""Past-due share: how much of the open balance is late."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit
from core.metrics.shares import share_of_open


def compute(measures: Measures) -> Figure:
    """Return past due over open balance, 0-1; ``None`` when nothing is open."""
    return share_of_open(measures.past_due_minor, measures.gross_minor)


METRIC = Metric(
    slug="past_due_share",
    label="Past-due share",
    unit=Unit.SHARE,
    direction=Direction.LOWER,
    theme=Theme.BALANCE,
    definition="The part of the open balance that is past its due date.",
    formula="past due / open balance",
    reference="Complement of percent current.",
    warning="Falls when sales rise, because new invoices are not due yet: read it beside the past-due amount.",
    compute=compute,
    examples=(
        Example(title="NL-1, 220,000 of 700,000", source="computed", measures=companies.NL1_QUARTER, expected=0.31),
        Example(title="nothing open", source="computed", measures=companies.NOTHING_OPEN, expected=None),
    ),
)
