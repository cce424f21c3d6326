"""Promises kept, by number."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Promises, Theme, Unit
from core.metrics.undefined import Why

SEVENTY = Measures(
    promises=Promises(due=200, kept=150, promised_minor=60_000 * companies.CENTS, paid_minor=42_000 * companies.CENTS)
)
NONE = Measures(promises=Promises(due=0, kept=0, promised_minor=0, paid_minor=0))


def compute(measures: Measures) -> Figure:
    """Return promises paid in full by their last day over promises whose last day lies in the period, 0-100."""
    promises = measures.promises
    if promises is None:
        return Figure(value=None, why=Why.NOT_MEASURED)
    if not promises.due:
        return Figure(value=None, why=Why.NONE_DUE)
    return Figure(value=promises.kept / promises.due * 100, parts={"due": promises.due, "kept": promises.kept})


METRIC = Metric(
    slug="promise_kept_rate",
    label="Promises kept",
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    theme=Theme.COLLECTION,
    definition="Of the promises to pay that fell due in the period, the part paid in full by the promised day and three banking days.",
    formula="promises paid in full by promised day + 3 banking days / promises that fell due x 100",
    reference="Delinquency-management practice (promise-to-pay kept); the three days are Saldo's own.",
    warning="A promise replaced by another before it fell due is not counted. Promises from the ledger name no amount: the whole invoice counts.",
    compute=compute,
    examples=(
        Example(title="150 of 200", source="computed", measures=SEVENTY, expected=75.0),
        Example(title="none fell due", source="computed", measures=NONE, expected=None),
        Example(title="not measured", source="computed", measures=companies.NL1_QUARTER, expected=None),
    ),
    is_trended=False,
)
