"""What we owe the customer covers the item: matching is our work, not the customer's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.reason import Reason, whole
from core.strategy.spread import before_in_group

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, left: Left) -> Mask:
    # The oldest item that would be asked for is covered first, as a court would count it.
    is_asked = left.is_undecided & items.is_due
    asked = np.where(is_asked, left.asked_minor, 0)
    covered: Mask = is_asked & (before_in_group(items.account, asked) + asked <= items.credit_minor)
    return covered


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    pairs = zip(items.credit_minor[rows].tolist(), items.frame["currency"].iloc[rows].tolist(), strict=True)
    return [
        words("{amount} of credits and payments is not matched yet", amount=words.money(minor, currency))
        for minor, currency in pairs
    ]


REASON = Reason(
    code="credit_covers",
    place=120,
    label="Credit covers it",
    explanation="Credit notes and payments not matched yet are enough to cover this item: match them first.",
    takes=whole(_matches),
    evidence=_evidence,
)
