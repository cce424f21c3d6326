"""Levers: what every value of one threshold would give, and how the customers are spread under its slider."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from core.segments.assign import NO_RULE, satisfied
from core.segments.lever_groups import Groups, Spread, segment_codes, uses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from core.segments.assign import Assignment
    from core.segments.features import Features
    from core.segments.policy import Policy

MOST_VALUES: Final = 42
# Ten a decade, as preferred numbers of industry are: each about a quarter more than the one before.
_PREFERRED: Final = (1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0)
_DECADES: Final = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class LeverTable:
    """What every value of one threshold would give, the other thresholds as they stand.

    Shapes: ``customers`` (values, segments); ``balance_minor`` and ``past_due_minor`` (values, segments, currencies);
    ``moved`` (values): how many customers would be in another segment than they are in now. ``spread`` is None for a
    threshold that no enabled rule uses.
    """

    threshold: str
    values: tuple[float, ...]
    segments: tuple[str, ...]
    currencies: tuple[str, ...]
    customers: NDArray[np.int64]
    balance_minor: NDArray[np.int64]
    past_due_minor: NDArray[np.int64]
    moved: NDArray[np.int64]
    spread: Spread | None


def lever_values(policy: Policy, threshold: str, most: int = MOST_VALUES) -> tuple[float, ...]:
    """Return the values of a threshold's slider, ends included, its present value always among them.

    Money runs in preferred numbers over four decades, so that a small amount can be set as finely as a large one; all else
    in equal steps, ``most`` of them at most.
    """
    lever = policy.threshold(threshold)
    if lever.unit == "EUR":
        values = {each for each in _preferred(lever.maximum) if lever.minimum < each < lever.maximum} | {lever.minimum}
    else:
        steps = round((lever.maximum - lever.minimum) / lever.step)
        apart = max(1, -(-steps // (most - 2)))
        # To twelve places: thirty steps of a hundredth are 0.3, and no double beside it.
        values = {round(lever.minimum + lever.step * each, 12) for each in range(0, steps + 1, apart)}
    return tuple(sorted(values | {lever.maximum, lever.value}))


def lever_table(features: Features, policy: Policy, threshold: str, values: Sequence[float]) -> LeverTable:
    """Return customers and money per segment for each of ``values`` of ``threshold``."""
    return Board(features=features, policy=policy).table(threshold, values)


@dataclass(frozen=True, kw_only=True, eq=False)
class Board:
    """All levers of a policy over the same customers: what their tables have in common is found out once.

    Customers whom no value of a lever tells apart are counted together first: a table then costs one pass over the customers
    instead of one per value. ``now`` is where the customers are at present, where that is not under ``policy``.
    """

    features: Features
    policy: Policy
    now: Assignment | None = None

    def table(self, threshold: str, values: Sequence[float]) -> LeverTable:
        """Return the table of ``threshold``; raise ``UnknownNameError`` when the policy has none of that name."""
        self.policy.threshold(threshold)
        marks = np.array(values, dtype=np.float64)
        groups = self._groups(threshold, marks)
        segments = groups.segments_at(len(marks))
        size = len(self.policy.segments)

        def per_value(weights: NDArray[np.float64]) -> NDArray[np.int64]:
            summed = [np.bincount(each, weights=weights, minlength=size) for each in segments.T]
            return np.rint(np.array(summed).reshape(len(marks), size)).astype(np.int64)

        def money(columns: Sequence[NDArray[np.float64]]) -> NDArray[np.int64]:
            found = [per_value(groups.sum_of(each)) for each in columns]
            return np.stack(found, axis=2) if found else np.zeros((len(marks), size, 0), dtype=np.int64)

        return LeverTable(
            threshold=threshold,
            values=tuple(values),
            segments=tuple(each.name for each in self.policy.segments),
            currencies=self.features.currencies,
            customers=per_value(groups.customers.astype(np.float64)),
            balance_minor=money(self.features.balance_columns),
            past_due_minor=money(self.features.past_due_columns),
            moved=(segments != groups.now[:, None]).T @ groups.customers,
            spread=groups.spread(segments, len(marks)),
        )

    @cached_property
    def masks(self) -> dict[int, NDArray[np.bool_]]:
        """Who satisfies each enabled rule as the policy stands, by the place of the rule."""
        rules = enumerate(self.policy.rules)
        return {at: satisfied(self.features, self.policy, rule) for at, rule in rules if rule.is_enabled}

    @cached_property
    def _now(self) -> NDArray[np.int64]:
        """The present segment of every customer as a code of the policy's; one past the last where it is none of those."""
        if self.now is None:
            return segment_codes(self.policy)[_first(self.masks, len(self.features))]
        names = [each.name for each in self.policy.segments]
        codes = np.array([names.index(each) if each in names else len(names) for each in self.now.segments])
        found: NDArray[np.int64] = codes[self.now.codes]
        return found

    def _groups(self, threshold: str, marks: NDArray[np.float64]) -> Groups:
        moving = [at for at in self.masks if uses(self.policy.rules[at], threshold)]
        untouched = _first({at: mask for at, mask in self.masks.items() if at not in moving}, len(self.features))
        return Groups.of(
            self.features, self.policy, threshold, marks, moving=moving, untouched=untouched, now=self._now
        )


def _first(masks: Mapping[int, NDArray[np.bool_]], size: int) -> NDArray[np.int16]:
    """Return the place of the first rule of ``masks`` that each customer satisfies, NO_RULE for none."""
    found = np.full(size, NO_RULE, dtype=np.int16)
    for at in sorted(masks, reverse=True):
        np.putmask(found, masks[at], at)
    return found


def _preferred(maximum: float) -> list[float]:
    top = int(np.floor(np.log10(max(maximum, 1))))
    return [
        round(number * 10.0**decade, 2) for decade in range(max(top - _DECADES, 0), top + 1) for number in _PREFERRED
    ]
