"""Average days late of the invoices that were paid."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.metric import Direction, Events, Example, Figure, Measures, Metric, Part, Theme, Unit
from core.metrics.undefined import Why

DATED = Measures(
    events=Events(paid_minor=150_000 * companies.CENTS, paid_days_minor=(100_000 * 5 - 50_000 * 2) * companies.CENTS)
)
"""100,000 paid five days late and 50,000 two days early."""

PARTLY = Measures(
    events=Events(
        paid_minor=150_000 * companies.CENTS,
        paid_days_minor=(100_000 * 5 - 50_000 * 2) * companies.CENTS,
        inferred_minor=50_000 * companies.CENTS,
        inferred_least_days_minor=50_000 * 1 * companies.CENTS,
        inferred_most_days_minor=50_000 * 31 * companies.CENTS,
    )
)
"""The same, and 50,000 gone from a monthly list: one to 31 days late."""

LISTED = Measures(
    events=Events(inferred_minor=100, inferred_least_days_minor=100, inferred_most_days_minor=3_100),
)


def compute(measures: Measures) -> Figure:
    """Return the mean of payment day - due date over invoices paid in full in the period, weighed by amount, in days.

    Negative for early. An invoice that only a list shows as gone has no day of payment: it is not in the value, and the
    parts ``least_days`` and ``most_days`` say between what the mean lies with it. ``None`` when nothing was paid, or
    nothing with a known day. Part ``inferred_share``, 0-1.
    """
    events = measures.events
    everything = events.paid_minor + events.inferred_minor
    if everything <= 0:
        return Figure(value=None, why=Why.NOTHING_PAID)
    parts: dict[str, Part] = {
        "paid_minor": events.paid_minor,
        "inferred_minor": events.inferred_minor,
        "inferred_share": events.inferred_minor / everything,
        "least_days": (events.paid_days_minor + events.inferred_least_days_minor) / everything,
        "most_days": (events.paid_days_minor + events.inferred_most_days_minor) / everything,
    }
    if events.paid_minor <= 0:
        return Figure(value=None, why=Why.NONE_DATED, parts=parts)
    why = Why.PARTLY_DATED if events.inferred_minor else None
    return Figure(value=events.paid_days_minor / events.paid_minor, why=why, parts=parts)


METRIC = Metric(
    slug="average_days_late",
    label="Average days late of paid invoices",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.LATENESS,
    definition="How many days after the due date the invoices paid in the period were paid, weighed by amount; early counts as negative.",
    formula="sum of amount x (payment day - due date) / sum of amount, over invoices paid in full in the period",
    reference="General practice; not average days delinquent, which is about open invoices.",
    warning="Only of what was paid: the worst invoices are still open and not in it.",
    compute=compute,
    examples=(
        Example(
            title="100,000 five days late, 50,000 two days early", source="computed", measures=DATED, expected=2.67
        ),
        Example(
            title="part of it only known from lists",
            source="computed",
            measures=PARTLY,
            expected=2.67,
            parts={"least_days": 2.25, "most_days": 9.75, "inferred_share": 0.25},
        ),
        Example(
            title="all of it only known from lists",
            source="computed",
            measures=LISTED,
            expected=None,
            parts={"least_days": 1.0, "most_days": 31.0},
        ),
        Example(title="nothing paid", source="computed", measures=companies.NOTHING_OPEN, expected=None),
    ),
)
