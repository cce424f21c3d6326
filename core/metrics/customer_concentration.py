"""Concentration of the balance over customers: the Herfindahl index."""

from __future__ import annotations

from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit
from core.metrics.top_customer_share import NOBODY, THREE_OWE, TWENTY_OWE
from core.metrics.undefined import Why

POINTS = 10_000


def compute(measures: Measures) -> Figure:
    """Return the sum of squared shares of the balance in points, above 0 to 10,000; ``None`` when nobody owes anything."""
    spread = measures.spread
    if spread is None:
        return Figure(value=None, why=Why.NOT_MEASURED)
    if spread.balance_minor <= 0:
        return Figure(value=None, why=Why.NOTHING_OPEN)
    value = spread.squares / spread.balance_minor**2 * POINTS
    return Figure(value=value, parts={"customers": spread.customers, "open_minor": spread.balance_minor})


METRIC = Metric(
    slug="customer_concentration",
    label="Concentration (HHI)",
    unit=Unit.COUNT,
    direction=Direction.LOWER,
    theme=Theme.RISK,
    definition="How much of the balance hangs on few customers: 10,000 when one customer owes everything, near 0 when many owe alike.",
    formula="10,000 x sum over customers of (open balance / all open balance) squared",
    reference="Herfindahl-Hirschman index, in points as competition authorities write it.",
    warning="Below 1,500 is usually called spread out, above 2,500 concentrated; those marks are for markets, not for receivables.",
    compute=compute,
    examples=(
        Example(title="50, 30 and 20 percent", source="computed", measures=THREE_OWE, expected=3800.0),
        Example(title="twenty alike", source="computed", measures=TWENTY_OWE, expected=500.0),
        Example(title="nobody owes anything", source="computed", measures=NOBODY, expected=None),
    ),
    is_trended=False,
)
