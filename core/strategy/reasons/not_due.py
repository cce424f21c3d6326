"""The item is too young for the first step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.reason import Reason, days, whole

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, _: Left) -> Mask:
    return ~items.is_due


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    due_on = items.frame["due_on"].to_numpy(dtype="datetime64[D]")[rows]
    place = np.minimum(items.coming, items.ladders.size[items.code] - 1)[rows]
    each_row = [*zip(due_on.tolist(), items.code[rows].tolist(), place.tolist(), strict=True)]
    told = {}
    for due, code, of_step in set(each_row):
        step, day = items.ladders.step(code, of_step), words.day(due)
        if step.is_before_due:
            told[due, code, of_step] = words(
                "due on {day}; the notice comes {days} before", day=day, days=days(-step.days_past_due, words)
            )
        else:
            told[due, code, of_step] = words(
                "due on {day}; step {step} comes at {days} past due",
                day=day,
                step=step.number,
                days=days(step.days_past_due, words),
            )
    return [told[each] for each in each_row]


REASON = Reason(
    code="not_due",
    place=210,
    label="Not yet due a step",
    explanation="The due date has not passed, or not long enough for the first step of the ladder.",
    takes=whole(_matches),
    evidence=_evidence,
)
