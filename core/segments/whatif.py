"""What-if: a proposed policy beside the present one, before anything is saved: totals, the flow between segments, and who moves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.segments.assign import NO_RULE, Assignment, Sums, assign, sums
from core.segments.words import ENGLISH, unmet_in_words

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from core.language import Words
    from core.segments.assign import SegmentTotal
    from core.segments.features import Features
    from core.segments.policy import Policy

_OF_MOVER = ["customer_key", "entity", "customer_id", "name", "past_due_eur", "balance_eur"]


@dataclass(frozen=True, kw_only=True, eq=False)
class WhatIf:
    """Every customer under two policies.

    ``segments`` are those of the proposal, then those only the present policy has; ``was`` and ``becomes`` index them, one
    entry per customer. ``moved`` are the rows of the customers whose segment changes. ``sums_before`` and ``sums_after``
    have one entry per segment.
    """

    before: Assignment
    after: Assignment
    segments: tuple[str, ...]
    was: NDArray[np.int64]
    becomes: NDArray[np.int64]
    moved: NDArray[np.int64]
    sums_before: Sums
    sums_after: Sums

    @cached_property
    def flow(self) -> NDArray[np.int64]:
        """How many customers go from segment a to segment b, in ``flow[a, b]``; the diagonal is who stays."""
        size = len(self.segments)
        found = np.bincount(self._route, minlength=size * size).reshape(size, size)
        found[np.arange(size), np.arange(size)] = self.sums_before.customers - found.sum(axis=1)
        return found

    @cached_property
    def flow_minor(self) -> NDArray[np.int64]:
        """The net balance that moves from segment a to segment b: shape (segments, segments, currencies); who stays is 0."""
        size, features = len(self.segments), self.after.features
        found = sums(features, self._route, size * size, self.moved).balance_minor
        return found.reshape(size, size, len(features.currencies))

    @cached_property
    def _route(self) -> NDArray[np.int64]:
        return self.was[self.moved] * len(self.segments) + self.becomes[self.moved]

    @cached_property
    def totals_before(self) -> dict[str, SegmentTotal]:
        """Customers and money per segment under the present policy."""
        return self.sums_before.named(self.segments, self.after.features.currencies)

    @cached_property
    def totals_after(self) -> dict[str, SegmentTotal]:
        """Customers and money per segment under the proposal."""
        return self.sums_after.named(self.segments, self.after.features.currencies)

    @cached_property
    def ranked(self) -> NDArray[np.int64]:
        """The rows of who moves, the most past due first."""
        past_due = self.after.features.numbers["past_due_eur"][self.moved]
        found: NDArray[np.int64] = self.moved[np.argsort(-past_due, kind="stable")]
        return found

    def movers(
        self,
        limit: int | None = None,
        *,
        source: str | None = None,
        target: str | None = None,
        words: Words = ENGLISH,
    ) -> pd.DataFrame:
        """Return who moves, the most past due first; only those out of ``source`` or into ``target``, where given.

        Columns: customer_key, entity, customer_id, name, past_due_eur, balance_eur, segment_from, segment_to, and why, which
        is the reason under the proposal in ``words``; of who fits no rule any more, what it no longer meets.
        """
        rows = self.ranked
        if source is not None:
            rows = rows[self.was[rows] == self.segments.index(source)]
        if target is not None:
            rows = rows[self.becomes[rows] == self.segments.index(target)]
        rows = rows[:limit]
        names = np.array(self.segments, dtype=object)
        chosen = self.after.features.frame[_OF_MOVER].take(rows)
        return chosen.assign(
            segment_from=names[self.was[rows]],
            segment_to=names[self.becomes[rows]],
            why=[self._why(row, words) for row in rows.tolist()],
        ).reset_index(drop=True)

    def _why(self, row: int, words: Words) -> str:
        """Return why the customer at ``row`` moves: what its new rule says, or what it no longer meets of its old one."""
        was = int(self.before.rules[row])
        if int(self.after.rules[row]) == NO_RULE and was != NO_RULE:
            rule = self.before.policy.rules[was]
            if any((each.conditions, each.is_enabled) == (rule.conditions, True) for each in self.after.policy.rules):
                return unmet_in_words(self.after.policy, rule, self.after.features, row, words) or self.after.reason(
                    row, words
                )
        return self.after.reason(row, words)


def compare(features: Features, before: Policy, after: Policy) -> WhatIf:
    """Return the customers of ``features`` under ``before`` and ``after``."""
    return compare_with(assign(features, before), after)


def compare_with(before: Assignment, proposed: Policy) -> WhatIf:
    """Return the customers of ``before`` under its own policy and under ``proposed``: what is known of ``before`` is not asked again."""
    features, after = before.features, assign(before.features, proposed)
    segments = (*after.segments, *(each for each in before.segments if each not in after.segments))
    # A segment keeps its customers by name: a proposal may reorder, add and drop segments.
    place = np.array([segments.index(each) for each in before.segments], dtype=np.int64)
    was = before.codes if segments == before.segments else place[before.codes]
    moved = np.flatnonzero(was != after.codes)
    size = len(segments)
    sums_before = _placed(before.sums, place, size)
    out, into = sums(features, was[moved], size, moved), sums(features, after.codes[moved], size, moved)
    return WhatIf(
        before=before,
        after=after,
        segments=segments,
        was=was,
        becomes=after.codes,
        moved=moved,
        sums_before=sums_before,
        sums_after=Sums(
            customers=sums_before.customers - out.customers + into.customers,
            balance_minor=sums_before.balance_minor - out.balance_minor + into.balance_minor,
            past_due_minor=sums_before.past_due_minor - out.past_due_minor + into.past_due_minor,
        ),
    )


def _placed(known: Sums, place: NDArray[np.int64], size: int) -> Sums:
    """Return ``known`` with the sums of each code at its ``place`` among ``size``."""

    def at(values: NDArray[np.int64]) -> NDArray[np.int64]:
        found = np.zeros((size, *values.shape[1:]), dtype=np.int64)
        found[place] = values
        return found

    return Sums(
        customers=at(known.customers),
        balance_minor=at(known.balance_minor),
        past_due_minor=at(known.past_due_minor),
    )
