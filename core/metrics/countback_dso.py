"""Count-back DSO: days of sales, newest first, that the open balance is made of."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Unit

NO_HISTORY = "There are no sales to count back through."
RAN_OUT = "The sales history ended before the balance was used up: it is at least this many days."

BENJI = Measures(
    current_minor=212_000 * companies.CENTS,
    history=companies.months((100_000, 30), (80_000, 30), (70_000, 30)),
)
ZERO_MONTH = Measures(
    current_minor=100_000 * companies.CENTS,
    history=companies.months((0, 30), (60_000, 31), (80_000, 30)),
)
SIX_MONTHS = Measures(
    current_minor=12_000 * companies.CENTS,
    history=companies.months((2_500, 30), (1_750, 31), (2_250, 31), (2_500, 30), (2_000, 31), (2_250, 30)),
)
TOO_SHORT = Measures(current_minor=900 * companies.CENTS, history=companies.months((500, 30), (300, 31)))


def compute(measures: Measures) -> Figure:
    """Return the days counted back until the gross balance is used up; 0 when nothing is open.

    Parts: ``is_exhausted``, and ``remainder_minor`` left when the history ended first: the value is then a lower
    bound. A month without net sales counts its days and takes nothing off. ``None`` without any history.
    """
    remainder, days = measures.gross_minor, 0.0
    for month in measures.history:
        if remainder < month.sales_minor:
            days += max(remainder, 0) / month.sales_minor * month.days
            remainder = 0
        if remainder <= 0:
            return Figure(value=days, parts={"is_exhausted": True, "remainder_minor": 0})
        remainder -= max(month.sales_minor, 0)
        days += month.days
    if not measures.history:
        return Figure(value=None, why=NO_HISTORY)
    is_exhausted = remainder <= 0
    parts = {"is_exhausted": is_exhausted, "remainder_minor": remainder}
    return Figure(value=days, why=None if is_exhausted else RAN_OUT, parts=parts)


METRIC = Metric(
    slug="countback_dso",
    label="Count-back DSO",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    definition="Days of sales in the open balance, counted back month by month from today until the balance is used up.",
    formula="whole months while the balance is at least the month's sales, then remainder / sales of that month x its days",
    reference="docs.oracle.com, Hyperion Financial Management, DSO; academy.highako.com (count-back method).",
    warning="A month without sales counts its days; some systems stop there. Measures the age of the balance only if old invoices are paid first.",
    compute=compute,
    examples=(
        Example(
            title="212,000 over 100,000, 80,000 and 70,000", source="benjipays.com", measures=BENJI, expected=73.71
        ),
        Example(
            title="NL-1, 30 + 200,000/300,000 x 31", source="computed", measures=companies.NL1_QUARTER, expected=50.67
        ),
        Example(title="a month without sales", source="computed", measures=ZERO_MONTH, expected=76.0),
        Example(title="five whole months and 1,000", source="computed", measures=SIX_MONTHS, expected=166.33),
        Example(
            title="history too short",
            source="computed",
            measures=TOO_SHORT,
            expected=61.0,
            parts={"is_exhausted": False, "remainder_minor": 10_000},
        ),
        Example(title="no history", source="computed", measures=companies.WITHOUT_SALES, expected=None),
    ),
)
