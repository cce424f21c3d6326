"""Why a customer gets this message: why this segment, this ladder and step, and why now, in sentences a person can check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.strategy.audience import IN
from core.strategy.climbing import EVERYBODY_ELSE
from core.strategy.reason import ENGLISH, days
from core.strategy.reasons.waits_for_pay_day import pay_days

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

    from core.language import Words
    from core.strategy.audience import Audience
    from core.strategy.candidates import Candidates


@dataclass(frozen=True, kw_only=True)
class Why:
    """Sentences without a full stop; the channel's own comes from the treatment."""

    segment: str
    step: str
    now: str


def whys(found: Audience, positions: Iterable[int], words: Words = ENGLISH) -> list[Why]:
    """Return why each customer of ``positions``, who must be in, gets its message, in the language of ``words``."""
    items = found.candidates
    chosen = np.fromiter(positions, dtype=np.int64)
    rows = np.flatnonzero((found.ranks == IN) & (items.step_due == found.message_steps[items.position]))
    # The oldest item at the message's step speaks for it.
    order = rows[np.lexsort((-items.days_past_due[rows], items.position[rows]))]
    known, first = np.unique(items.position[order], return_index=True)
    oldest = order[first[np.searchsorted(known, chosen)]]
    beside = np.bincount(
        items.position[(found.ranks == IN) & (items.step_due != found.message_steps[items.position])],
        minlength=len(items.customers),
    )
    segments = items.assignment.reasons(chosen.tolist(), words)
    numbers, missed = items.frame["number"].take(oldest).tolist(), _missed_pay_days(items)[oldest].tolist()
    return [
        Why(
            segment=segment,
            step=_why_step(items, row, number, int(beside[position]), words),
            now=_why_now(items, row, pay_on, words),
        )
        for segment, row, number, pay_on, position in zip(
            segments, oldest.tolist(), numbers, missed, chosen.tolist(), strict=True
        )
    ]


def why_ladder(items: Candidates, position: int, words: Words = ENGLISH) -> str:
    """Return which ladder a customer climbs, and by which rule."""
    rule = int(items.ladder_rules[position])
    ladder = words(items.ladders.all[int(items.ladder_codes[position])].label)
    if rule == EVERYBODY_ELSE:
        return words("ladder {ladder}, for everybody else", ladder=ladder)
    label = words(items.strategy.rules[rule].label)
    return words("ladder {ladder}, by the rule {rule}", ladder=ladder, rule=label)


def _why_step(items: Candidates, row: int, number: str, beside: int, words: Words) -> str:
    ladder, step = items.ladder_of(row), items.ladder_of(row).step(int(items.step_due[row]))
    late = int(items.days_past_due[row])
    if step.is_before_due:
        told = words(
            "invoice {number} is due in {days}; {step} goes {least} before",
            number=number,
            days=days(-late, words),
            step=words(step.label),
            least=days(-step.days_past_due, words),
        )
    else:
        told = words(
            "invoice {number} is {days} past due; {step} comes from {least}",
            number=number,
            days=days(late, words),
            step=words(step.label),
            least=days(step.days_past_due, words),
        )
    parts = [why_ladder(items, int(items.position[row]), words), told]
    done = int(items.done.number[row])
    if done > 0 and step.number > ladder.first.number:
        parts.append(words("step {step} was sent before", step=done))
    if beside:
        parts.append(words.count("{n} younger invoice stands beside", "{n} younger invoices stand beside", beside))
    return "; ".join(parts)


def _why_now(items: Candidates, row: int, pay_on: date | None, words: Words) -> str:
    parts = [words("ready since {day}", day=words.day(items.ready_on[row].item()))]
    last = items.last_contact_on[row]
    if not np.isnat(last):
        parts.append(
            words(
                "last written to on {day}; {days} apart is kept",
                day=words.day(last.item()),
                days=days(items.strategy.contact.minimum_days_between, words),
            ),
        )
    if pay_on is not None:
        parts.append(words("the habitual pay day, {day}, has passed", day=words.day(pay_on)))
    return "; ".join(parts)


def _missed_pay_days(items: Candidates) -> NDArray[np.datetime64]:
    """Return the habitual pay day that each row no longer waits for; NaT where there is none, or it is still to come."""
    found = pay_days(items)
    return np.where(found < np.datetime64(items.as_of), found, np.datetime64("NaT", "D"))
