"""Dispute rate: what was contested of what was billed."""

from __future__ import annotations

from dataclasses import replace

from core.metrics import companies
from core.metrics.days_of_sales import with_vat_said
from core.metrics.metric import Direction, Events, Example, Figure, Measures, Metric, Theme, Unit
from core.metrics.undefined import Why

NL1_CONTESTED = replace(
    companies.NL1_QUARTER, events=Events(disputed_minor=24_000 * companies.CENTS, disputes_opened=8)
)


def compute(measures: Measures) -> Figure:
    """Return the amount of disputes opened in the period over its net sales, as a percentage, 0 or more."""
    parts = {
        "disputed_minor": measures.events.disputed_minor,
        "disputes": measures.events.disputes_opened,
        "sales_minor": measures.sales_minor,
    }
    if not measures.is_known:
        return Figure(value=None, why=Why.ONLY_OPEN, parts=parts)
    if measures.sales_minor <= 0:
        return Figure(value=None, why=Why.NOTHING_BILLED, parts=parts)
    figure = Figure(value=measures.events.disputed_minor / measures.sales_minor * 100, parts=parts)
    return with_vat_said(figure, measures, measures.months)


METRIC = Metric(
    slug="dispute_rate",
    label="Dispute rate",
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    theme=Theme.RISK,
    definition="The amount of the disputes opened in the period against what was billed in it.",
    formula="amount of disputes opened in the period / sales of the period x 100",
    reference="General practice; disputes from the disputes file.",
    warning="A mark in the ledger without a dispute record has no opening day and is not in it. Disputes are often about earlier invoices.",
    compute=compute,
    examples=(
        Example(title="24,000 / 1,200,000", source="computed", measures=NL1_CONTESTED, expected=2.0),
        Example(title="nothing disputed", source="computed", measures=companies.NL1_QUARTER, expected=0.0),
        Example(title="nothing billed", source="computed", measures=companies.WITHOUT_SALES, expected=None),
    ),
)
