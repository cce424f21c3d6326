"""The customer gets one message, and this item cannot stand in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.message_step import highest_steps
from core.strategy.reason import Reason, whole

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, left: Left) -> Mask:
    is_asked = left.is_undecided & items.is_due
    message = highest_steps(items, is_asked)[items.position]
    is_other: Mask = is_asked & (items.step_due != message)
    if not is_other.any():
        return is_other
    is_early = (items.step_due < 0) & (message > 0)
    # A letter that the law prescribes lists what it is about and nothing else, and nothing else can take its place.
    is_legal = items.of_step(items.ladders.is_legal.astype(np.int64)) == 1
    legal_letter = np.zeros(len(items.customers), dtype=bool)
    legal_letter[items.position[is_asked & is_legal & (items.step_due == message)]] = True
    found: Mask = is_other & (is_early | is_legal | legal_letter[items.position])
    return found


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    early = words("due on a later day; the reminder about older invoices goes first")
    legal = words("another letter goes now; a legal letter lists only its own invoices, this one gets its letter next")
    return [early if step < 0 else legal for step in items.step_due[rows].tolist()]


REASON = Reason(
    code="other_letter_first",
    place=235,
    label="Another letter first",
    explanation="One message a customer: a legal letter lists only what it is about, and what is not due yet waits for what is.",
    takes=whole(_matches),
    evidence=_evidence,
)
