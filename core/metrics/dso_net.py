"""DSO, simple method, on the net balance."""

from __future__ import annotations

from dataclasses import replace

from core.metrics import companies
from core.metrics.days_of_sales import days_of_sales
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit

IN_CREDIT = replace(companies.NL1_QUARTER, unallocated_minor=900_000 * companies.CENTS)
"""NL-1 with more unallocated than open."""


def compute(measures: Measures) -> Figure:
    """Return net balance in days of sales, 0 or more; 0 when customers are in credit, ``None`` without sales."""
    return days_of_sales(measures.net_minor, measures)


METRIC = Metric(
    slug="dso_net",
    label="DSO, net",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.DSO,
    definition="Days sales outstanding on the ledger's total: unallocated credit notes and payments are taken off first.",
    formula="(open balance - unallocated) / sales of the period x days in the period",
    reference="Same formula as DSO; the two differ by the unallocated amount in days of sales.",
    warning="Best possible DSO and days delinquent use the gross balance: do not subtract them from this one.",
    compute=compute,
    examples=(
        Example(
            title="NL-1, 670,000 x 92 / 1,200,000",
            source="computed",
            measures=companies.NL1_WITH_CREDITS,
            expected=51.37,
        ),
        Example(
            title="nothing unallocated: equals DSO", source="computed", measures=companies.NL1_QUARTER, expected=53.67
        ),
        Example(title="customers in credit", source="computed", measures=IN_CREDIT, expected=0.0),
        Example(title="no sales", source="computed", measures=companies.WITHOUT_SALES, expected=None),
    ),
)
