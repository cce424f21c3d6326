"""The trial of a rule: whom it matches today, who of them an earlier rule takes, and some of the rest by name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.segments.assign import satisfied
from core.segments.words import ENGLISH, reason_in_words

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from core.language import Words
    from core.segments.features import Features
    from core.segments.policy import Policy, Rule

SAMPLE = 10


@dataclass(frozen=True, kw_only=True)
class Taker:
    """An earlier rule and how many of the matched customers it takes first."""

    place: int
    rule: Rule
    customers: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Trial:
    """Of one rule on the day of ``features``: how many customers satisfy it, ``takers`` of them, and how many it decides.

    ``rows`` are the rows of those it decides, the most past due first.
    """

    features: Features
    policy: Policy
    rule: Rule
    matched: int
    takers: tuple[Taker, ...]
    rows: NDArray[np.int64]

    @property
    def decided(self) -> int:
        """How many customers are in their segment by this rule."""
        return len(self.rows)

    def sample(self, number: int = SAMPLE, words: Words = ENGLISH) -> pd.DataFrame:
        """Return customer_key, entity, customer_id, name, past_due_eur and why (with their own figures) of some of them."""
        rows = self.rows[:number]
        frame = self.features.frame[["customer_key", "entity", "customer_id", "name", "past_due_eur"]].take(rows)
        why = [reason_in_words(self.policy, self.rule, self.features, int(row), words) for row in rows]
        return frame.assign(why=why).reset_index(drop=True)


def trial(features: Features, policy: Policy, place: int) -> Trial:
    """Return the trial of the rule at ``place`` of ``policy``, counted from 0, as if it were switched on.

    The policy must be valid up to that rule.
    """
    rule = replace(policy.rules[place], is_enabled=True)
    matched = satisfied(features, policy, rule)
    left, takers = matched.copy(), []
    for at, earlier in enumerate(policy.rules[:place]):
        if not earlier.is_enabled:
            continue
        taken = left & satisfied(features, policy, earlier)
        number = int(taken.sum())
        if number:
            takers.append(Taker(place=at + 1, rule=earlier, customers=number))
            left &= ~taken
    rows = np.flatnonzero(left)
    order = np.argsort(-features.numbers["past_due_eur"][rows], kind="stable")
    return Trial(
        features=features,
        policy=policy,
        rule=rule,
        matched=int(matched.sum()),
        takers=tuple(takers),
        rows=rows[order],
    )
