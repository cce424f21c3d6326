"""Expected credit loss: a provision from the portfolio's own roll rates."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit
from core.metrics.provision import FAQ_CHAIN, NL1_CHAIN, loss_rates, provision
from core.metrics.rolling import CURRENT
from core.metrics.undefined import Why


def compute(measures: Measures) -> Figure:
    """Return the sum over buckets of balance x loss rate, in minor units.

    A bucket's loss rate is the product of the roll rates from it to over 90 days, each over the last twelve whole months
    together, times the share taken to be lost of what is over 90 days late. Parts: per bucket ``<bucket>_rate``, 0-1, and
    ``<bucket>_minor``. ``None`` without a year's roll rates of every bucket.
    """
    if not measures.year_rolls:
        return Figure(value=None, why=Why.NO_WHOLE_MONTH)
    rates = loss_rates(measures.year_rolls, measures.lost_share)
    if rates is None:
        return Figure(value=None, why=Why.NO_ROLLS)
    balances = {CURRENT: measures.current_minor, **measures.past_due_by_bucket}
    if measures.past_due_minor and not measures.past_due_by_bucket:
        return Figure(value=None, why=Why.NOT_SPLIT)
    return provision(balances, rates)


METRIC = Metric(
    slug="expected_loss",
    label="Expected loss",
    unit=Unit.AMOUNT,
    direction=Direction.LOWER,
    theme=Theme.RISK,
    definition="What will not be paid of today's balance if every bucket rolls on as it did over the last twelve months.",
    formula="sum over buckets of balance x product of roll rates to over 90 days x share lost of what is over 90 days",
    reference="IFRS 9, simplified approach (provision matrix); IFRS 9 Illustrative Example 12 for the form.",
    warning="A matrix, not a judgement: no forward-looking adjustment, no insured part, no VAT taken off. The share lost over 90 days is an assumption of the settings.",
    compute=compute,
    examples=(
        Example(
            title="roll rates 18, 40, 50, 70 percent, 60 percent lost",
            source="computed",
            measures=NL1_CHAIN,
            expected=7271760,
            parts={"current_rate": 0.02, "d1_30_rate": 0.08, "d61_90_rate": 0.42, "d90_plus_minor": 3_900_000},
        ),
        Example(title="2,000 of 100,000 never paid", source="ifrscommunity.com", measures=FAQ_CHAIN, expected=2756739),
        Example(title="no month-end before", source="computed", measures=companies.NOTHING_OPEN, expected=None),
    ),
)
