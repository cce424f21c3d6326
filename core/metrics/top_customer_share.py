"""Share of the ten customers who owe most."""

from __future__ import annotations

from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Spread, Theme, Unit
from core.metrics.undefined import Why

THREE_OWE = Measures(
    spread=Spread(customers=3, balance_minor=1_000, largest_minor=1_000, squares=500.0**2 + 300.0**2 + 200.0**2)
)
"""Three customers owe 50, 30 and 20 percent."""

TWENTY_OWE = Measures(spread=Spread(customers=20, balance_minor=2_000, largest_minor=1_000, squares=20 * 100.0**2))
"""Twenty customers owe the same."""

NOBODY = Measures(spread=Spread(customers=0, balance_minor=0, largest_minor=0, squares=0.0))


def compute(measures: Measures) -> Figure:
    """Return what the ten largest owe on invoices over what all owe, 0-1; ``None`` when nobody owes anything."""
    spread = measures.spread
    if spread is None:
        return Figure(value=None, why=Why.NOT_MEASURED)
    if spread.balance_minor <= 0:
        return Figure(value=None, why=Why.NOTHING_OPEN)
    parts = {"customers": spread.customers, "largest_minor": spread.largest_minor, "open_minor": spread.balance_minor}
    return Figure(value=spread.largest_minor / spread.balance_minor, parts=parts)


METRIC = Metric(
    slug="top_customer_share",
    label="Ten largest customers",
    unit=Unit.SHARE,
    direction=Direction.LOWER,
    theme=Theme.RISK,
    definition="The part of the open balance that the ten customers who owe most owe together.",
    formula="open balance of the ten largest / open balance",
    reference="Concentration ratio, as in credit-risk reports.",
    warning="A customer is one number in one of your companies: members of a group are counted apart.",
    compute=compute,
    examples=(
        Example(title="ten of twenty who owe the same", source="computed", measures=TWENTY_OWE, expected=0.5),
        Example(title="three customers in all", source="computed", measures=THREE_OWE, expected=1.0),
        Example(title="nobody owes anything", source="computed", measures=NOBODY, expected=None),
    ),
    is_trended=False,
)
