"""Roll rate: how much of what is current ends up over 90 days late at last month's pace."""

from __future__ import annotations

from math import prod

from core.metrics import companies
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Part, Theme, Unit
from core.metrics.rolling import CHAIN, JUST_ONE, SEPTEMBER, rates
from core.metrics.undefined import Why


def compute(measures: Measures) -> Figure:
    """Return the product of the last month's roll rates from current to over 90 days, as a percentage, 0-100.

    A rate is what of a bucket's balance, same items, stands in a later bucket a month on. Parts: each bucket's rate,
    0-1, where the bucket held anything. ``None`` when a bucket of the chain was empty, or without two month-ends.
    """
    found = rates(measures.rolls)
    parts: dict[str, Part] = dict(found)
    if not measures.rolls:
        return Figure(value=None, why=Why.NO_WHOLE_MONTH)
    if any(key not in found for key in CHAIN):
        return Figure(value=None, why=Why.NO_ROLLS, parts=parts)
    return Figure(value=prod(found[key] for key in CHAIN) * 100, parts=parts)


METRIC = Metric(
    slug="roll_rate",
    label="Roll to over 90 days",
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    theme=Theme.COLLECTION,
    definition="Of what is not yet due, the part that would end up over 90 days late if every bucket passed on as much as in the last whole month.",
    formula="product over buckets of (balance in a later bucket a month on / balance a month ago), same items",
    reference="Roll-rate practice: monthly lag for 30-day buckets.",
    warning="Four rates multiplied: one quiet month in one bucket moves the chain. Whole calendar months, up to the last one that ended.",
    compute=compute,
    examples=(
        Example(
            title="18, 40, 50 and 70 percent",
            source="computed",
            measures=SEPTEMBER,
            expected=2.52,
            parts={"current": 0.18, "d1_30": 0.40, "d31_60": 0.50, "d61_90": 0.70},
        ),
        Example(
            title="1,000,000 of 30 to 59 days, 200,000 a month older",
            source="roll-rate practice",
            measures=JUST_ONE,
            expected=None,
            parts={"d31_60": 0.20},
        ),
        Example(title="no month-end before", source="computed", measures=companies.NOTHING_OPEN, expected=None),
    ),
)
