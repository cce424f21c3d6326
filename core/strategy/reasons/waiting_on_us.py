"""It is our turn: we owe the customer something first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.contested import contested_minor, in_the_ledger, is_ours
from core.strategy.reason import Reason, hold_evidence
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Minor


def _takes(items: Candidates, _: Left) -> Minor:
    # Both stores may speak of the same dispute: the larger amount, not the sum.
    in_book = np.where(is_ours(items), contested_minor(items), 0)
    return np.maximum(in_book, items.holds(HoldKind.WAITING_ON_US).taken_minor(items))


REASON = Reason(
    code="waiting_on_us",
    place=60,
    label="Waiting on us",
    explanation="We owe this customer an answer, a correction or a delivery first. What it is not about is still asked for.",
    takes=_takes,
    evidence=hold_evidence(HoldKind.WAITING_ON_US, otherwise=in_the_ledger),
)
