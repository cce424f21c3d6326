"""Percent current: how much of the open balance is not late."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit
from core.metrics.shares import share_of_open

CRF_MEDIAN = Measures(current_minor=90_560, past_due_minor=9_440)
"""Of 1,000 open, 905.60 is current."""


def compute(measures: Measures) -> Figure:
    """Return current over open balance as a percentage, 0-100; ``None`` when nothing is open."""
    return share_of_open(measures.current_minor, measures.gross_minor, times=100)


METRIC = Metric(
    slug="percent_current",
    label="Percent current",
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    theme=Theme.BALANCE,
    definition="The part of the open balance that is not yet past its due date, as a percentage.",
    formula="current / open balance x 100",
    reference="crfonline.org, National Summary of Domestic Trade Receivables.",
    warning="Unallocated credits are kept out: counting them as current would flatter it.",
    compute=compute,
    examples=(
        Example(title="NL-1, 480 of 700", source="computed", measures=companies.NL1_QUARTER, expected=68.57),
        Example(title="median of the first quarter of 2021", source="CRF", measures=CRF_MEDIAN, expected=90.56),
        Example(title="nothing open", source="computed", measures=companies.NOTHING_OPEN, expected=None),
    ),
)
