"""The customer was written to too recently, or too often of late, about whatever item."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from core.strategy.reason import Reason, days, whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.contact_policy import Cap
    from core.strategy.reason import Left, Mask, Rows

_NEVER = np.datetime64("NaT", "D")


def free_on(items: Candidates) -> NDArray[np.datetime64]:
    """Return the first day on which the contact policy allows another message to the customer of each row; NaT: any day."""
    free = items.last_contact_on + items.strategy.contact.minimum_days_between
    for cap in items.strategy.contact.caps:
        free = np.fmax(free, _capped_until(items, cap)[items.position])
    return free


def _capped_until(items: Candidates, cap: Cap) -> NDArray[np.datetime64]:
    """Return per customer (by position) the first day on which one more message is within ``cap``; NaT where it always is.

    The message that is as many back as the cap allows must have left its days.
    """
    until = np.full(len(items.customers), _NEVER)
    contacts = items.contacts.sort_values(["position", "contact_on"], ascending=[True, False], kind="stable")
    if contacts.empty:
        return until
    back = contacts.groupby("position", sort=False).nth(cap.messages - 1)
    until[back["position"].to_numpy(dtype=np.int64)] = back["contact_on"].to_numpy(dtype="datetime64[D]") + cap.days
    return until


def _matches(items: Candidates, _: Left) -> Mask:
    # A message dated after as_of counts too: it was sent, whatever day is asked.
    soon: Mask = free_on(items) > np.datetime64(items.as_of)
    return soon


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    policy = items.strategy.contact
    least = days(policy.minimum_days_between, words)
    last = items.last_contact_on[rows]
    is_soon = last + policy.minimum_days_between > np.datetime64(items.as_of)
    on = {
        each: words("written to on {day}; {days} apart is the least", day=words.day(each), days=least)
        for each in set(last[is_soon].tolist())
    }
    capped = [(cap, _capped_until(items, cap)[items.position[rows]]) for cap in policy.caps]
    return [
        on[day] if soon else _cap_sentence(items, [(cap, until[place]) for cap, until in capped], words)
        for place, (day, soon) in enumerate(zip(last.tolist(), is_soon.tolist(), strict=True))
    ]


def _cap_sentence(items: Candidates, found: list[tuple[Cap, np.datetime64]], words: Words) -> str:
    cap, until = max(
        ((cap, each) for cap, each in found if each > np.datetime64(items.as_of)), key=lambda pair: pair[1]
    )
    return words(
        "{messages} in {days} is the most, whatever campaign sent them; again from {day}",
        messages=words.count("{n} message", "{n} messages", cap.messages),
        days=days(cap.days, words),
        day=words.day(until.astype(date)),
    )


REASON = Reason(
    code="contacted_recently",
    place=160,
    label="Contacted recently",
    explanation="The customer was written to a short while ago, or often enough of late, by us or by the source system, about any item.",
    takes=whole(_matches),
    evidence=_evidence,
)
