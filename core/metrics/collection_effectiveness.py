"""Collection effectiveness index: how much of what could be collected was collected."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.effectiveness import effectiveness
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit

ONE_MONTH = Measures(
    opening_minor=600_000 * companies.CENTS,
    sales_minor=250_000 * companies.CENTS,
    current_minor=430_000 * companies.CENTS,
    past_due_minor=150_000 * companies.CENTS,
    days=30,
    months=1,
)
"""Opening 600,000, sales 250,000, closing 580,000 of which 430,000 current."""

NOTHING_COLLECTABLE = Measures(current_minor=companies.CENTS, sales_minor=companies.CENTS, days=30, months=1)
"""First month: everything billed is still current."""


def compute(measures: Measures) -> Figure:
    """Return CEI as a percentage, at most 100; ``None`` when nothing was collectable.

    Parts: ``months`` (N, by which the period's sales are divided), collected and collectable in minor units. The value
    is negative when the balance grew by more than a month's average sales.
    """
    return effectiveness(measures, measures.opening_minor, measures.gross_minor, measures.current_minor)


METRIC = Metric(
    slug="collection_effectiveness",
    label="Collection effectiveness",
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    theme=Theme.COLLECTION,
    definition="Of what could have been collected in the period, the percentage that was. 80 and above is good, below 50 is low.",
    formula="(opening + sales/N - closing balance) / (opening + sales/N - closing current balance) x 100, N = months in the period",
    reference="accountingtools.com/articles/collection-effectiveness-index (N = 1); encyclopediaofcredit.com (sales/N); billtrust.com for the marks.",
    warning="Not comparable between different N: N is stored with the value. Looks good when only large invoices are chased.",
    compute=compute,
    examples=(
        Example(title="one month", source="computed", measures=ONE_MONTH, expected=64.29, parts={"months": 1}),
        Example(
            title="NL-1, sales of the quarter whole",
            source="computed",
            measures=companies.NL1_WHOLE_SALES,
            expected=84.40,
        ),
        Example(
            title="NL-1, N = 3", source="computed", measures=companies.NL1_QUARTER, expected=63.93, parts={"months": 3}
        ),
        Example(title="nothing collectable", source="computed", measures=NOTHING_COLLECTABLE, expected=None),
    ),
)
