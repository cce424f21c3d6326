"""All that would be asked of the customer in this currency is too little for a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.money import precision
from core.strategy.reason import Reason, whole

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Minor, Rows


def _matches(items: Candidates, left: Left) -> Mask:
    is_asked = left.is_undecided & items.is_due
    asked = items.summed_by_account(np.where(is_asked, left.asked_minor, 0))
    is_little: Mask = is_asked & (asked < _least(items))
    return is_little


def _least(items: Candidates) -> Minor:
    """Return the least that a message asks for, per row: that of the contact policy, or more where the step wants more."""
    codes, names = pd.factorize(items.frame["currency"])
    currencies = [str(each) for each in names]
    of_policy = np.array([items.strategy.contact.minimum_minor(each) for each in currencies], dtype=np.int64)
    of_step = items.of_step(items.ladders.least_minor)
    # Steps say it in euro cents; in another currency it is the same number of whole units.
    whole = np.array([10 ** precision(each) for each in currencies], dtype=np.int64)
    return np.maximum(of_policy[codes], of_step * whole[codes] // 100) if len(codes) else of_step


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    pairs = [*zip(_least(items)[rows].tolist(), items.frame["currency"].iloc[rows].tolist(), strict=True)]
    told = {
        (minor, currency): words("less than {amount} to ask for in all", amount=words.money(minor, currency))
        for minor, currency in set(pairs)
    }
    return [told[each] for each in pairs]


REASON = Reason(
    code="below_minimum",
    place=130,
    label="Below the minimum amount",
    explanation="Everything that could be asked of this customer in this currency is less than the minimum of the contact policy, or of the step.",
    takes=whole(_matches),
    evidence=_evidence,
)
