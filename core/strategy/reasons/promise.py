"""The customer promised to pay by a date that has not passed, days of grace included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.grace import first_standing
from core.strategy.reason import Reason, hold_evidence, whole
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, _: Left) -> Mask:
    last_day = np.datetime64(first_standing(items.as_of, items.strategy.contact.promise_grace_days))
    promised: Mask = (items.frame["promised_on"] >= last_day).to_numpy(dtype=bool)
    return items.holds(HoldKind.PROMISE).is_held | promised


def _in_the_ledger(items: Candidates, rows: Rows, words: Words) -> list[str]:
    days = items.frame["promised_on"].to_numpy(dtype="datetime64[D]")[rows].tolist()
    told = {each: words("promised in the ledger for {day}", day=words.day(each)) for each in set(days)}
    return [told[each] for each in days]


REASON = Reason(
    code="promise",
    place=90,
    label="Promised",
    explanation="The customer promised to pay and still has time, with banking days of grace for the money to arrive.",
    takes=whole(_matches),
    evidence=hold_evidence(HoldKind.PROMISE, otherwise=_in_the_ledger),
)
