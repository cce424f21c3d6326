"""The step the item is at was already sent, and the next one is still to come, or there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.ladder import NO_STEP
from core.strategy.reason import Reason, days, whole

if TYPE_CHECKING:
    from datetime import date

    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, _: Left) -> Mask:
    is_begun: Mask = items.done.number != NO_STEP
    return is_begun & ~items.is_due


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    due_on = items.frame["due_on"].to_numpy(dtype="datetime64[D]")[rows]
    each_row = [
        *zip(
            items.done.number[rows].tolist(),
            items.done.on[rows].tolist(),
            items.next_step[rows].tolist(),
            (items.ready_on[rows] - due_on).astype(np.int64).tolist(),
            strict=True,
        )
    ]
    told = {
        (step, on, coming, past_due): f"{_sent(step, on, words)}; {_coming(coming, past_due, words)}"
        for step, on, coming, past_due in set(each_row)
    }
    return [told[each] for each in each_row]


def _sent(step: int, on: date | None, words: Words) -> str:
    if step < 0:
        return words("the notice before the due date was sent on {day}", day=words.day(on)) if on else words("sent")
    if on is None:
        return words("step {step} was sent", step=step)
    return words("step {step} was sent on {day}", step=step, day=words.day(on))


def _coming(step: int, past_due: int, words: Words) -> str:
    if not step:
        return words("it was the last step")
    return words("step {step} comes at {days} past due", step=step, days=days(past_due, words))


REASON = Reason(
    code="step_sent",
    place=190,
    label="Step already sent",
    explanation="The reminder for this age was sent, by us or by the source system, and the next one is not due yet.",
    takes=whole(_matches),
    evidence=_evidence,
)
