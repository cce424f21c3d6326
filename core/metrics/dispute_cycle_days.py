"""Dispute cycle time: how long a dispute stayed open."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.metric import Direction, Events, Example, Figure, Measures, Metric, Theme, Unit
from core.metrics.undefined import Why

SIX_CLOSED = Measures(events=Events(disputes_closed=6, dispute_days=150))
ONE_CLOSED = Measures(events=Events(disputes_closed=1, dispute_days=0))


def compute(measures: Measures) -> Figure:
    """Return the mean of days from opened to closed over the disputes closed in the period; ``None`` when none was."""
    events = measures.events
    if not events.disputes_closed:
        return Figure(value=None, why=Why.NONE_RESOLVED)
    parts = {"disputes": events.disputes_closed, "days": events.dispute_days}
    return Figure(value=events.dispute_days / events.disputes_closed, parts=parts)


METRIC = Metric(
    slug="dispute_cycle_days",
    label="Dispute cycle time",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.RISK,
    definition="How many days the disputes closed in the period had been open.",
    formula="sum of days from opened to closed / number of disputes closed in the period",
    reference="General practice; every dispute counts once, whatever its amount.",
    warning="The longest disputes are still open and not in it.",
    compute=compute,
    examples=(
        Example(title="six disputes, 150 days", source="computed", measures=SIX_CLOSED, expected=25.0),
        Example(title="closed the day it was opened", source="computed", measures=ONE_CLOSED, expected=0.0),
        Example(title="none closed", source="computed", measures=companies.NL1_QUARTER, expected=None),
    ),
)
