"""Disputed: what of the open balance is contested."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit


def compute(measures: Measures) -> Figure:
    """Return the contested part of the open balance in minor units, with what of it is current and past due as parts."""
    parts = {
        "disputed_current_minor": measures.disputed_current_minor,
        "disputed_past_due_minor": measures.disputed_past_due_minor,
    }
    return Figure(value=measures.disputed_minor, parts=parts)


METRIC = Metric(
    slug="disputed",
    label="Disputed",
    unit=Unit.AMOUNT,
    direction=Direction.LOWER,
    theme=Theme.BALANCE,
    definition="The part of the open balance that customers contest. It stays in the accounts until settled.",
    formula="sum over invoices of the disputed amount, at most what is open of it",
    reference="Disputes file; a ledger that marks an invoice without an amount disputes all of it.",
    warning="A mark without a date counts from the first list that shows it.",
    compute=compute,
    examples=(
        Example(
            title="NL-1 with 40,000 disputed", source="computed", measures=companies.NL1_DISPUTED, expected=4000000
        ),
        Example(title="nothing disputed", source="computed", measures=companies.NL1_QUARTER, expected=0),
    ),
)
