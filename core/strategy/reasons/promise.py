"""The customer promised to pay by a date that has not passed, days of grace included."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from core.strategy.reason import Reason, day, hold_evidence, whole
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask


def _matches(items: Candidates, _: Left) -> Mask:
    last_day = np.datetime64(items.as_of - timedelta(days=items.ladder.promise_grace_days))
    promised: Mask = (items.frame["promised_on"] >= last_day).to_numpy(dtype=bool)
    return items.holds(HoldKind.PROMISE).is_held | promised


def _in_the_ledger(items: Candidates, row: int) -> str:
    return f"promised in the ledger for {day(items.frame['promised_on'].array[row].date())}"


REASON = Reason(
    code="promise",
    place=90,
    label="Promised",
    explanation="The customer promised to pay and still has time, with days of grace for the money to arrive.",
    takes=whole(_matches),
    evidence=hold_evidence(HoldKind.PROMISE, otherwise=_in_the_ledger),
)
