"""The contact policy keeps these days quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.reason import Reason, whole

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, _: Left) -> Mask:
    countries = items.assignment.features.words["country"]
    policy = items.strategy.contact
    quiet = [code for code, each in enumerate(countries.words) if policy.quiet_on(items.as_of, each) is not None]
    # Nobody is woken before the time; an item that is not due a step has its own reason.
    return np.isin(countries.codes, quiet)[items.position] & items.is_due


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    countries = items.customers["country"].to_numpy(dtype=object)[items.position[rows]].tolist()
    told = {each: _sentence(items, each, words) for each in set(countries)}
    return [told[each] for each in countries]


def _sentence(items: Candidates, country: str, words: Words) -> str:
    found = items.strategy.contact.quiet_on(items.as_of, country)
    if found is None:
        return words("a quiet period")
    period, last_on = found
    return words("{period}: quiet until {day}", period=period.label, day=words.day(last_on))


REASON = Reason(
    code="quiet_period",
    place=180,
    label="Quiet period",
    explanation="Nobody is reminded on these days: a holiday, a move of systems, a price change.",
    takes=whole(_matches),
    evidence=_evidence,
)
