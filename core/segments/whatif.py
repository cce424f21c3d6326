"""What-if: a proposed policy beside the present one, before anything is saved: totals, flow, movers, and one lever at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.segments.assign import Assignment, SegmentTotal, assign, place, satisfied, summed, totals

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from core.segments.features import Features
    from core.segments.policy import Policy


@dataclass(frozen=True, kw_only=True, eq=False)
class WhatIf:
    """Every customer under two policies.

    ``segments`` are those of the proposal, then those only the present policy has. ``flow[a, b]`` counts the customers
    that go from segment a to segment b; its diagonal is who stays.
    """

    before: Assignment
    after: Assignment
    segments: tuple[str, ...]
    flow: NDArray[np.int64]
    moved: NDArray[np.int64]
    totals_before: dict[str, SegmentTotal]
    totals_after: dict[str, SegmentTotal]

    def movers(self, limit: int | None = None) -> pd.DataFrame:
        """Return who moves, the most past due first.

        Columns: customer_key, entity, customer_id, name, past_due_eur, balance_eur, segment_from, segment_to, and why,
        which is the reason under the proposal.
        """
        frame = self.after.features.frame
        order = np.argsort(-frame["past_due_eur"].to_numpy()[self.moved], kind="stable")
        rows = self.moved[order][:limit]
        chosen = frame.iloc[rows][["customer_key", "entity", "customer_id", "name", "past_due_eur", "balance_eur"]]
        return chosen.assign(
            segment_from=[self.before.segments[each] for each in self.before.codes[rows]],
            segment_to=[self.after.segments[each] for each in self.after.codes[rows]],
            why=self.after.reasons(rows.tolist()),
        ).reset_index(drop=True)


@dataclass(frozen=True, kw_only=True, eq=False)
class LeverTable:
    """What every value of one threshold would give, the other thresholds as they stand.

    Shapes: ``customers`` (values, segments); ``balance_minor`` and ``past_due_minor`` (values, segments, currencies).
    """

    threshold: str
    values: tuple[float, ...]
    segments: tuple[str, ...]
    currencies: tuple[str, ...]
    customers: NDArray[np.int64]
    balance_minor: NDArray[np.int64]
    past_due_minor: NDArray[np.int64]


def compare(features: Features, before: Policy, after: Policy) -> WhatIf:
    """Return the customers of ``features`` under ``before`` and ``after``."""
    old, new = assign(features, before), assign(features, after)
    segments = (*new.segments, *(each for each in old.segments if each not in new.segments))
    # A segment keeps its customers by name: a proposal may reorder, add and drop segments.
    recoded = np.array([segments.index(each) for each in old.segments], dtype=np.int64)[old.codes]
    size = len(segments)
    return WhatIf(
        before=old,
        after=new,
        segments=segments,
        flow=np.bincount(recoded * size + new.codes, minlength=size * size).reshape(size, size),
        moved=np.flatnonzero(recoded != new.codes),
        totals_before=totals(features, recoded, segments),
        totals_after=totals(features, new.codes, segments),
    )


def lever_values(policy: Policy, threshold: str, most: int = 42) -> tuple[float, ...]:
    """Return at most ``most`` values of a threshold's slider, ends included, its present value always among them."""
    lever = policy.threshold(threshold)
    steps = round((lever.maximum - lever.minimum) / lever.step)
    apart = max(1, -(-steps // (most - 2)))
    values = {lever.minimum + lever.step * each for each in range(0, steps + 1, apart)}
    return tuple(sorted(values | {lever.maximum, lever.value}))


def lever_table(features: Features, policy: Policy, threshold: str, values: Sequence[float]) -> LeverTable:
    """Return customers and money per segment for each of ``values`` of ``threshold``."""
    policy.threshold(threshold)
    untouched = {
        number: satisfied(features, policy, rule)
        for number, rule in enumerate(policy.rules)
        if all(condition.threshold != threshold for condition in rule.conditions)
    }
    size = len(policy.segments)
    placed = [place(features, policy.with_values(**{threshold: value}), untouched)[0] for value in values]
    return LeverTable(
        threshold=threshold,
        values=tuple(values),
        segments=tuple(each.name for each in policy.segments),
        currencies=features.currencies,
        customers=np.array([np.bincount(codes, minlength=size) for codes in placed], dtype=np.int64),
        balance_minor=np.array([summed(features.balance_minor, codes, size) for codes in placed], dtype=np.int64),
        past_due_minor=np.array([summed(features.past_due_minor, codes, size) for codes in placed], dtype=np.int64),
    )
