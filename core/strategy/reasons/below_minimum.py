"""All that would be asked of the customer in this currency is too little for a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.reason import Reason, whole

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, left: Left) -> Mask:
    is_asked = left.is_undecided & (items.step_due > 0)
    asked = items.summed_by_account(np.where(is_asked, left.asked_minor, 0))
    currencies = items.frame["currency"]
    least = currencies.map({each: items.ladder.minimum_minor(each) for each in currencies.unique()})
    return is_asked & (asked < least.to_numpy(dtype=np.int64))


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    currencies = items.frame["currency"].iloc[rows]
    told = {
        each: words("less than {amount} to ask for in all", amount=words.money(items.ladder.minimum_minor(each), each))
        for each in currencies.unique()
    }
    return [told[each] for each in currencies]


REASON = Reason(
    code="below_minimum",
    place=130,
    label="Below the minimum amount",
    explanation="Everything that could be asked of this customer in this currency is less than the ladder's minimum.",
    takes=whole(_matches),
    evidence=_evidence,
)
