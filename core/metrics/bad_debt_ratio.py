"""Bad-debt ratio: what was written off of a year's sales."""

from __future__ import annotations

from dataclasses import replace

from core.metrics import companies
from core.metrics.days_of_sales import is_younger, knows_year, with_vat_said
from core.metrics.metric import YEAR, Direction, Events, Example, Figure, Measures, Metric, Theme, Unit
from core.metrics.undefined import Why

NL1_LOST = replace(
    companies.NL1_QUARTER,
    history=companies.months((1_200_000, 365)),
    year_events=Events(written_off_minor=12_000 * companies.CENTS),
)
RECOVERED = Measures(
    history=companies.months((900_000, 365)), year_events=Events(written_off_minor=(5_200 - 700) * companies.CENTS)
)


def compute(measures: Measures) -> Figure:
    """Return write-offs net of recoveries over net sales of the last twelve months, as a percentage.

    Negative when more was recovered than written off. ``None`` in a book younger than a year, or without its sales.
    """
    sales, lost = measures.sales_of(YEAR), measures.year_events.written_off_minor
    parts = {"written_off_minor": lost, "sales_minor": sales}
    if not knows_year(measures):
        return Figure(value=None, why=Why.ONLY_OPEN, parts=parts)
    if is_younger(measures):
        return Figure(value=None, why=Why.NO_YEAR, parts=parts)
    if sales <= 0:
        return Figure(value=None, why=Why.NO_YEAR_SALES, parts=parts)
    return with_vat_said(Figure(value=lost / sales * 100, parts=parts), measures, YEAR)


METRIC = Metric(
    slug="bad_debt_ratio",
    label="Bad-debt ratio",
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    theme=Theme.RISK,
    definition="Of a year's sales, the part that was written off, less what was recovered.",
    formula="write-offs net of recoveries / sales, both of the last twelve months, x 100",
    reference="General accounting practice. Write-offs are rows of the payments file with method write_off, recoveries negative ones.",
    warning="Says when losses were booked, not when they arose. The VAT in it may be reclaimable. A credit note used to write off is not seen here.",
    compute=compute,
    examples=(
        Example(title="12,000 / 1,200,000", source="computed", measures=NL1_LOST, expected=1.0),
        Example(title="(5,200 - 700) / 900,000", source="computed", measures=RECOVERED, expected=0.5),
        Example(title="a book of five months", source="computed", measures=companies.YOUNG, expected=None),
    ),
)
