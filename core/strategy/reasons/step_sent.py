"""The step the item is at was already sent, and the next one is still to come, or there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.reason import Reason, days, whole

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, _: Left) -> Mask:
    is_begun: Mask = items.done["step"].to_numpy(dtype=np.int64) > 0
    is_waiting: Mask = items.step_due == 0
    return is_begun & is_waiting


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    done, coming = items.done.iloc[rows], items.next_step[rows].tolist()
    told = {
        each.number: words(
            "step {step} comes at {days} past due", step=each.number, days=days(each.days_past_due, words)
        )
        for each in items.ladder.steps
    }
    no_more, sentences = words("it was the last step"), []
    for step, on, number in zip(done["step"].tolist(), done["done_on"].tolist(), coming, strict=True):
        if on == on:  # noqa: PLR0124 - NaT is unequal to itself
            sent = words("step {step} was sent on {day}", step=step, day=words.day(on.date()))
        else:
            sent = words("step {step} was sent", step=step)
        sentences.append(f"{sent}; {told.get(number, no_more)}")
    return sentences


REASON = Reason(
    code="step_sent",
    place=190,
    label="Step already sent",
    explanation="The reminder for this age was sent, by us or by the source system, and the next one is not due yet.",
    takes=whole(_matches),
    evidence=_evidence,
)
