"""Promises kept, by value."""

from __future__ import annotations

from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit
from core.metrics.promise_kept_rate import NONE, SEVENTY
from core.metrics.undefined import Why


def compute(measures: Measures) -> Figure:
    """Return what was paid in time over what was promised, each promise at most in full, as a percentage, 0-100."""
    promises = measures.promises
    if promises is None:
        return Figure(value=None, why=Why.NOT_MEASURED)
    if promises.promised_minor <= 0:
        return Figure(value=None, why=Why.NONE_DUE)
    parts = {"promised_minor": promises.promised_minor, "paid_minor": promises.paid_minor}
    return Figure(value=promises.paid_minor / promises.promised_minor * 100, parts=parts)


METRIC = Metric(
    slug="promise_kept_value",
    label="Promises kept, value",
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    theme=Theme.COLLECTION,
    definition="Of the money promised for a day in the period, the part that came in by then and three banking days.",
    formula="sum of min(paid in time, promised) / sum of promised x 100",
    reference="Delinquency-management practice (promise-to-pay kept, value).",
    warning="Money a customer pays counts for each of that customer's promises of the same days.",
    compute=compute,
    examples=(
        Example(title="42,000 of 60,000", source="computed", measures=SEVENTY, expected=70.0),
        Example(title="none fell due", source="computed", measures=NONE, expected=None),
    ),
    is_trended=False,
)
