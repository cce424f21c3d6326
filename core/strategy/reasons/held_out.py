"""The customer is left alone to measure what reminders do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.keys import customers_named
from core.strategy.reason import Reason, whole

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, _: Left) -> Mask:
    named = customers_named(items.facts.held_out, items.assignment.features)
    return np.isin(items.position, named["position"].to_numpy(dtype=np.int64))


def _evidence(_: Candidates, rows: Rows, words: Words) -> list[str]:
    return [words("in the group that is left alone to compare with")] * len(rows)


REASON = Reason(
    code="held_out",
    place=240,
    label="Held out",
    explanation="A small group drawn by lot is not reminded, so that the effect of reminders can be measured. Last of all reasons.",
    takes=whole(_matches),
    evidence=_evidence,
)
