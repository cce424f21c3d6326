"""What the rule for late entries comes to, before it is chosen: how many customers and items start at which step under each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.strategy.audience import IN, audience_of
from core.strategy.strategy import LateEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.strategy.audience import Audience
    from core.strategy.candidates import Candidates


@dataclass(frozen=True, kw_only=True)
class Starting:
    """Customers written to at a step, their items, and what is asked in euros."""

    customers: int
    items: int
    asked_eur: float


@dataclass(frozen=True, kw_only=True)
class EntryPreview:
    """Per rule: what a campaign of the day would send, by ladder and step; ``moved`` is how many customers differ between the rules."""

    by_rule: Mapping[LateEntry, Mapping[tuple[str, int], Starting]]
    moved: int


def entry_preview(items: Candidates) -> EntryPreview:
    """Return what a campaign of the day of ``items`` would send under each rule for late entries."""
    found = {rule: audience_of(items.under(replace(items.strategy, entry=rule))) for rule in LateEntry}
    first, highest = (each.message_steps for each in found.values())
    return EntryPreview(
        by_rule={rule: _starting(each) for rule, each in found.items()}, moved=int(np.count_nonzero(first != highest))
    )


def _starting(found: Audience) -> dict[tuple[str, int], Starting]:
    """Return what is sent by ladder and message step, in the order of the ladders and their steps."""
    items = found.candidates
    steps, counted = found.message_steps, np.bincount(items.position[found.ranks == IN], minlength=len(items.customers))
    told = {}
    for code, (name, ladder) in enumerate(items.strategy.ladders.items()):
        for step in ladder.steps:
            here = (items.ladder_codes == code) & (steps == step.number)
            if here.any():
                told[name, step.number] = Starting(
                    customers=int(here.sum()),
                    items=int(counted[here].sum()),
                    asked_eur=round(float(found.asked_euros[here].sum()), 2),
                )
    return told
