"""Assignment: the one segment of every customer under a policy, and the reason in words when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.money import to_text
from core.segments.fields import FIELDS, FieldKind
from core.segments.policy import Match, Op, Policy
from core.segments.words import ENGLISH, reason_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from core.language import Words
    from core.segments.features import Features
    from core.segments.policy import Condition, Rule

NO_RULE = -1
_COMPARE: dict[Op, Callable[[NDArray[np.float64], float], NDArray[np.bool_]]] = {
    Op.AT_LEAST: np.greater_equal,
    Op.MORE: np.greater,
    Op.AT_MOST: np.less_equal,
    Op.LESS: np.less,
    Op.IS: np.equal,
    Op.IS_NOT: lambda numbers, target: ~(np.isnan(numbers) | (numbers == target)),
}


@dataclass(frozen=True, kw_only=True)
class SegmentTotal:
    """Customers of a segment, and their net balance and past-due balance per currency in minor units."""

    customers: int
    balance_minor: Mapping[str, int]
    past_due_minor: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, eq=False)
class Sums:
    """Customers (one entry per code), net and past-due balances in minor units (one row per code, one column per currency)."""

    customers: NDArray[np.int64]
    balance_minor: NDArray[np.int64]
    past_due_minor: NDArray[np.int64]

    def named(self, segments: Sequence[str], currencies: Sequence[str]) -> dict[str, SegmentTotal]:
        """Return the sums by the names of their codes."""
        return {
            name: SegmentTotal(
                customers=int(self.customers[code]),
                balance_minor=dict(zip(currencies, self.balance_minor[code].tolist(), strict=True)),
                past_due_minor=dict(zip(currencies, self.past_due_minor[code].tolist(), strict=True)),
            )
            for code, name in enumerate(segments)
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class Assignment:
    """Every customer's segment: ``codes`` index ``policy.segments``; ``rules`` the rule that matched, NO_RULE for none."""

    policy: Policy
    features: Features
    codes: NDArray[np.int64]
    rules: NDArray[np.int16]

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The names of the segments, in the order of the codes."""
        return tuple(each.name for each in self.policy.segments)

    @cached_property
    def objecting(self) -> frozenset[int]:
        """The keys of the customers who object to profiling: of them nothing is foretold either."""
        objects = self.features.objects
        return frozenset() if objects is None else frozenset(self.features.keys[objects].tolist())

    def segments_frame(self) -> pd.DataFrame:
        """Return customer_key and segment, one row per customer."""
        names = pd.Index(self.segments).take(self.codes)
        return pd.DataFrame({"customer_key": self.features.keys, "segment": names})

    def reason(self, position: int, words: Words = ENGLISH) -> str:
        """Return why the customer at row ``position`` is in its segment."""
        rule = int(self.rules[position])
        if self.features.objects is not None and self.features.objects[position]:
            return words("objects to profiling: the standard flow")
        if rule == NO_RULE:
            return words("no rule applies")
        return reason_in_words(self.policy, self.policy.rules[rule], self.features, position, words)

    def reasons(self, positions: Iterable[int], words: Words = ENGLISH) -> list[str]:
        """Return the reasons of the customers at ``positions``."""
        return [self.reason(each, words) for each in positions]

    @cached_property
    def sums(self) -> Sums:
        """Customers and money per code."""
        return sums(self.features, self.codes, len(self.segments))

    def totals(self) -> dict[str, SegmentTotal]:
        """Return customers and money per segment, empty segments included, in the policy's order."""
        return self.sums.named(self.segments, self.features.currencies)


def assign(features: Features, policy: Policy) -> Assignment:
    """Return the segment of every customer: that of the first enabled rule it satisfies, else ``policy.otherwise``."""
    codes, rules = place(features, policy, {})
    return Assignment(policy=policy, features=features, codes=codes, rules=rules)


def place(
    features: Features,
    policy: Policy,
    masks: Mapping[int, NDArray[np.bool_]],
) -> tuple[NDArray[np.int64], NDArray[np.int16]]:
    """Return segment codes and matching rules; ``masks`` gives what is already known of some rules, by their place."""
    code_of = {segment.name: code for code, segment in enumerate(policy.segments)}
    rules = np.full(len(features), NO_RULE, dtype=np.int16)
    # Backwards, so that the first rule that matches writes last and wins.
    for number in reversed(range(len(policy.rules))):
        rule = policy.rules[number]
        if rule.is_enabled:
            np.putmask(rules, masks[number] if number in masks else satisfied(features, policy, rule), number)
    # NO_RULE is -1, the last entry: everyone else.
    of_rule = np.array([*(code_of[each.segment] for each in policy.rules), code_of[policy.otherwise]], dtype=np.int64)
    return of_rule[rules], rules


def satisfied(features: Features, policy: Policy, rule: Rule) -> NDArray[np.bool_]:
    """Return which customers satisfy ``rule``, whatever rules come before it."""
    masks = [holds(features, policy, condition) for condition in rule.conditions]
    combine = np.logical_and if rule.match is Match.ALL else np.logical_or
    result: NDArray[np.bool_] = combine.reduce(masks)
    return result


def holds(features: Features, policy: Policy, condition: Condition) -> NDArray[np.bool_]:
    """Return for which customers ``condition`` holds; an unknown value satisfies nothing, nor does who objects to profiling."""
    found = _compared(features, policy, condition)
    return found if features.objects is None else found & ~features.objects


def _compared(features: Features, policy: Policy, condition: Condition) -> NDArray[np.bool_]:
    kind = FIELDS[condition.field].kind
    if kind is FieldKind.TEXT:
        return _holds_in_words(features, condition)
    numbers = features.numbers[condition.field]
    target = float(bool(condition.value)) if kind is FieldKind.FLAG else policy.number(condition)
    result: NDArray[np.bool_] = _COMPARE[condition.op](numbers, target)
    return result


def _holds_in_words(features: Features, condition: Condition) -> NDArray[np.bool_]:
    column = features.words[condition.field]
    values = condition.value if isinstance(condition.value, tuple) else (str(condition.value),)
    # One answer per word, and a last one for the unknown (-1), which satisfies nothing.
    answers = np.array([(each in values) is (condition.op is not Op.IS_NOT) for each in column.words] + [False])
    found: NDArray[np.bool_] = answers[column.codes]
    return found


def sums(features: Features, codes: NDArray[np.int64], size: int, rows: NDArray[np.int64] | None = None) -> Sums:
    """Return customers and money per code, of every customer or of those at ``rows`` (to which ``codes`` then belong)."""
    return Sums(
        customers=np.bincount(codes, minlength=size),
        balance_minor=summed(features.balance_columns, codes, size, rows),
        past_due_minor=summed(features.past_due_columns, codes, size, rows),
    )


def summed(
    columns: Sequence[NDArray[np.float64]], codes: NDArray[np.int64], size: int, rows: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Return the sum of each of ``columns`` per code: shape (size, columns).

    The weights of bincount are doubles: exact up to 2**53 minor units, ninety thousand billion euros.
    """
    found = [np.bincount(codes, weights=column if rows is None else column[rows], minlength=size) for column in columns]
    return np.rint(np.column_stack(found)).astype(np.int64) if found else np.zeros((size, 0), dtype=np.int64)


def summary(assignment: Assignment) -> dict[str, dict[str, object]]:
    """Return ``{segment: {"customers", "amounts": {currency: decimal string}}}``; amounts add up to the ledger's total."""
    return {
        name: {
            "customers": total.customers,
            "amounts": {currency: to_text(minor, currency) for currency, minor in total.balance_minor.items()},
        }
        for name, total in assignment.totals().items()
    }
