"""The customer contests an amount: that amount is not asked for, the rest is."""

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
    in_book = np.where(is_ours(items), 0, contested_minor(items))
    return np.maximum(in_book, items.holds(HoldKind.DISPUTE).taken_minor(items))


REASON = Reason(
    code="dispute",
    place=70,
    label="In dispute",
    explanation="The customer contests this amount. What is not contested is still asked for.",
    takes=_takes,
    evidence=hold_evidence(HoldKind.DISPUTE, otherwise=in_the_ledger),
)
