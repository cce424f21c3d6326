"""The item is too young for the first step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.strategy.reason import Reason, days, whole

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, _: Left) -> Mask:
    is_early: Mask = items.step_due == 0
    return is_early


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    first = items.ladder.steps[0]
    due_on = items.frame["due_on"].iloc[rows]
    told = {
        each: words(
            "due on {day}; step {step} comes at {days} past due",
            day=words.day(each.date()),
            step=first.number,
            days=days(first.days_past_due, words),
        )
        for each in due_on.unique()
    }
    return [told[each] for each in due_on]


REASON = Reason(
    code="not_due",
    place=210,
    label="Not yet due a step",
    explanation="The due date has not passed, or not long enough for the first step of the ladder.",
    takes=whole(_matches),
    evidence=_evidence,
)
