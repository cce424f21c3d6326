"""The customer was written to less than the minimum number of days ago, about whatever item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.reason import Reason, days, whole

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, _: Left) -> Mask:
    # A message dated after as_of counts too: it was sent, whatever day is asked.
    allowed_on = items.last_contact_on + np.timedelta64(items.ladder.minimum_days_between, "D")
    soon: Mask = allowed_on > np.datetime64(items.as_of)
    return soon


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    least = days(items.ladder.minimum_days_between, words)
    return [
        words("written to on {day}; {days} apart is the least", day=words.day(each), days=least)
        for each in items.last_contact_on[rows].tolist()
    ]


REASON = Reason(
    code="contacted_recently",
    place=160,
    label="Contacted recently",
    explanation="The customer was written to a short while ago, by us or by the source system, about any item.",
    takes=whole(_matches),
    evidence=_evidence,
)
