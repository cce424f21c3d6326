"""A direct debit is under way: what it will bring in is not asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.strategy.reason import Reason

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Minor, Rows


def _takes(items: Candidates, _: Left) -> Minor:
    return items.spread_over_parts("in_transit_minor")


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    chosen = items.frame.iloc[rows]
    pairs = zip(chosen["in_transit_minor"].tolist(), chosen["currency"].tolist(), strict=True)
    return [
        words("{amount} of this document is being collected", amount=words.money(minor, currency))
        for minor, currency in pairs
    ]


REASON = Reason(
    code="direct_debit",
    place=100,
    label="Direct debit under way",
    explanation="The bank is collecting this amount. What it does not cover is still asked for.",
    takes=_takes,
    evidence=_evidence,
)
