"""Made-up and published companies whose figures were worked by hand: the measures of the worked examples."""

from __future__ import annotations

from dataclasses import replace

from core.metrics.metric import Measures, MonthOfSales

CENTS = 100


def months(*pairs: tuple[int, int]) -> tuple[MonthOfSales, ...]:
    """Return months of sales, newest first, from (euros, days)."""
    return tuple(MonthOfSales(sales_minor=euros * CENTS, days=days) for euros, days in pairs)


NL1_QUARTER = Measures(
    current_minor=480_000 * CENTS,
    past_due_minor=220_000 * CENTS,
    past_due_by_bucket={
        "d1_30": 90_000 * CENTS,
        "d31_60": 40_000 * CENTS,
        "d61_90": 25_000 * CENTS,
        "d90_plus": 65_000 * CENTS,
    },
    opening_minor=690_000 * CENTS,
    sales_minor=1_200_000 * CENTS,
    days=92,
    months=3,
    month_days=30,
    history=months((500_000, 30), (300_000, 31), (400_000, 31)),
)
"""Company NL-1 on 30 September 2026: sales 400,000, 300,000 and 500,000 in July, August and September."""

NL1_WITH_CREDITS = replace(NL1_QUARTER, unallocated_minor=30_000 * CENTS)
"""NL-1 with 30,000 of credit notes and cash that no invoice has used yet."""

NL1_WHOLE_SALES = replace(NL1_QUARTER, months=1)
"""The same quarter taken as one period: sales are not divided by three."""

JDE = Measures(
    current_minor=6_869 * CENTS,
    past_due_minor=4_000 * CENTS,
    sales_minor=(5_538 + 4_566 + 7_570) * CENTS,
    days=90,
)
"""Balance 10,869, of which 6,869 not past due; sales 17,674 in 90 days."""

WITHOUT_SALES = Measures(current_minor=100 * CENTS, past_due_minor=50 * CENTS, days=92)
"""Open invoices and no sales in the period."""

NOTHING_OPEN = Measures(sales_minor=100_000 * CENTS, opening_minor=20_000 * CENTS, days=92)
"""Sales in the period, everything paid."""

NL1_DISPUTED = replace(NL1_QUARTER, disputed_past_due_minor=40_000 * CENTS)
"""NL-1 with 40,000 of what is past due contested."""

NL1_YEAR = replace(
    NL1_QUARTER,
    year_days=365,
    year_ago_minor=690_000 * CENTS,
    history=months((500_000, 30), (300_000, 31), (400_000, 31), *(((400_000, 30),) * 9)),
)
"""NL-1 with nine months of 400,000 before the quarter, 4,800,000 in all, and 690,000 open a year ago."""

YOUNG = replace(NL1_QUARTER, year_days=365, year_ago_minor=0, book_months=5)
"""NL-1 in a book that begins five months ago."""

FIRST_LIST = replace(NL1_QUARTER, known_months=0)
"""NL-1 in a book that was given one list of open items and nothing before it."""
