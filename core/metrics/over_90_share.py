"""Over-90 share: how much of the open balance is more than 90 days late."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.buckets import BUCKETS
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit
from core.metrics.shares import share_of_open
from core.metrics.undefined import Why

OLDEST = BUCKETS[-1].key
NOT_SPLIT = Why.NOT_SPLIT


def compute(measures: Measures) -> Figure:
    """Return the balance of 91 days and more past due over the open balance, 0-1; ``None`` when nothing is open."""
    if measures.past_due_minor and not measures.past_due_by_bucket:
        return Figure(value=None, why=NOT_SPLIT)
    return share_of_open(measures.past_due_by_bucket.get(OLDEST, 0), measures.gross_minor)


METRIC = Metric(
    slug="over_90_share",
    label="Over 90 days",
    unit=Unit.SHARE,
    direction=Direction.LOWER,
    theme=Theme.BALANCE,
    definition="The part of the open balance that is 91 days or more past its due date.",
    formula="balance of 91 days and more past due / open balance",
    reference="crfonline.org, National Summary of Domestic Trade Receivables (over 91 days).",
    warning="Writing off old invoices improves it without a euro coming in.",
    compute=compute,
    examples=(
        Example(title="NL-1, 65 of 700", source="computed", measures=companies.NL1_QUARTER, expected=0.09),
        Example(title="nothing open", source="computed", measures=companies.NOTHING_OPEN, expected=None),
    ),
)
