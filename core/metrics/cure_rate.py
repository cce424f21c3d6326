"""Cure rate: how much of what was late was paid within a month."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Part, Theme, Unit
from core.metrics.rolling import LATE, SEPTEMBER
from core.metrics.undefined import Why


def compute(measures: Measures) -> Figure:
    """Return what was settled in the last whole month of what was past due at its start, same items, as a percentage.

    0-100. Parts: each past-due bucket's own rate, 0-1. ``None`` when nothing was past due a month ago.
    """
    late = {key: roll for key, roll in measures.rolls.items() if key in LATE and roll.opening_minor > 0}
    if not measures.rolls:
        return Figure(value=None, why=Why.NO_WHOLE_MONTH)
    opening = sum(roll.opening_minor for roll in late.values())
    if opening <= 0:
        return Figure(value=None, why=Why.NO_PAST_DUE_BEFORE)
    parts: dict[str, Part] = {key: 1 - roll.left_minor / roll.opening_minor for key, roll in late.items()}
    cured = opening - sum(roll.left_minor for roll in late.values())
    return Figure(value=cured / opening * 100, parts=parts | {"opening_minor": opening, "cured_minor": cured})


METRIC = Metric(
    slug="cure_rate",
    label="Cure rate",
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    theme=Theme.COLLECTION,
    definition="Of what was past due at the start of the last whole month, the part settled by its end: paid, credited or written off.",
    formula="(past due a month ago - what is still open of those same items) / past due a month ago x 100",
    reference="Roll-rate practice, complement of staying or rolling.",
    warning="A write-off cures nothing and counts here: read it beside the bad-debt ratio.",
    compute=compute,
    examples=(
        Example(
            title="180,000 past due, 86,000 of it still open", source="computed", measures=SEPTEMBER, expected=52.22
        ),
        Example(title="no month-end before", source="computed", measures=companies.NOTHING_OPEN, expected=None),
    ),
)
