"""Groups of customers whom no value of a lever tells apart: what a lever's table is counted from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from core.segments.assign import holds
from core.segments.policy import Match, Op

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from core.segments.features import Features
    from core.segments.policy import Condition, Policy, Rule

MOST_CELLS: Final = 4_000_000
UPWARD: Final = frozenset({Op.AT_LEAST, Op.MORE, Op.IS, Op.IS_NOT})


@dataclass(frozen=True, kw_only=True, eq=False)
class Spread:
    """How the customers are spread over the values of a slider, by the ``field`` that its threshold is compared with.

    ``customers[j]`` lie from value j up to the next one (at the last value: exactly there), of whom ``movable[j]`` change
    segment somewhere along the slider; ``below`` and ``beyond`` lie outside it, of ``unknown`` the field is not known.
    ``is_upward``: who is at or above the cut satisfies the condition, else who is below it.
    """

    field: str
    customers: NDArray[np.int64]
    movable: NDArray[np.int64]
    below: int
    beyond: int
    unknown: int
    is_upward: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Groups:
    """The groups at the values of one threshold.

    ``cell`` is a number for every customer by which sums are taken, and ``kept`` the sums of them that are the groups'.
    Per group: ``untouched`` the first rule without the threshold that its customers satisfy (NO_RULE for none), ``now`` the
    segment they are in, ``customers`` how many they are, ``rests[rule]`` whether what else that rule asks is so, and
    ``bins[field]`` where they are among the values: twice the number of values below, and one more where they are exactly
    at the next value; an unknown value is the last bin of all.
    """

    policy: Policy
    threshold: str
    moving: tuple[int, ...]
    cell: NDArray[np.int64]
    kept: NDArray[np.int64]
    customers: NDArray[np.int64]
    untouched: NDArray[np.int64]
    now: NDArray[np.int64]
    rests: dict[int, NDArray[np.bool_]]
    bins: dict[str, NDArray[np.int64]]

    @classmethod
    def of(
        cls,
        features: Features,
        policy: Policy,
        threshold: str,
        marks: NDArray[np.float64],
        *,
        moving: Sequence[int],
        untouched: NDArray[np.int16],
        now: NDArray[np.int64],
    ) -> Groups:
        """Return the groups at ``marks``; ``moving`` are the places of the enabled rules that use ``threshold``."""
        fields = list(dict.fromkeys(each.field for at in moving for each in conditions_on(policy.rules[at], threshold)))
        traits: list[tuple[NDArray[Any], int]] = [
            (untouched + np.int64(1), len(policy.rules) + 1),
            (now, len(policy.segments) + 1),
            *((_rest(features, policy, policy.rules[at], threshold), 2) for at in moving),
            *((features.binned(name, tuple(marks.tolist())), 2 * len(marks) + 2) for name in fields),
        ]
        cell, sizes = np.zeros(len(features), dtype=np.int64), [size for _, size in traits]
        for values, size in traits:
            cell *= size
            cell += values
        cells, kept, cell, customers = _counted(cell, int(np.prod(sizes)))
        parts = np.unravel_index(cells, sizes)
        rests = {at: parts[2 + place] == 1 for place, at in enumerate(moving)}
        return cls(
            policy=policy,
            threshold=threshold,
            moving=tuple(moving),
            cell=cell,
            kept=kept,
            customers=customers,
            untouched=parts[0] - 1,
            now=parts[1],
            rests=rests,
            bins=dict(zip(fields, parts[2 + len(moving) :], strict=True)),
        )

    def sum_of(self, column: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of ``column``, one number per customer, over the customers of each group."""
        return np.bincount(self.cell, weights=column).astype(np.float64)[self.kept]

    def segments_at(self, values: int) -> NDArray[np.int64]:
        """Return the segment of each group (rows) at each of the ``values`` (columns)."""
        nothing = len(self.policy.rules)
        first = np.repeat(np.where(self.untouched < 0, nothing, self.untouched)[:, None], values, axis=1)
        for at in self.moving:
            rule = self.policy.rules[at]
            told = [self._holds(each, values) for each in conditions_on(rule, self.threshold)]
            rest = self.rests[at][:, None]
            held = rest & np.logical_and.reduce(told) if rule.match is Match.ALL else rest | np.logical_or.reduce(told)
            first = np.where(held & (at < first), at, first)
        found: NDArray[np.int64] = segment_codes(self.policy)[first]
        return found

    def spread(self, segments: NDArray[np.int64], values: int) -> Spread | None:
        """Return how the customers are spread over the values by the first field that the threshold is compared with."""
        if not self.moving:
            return None
        condition = conditions_on(self.policy.rules[self.moving[0]], self.threshold)[0]
        bins = self.bins[condition.field]
        is_known, is_exact = bins <= 2 * values, bins % 2 == 1
        place = bins // 2 - 1 + is_exact
        is_inside = is_known & (place >= 0) & ((place < values - 1) | is_exact)
        is_movable = (segments != segments[:, :1]).any(axis=1)

        def counted(which: NDArray[np.bool_]) -> NDArray[np.int64]:
            found = np.bincount(place[which], weights=self.customers[which], minlength=values)
            return np.rint(found).astype(np.int64)

        return Spread(
            field=condition.field,
            customers=counted(is_inside),
            movable=counted(is_inside & is_movable),
            below=int(self.customers[is_known & (place < 0)].sum()),
            beyond=int(self.customers[is_known & ~is_inside & (place >= 0)].sum()),
            unknown=int(self.customers[~is_known].sum()),
            is_upward=condition.op in UPWARD,
        )

    def _holds(self, condition: Condition, values: int) -> NDArray[np.bool_]:
        """Return whether ``condition`` holds for each group (rows) at each of the ``values`` (columns)."""
        bins = self.bins[condition.field][:, None]
        is_known, is_at = bins <= 2 * values, bins % 2 == 1
        below, place = bins // 2, np.arange(values)[None, :]
        # Of a customer, the values below its own number are those before ``below``; the next one may be its very own.
        is_more, is_same = place < below, is_at & (place == below)
        told: NDArray[np.bool_] = {
            Op.AT_LEAST: is_more | is_same,
            Op.MORE: is_more,
            Op.AT_MOST: ~is_more,
            Op.LESS: ~is_more & ~is_same,
            Op.IS: is_same,
            Op.IS_NOT: ~is_same,
        }[condition.op]
        held: NDArray[np.bool_] = told & is_known
        return held


def conditions_on(rule: Rule, threshold: str) -> tuple[Condition, ...]:
    """Return the conditions of ``rule`` that compare with ``threshold``."""
    return tuple(each for each in rule.conditions if each.threshold == threshold)


def uses(rule: Rule, threshold: str) -> bool:
    """Return whether ``rule`` compares anything with ``threshold``."""
    return bool(conditions_on(rule, threshold))


def segment_codes(policy: Policy) -> NDArray[np.int64]:
    """Return the segment of each rule as a code, and last that of everyone else: NO_RULE finds it too."""
    code_of = {segment.name: code for code, segment in enumerate(policy.segments)}
    return np.array([*(code_of[each.segment] for each in policy.rules), code_of[policy.otherwise]], dtype=np.int64)


def _rest(features: Features, policy: Policy, rule: Rule, threshold: str) -> NDArray[np.bool_]:
    """Return who satisfies what ``rule`` asks beside ``threshold``: for all of nothing everybody, for any of nothing nobody."""
    is_all = rule.match is Match.ALL
    found = np.full(len(features), is_all)
    for condition in rule.conditions:
        if condition.threshold != threshold:
            held = holds(features, policy, condition)
            found = found & held if is_all else found | held
    return found


def _counted(
    cell: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the cells that have customers, which sums by cell are theirs, the cell of every customer, and their customers."""
    if size > MOST_CELLS:
        cells, renumbered, customers = np.unique(cell, return_inverse=True, return_counts=True)
        return cells, np.arange(len(cells)), renumbered, customers
    counted = np.bincount(cell, minlength=size)
    cells = np.flatnonzero(counted)
    return cells, cells, cell, counted[cells]
