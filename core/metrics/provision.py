"""The provision matrix: loss rates by bucket from roll rates, and what they make of a balance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from core.metrics import companies
from core.metrics.metric import Figure, Measures, Part
from core.metrics.rolling import CHAIN, OLDEST, SEPTEMBER, rates, roll

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.metrics.metric import Roll


def loss_rates(rolls: Mapping[str, Roll], lost_share: float) -> dict[str, float] | None:
    """Return each bucket's lifetime loss rate, 0-1, or ``None`` when a bucket of the chain never held anything.

    The oldest bucket loses ``lost_share``; each one before it its roll rate times the rate of the next.
    """
    passed_on = rates(rolls)
    if any(key not in passed_on for key in CHAIN):
        return None
    found = {OLDEST: lost_share}
    onwards = lost_share
    for key in reversed(CHAIN):
        onwards *= passed_on[key]
        found[key] = onwards
    return found


def provision(balances: Mapping[str, int], loss_rates: Mapping[str, float]) -> Figure:
    """Return the sum of balance x rate in minor units, rounded once; parts: rate, balance and allowance of every bucket."""
    parts: dict[str, Part] = {}
    total = 0.0
    for key, rate in loss_rates.items():
        allowance = balances.get(key, 0) * rate
        total += allowance
        parts[f"{key}_rate"], parts[f"{key}_minor"] = rate, round(allowance)
        parts[f"{key}_balance_minor"] = balances.get(key, 0)
    return Figure(value=round(total), parts=parts)


NL1_CHAIN: Final = replace(companies.NL1_QUARTER, year_rolls=SEPTEMBER.rolls)
"""NL-1's balances with the roll rates of the worked month, and 60 percent lost of what is over 90 days."""

FAQ_CHAIN: Final = Measures(
    current_minor=300_000 * companies.CENTS,
    past_due_minor=228_000 * companies.CENTS,
    past_due_by_bucket={
        "d1_30": 140_000 * companies.CENTS,
        "d31_60": 60_000 * companies.CENTS,
        "d61_90": 23_000 * companies.CENTS,
        "d90_plus": 5_000 * companies.CENTS,
    },
    year_rolls={
        "current": roll(100_000, 50_000),
        "d1_30": roll(50_000, 23_000),
        "d31_60": roll(23_000, 8_000),
        "d61_90": roll(8_000, 2_000),
    },
    lost_share=1.0,
)
"""Of sales of 100,000, half reaches 1-30 days, 23,000 the next bucket, 8,000 the one after, and 2,000 is never paid."""
