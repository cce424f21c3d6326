"""Rules that provably never match: contradictory in themselves, or wholly taken by rules before them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.segments.fields import FIELDS, NUMERIC
from core.segments.policy import Condition, Match, Op, Policy, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Values of one field that a set of conditions lets through: an interval of numbers, or words in and words out."""

    low: float = -math.inf
    high: float = math.inf
    is_low_open: bool = False
    is_high_open: bool = False
    words: frozenset[str] | None = None
    barred: frozenset[str] = frozenset()
    not_numbers: frozenset[float] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether no value at all is let through."""
        if self.words is not None and not self.words - self.barred:
            return True
        if self.low > self.high:
            return True
        return self.low == self.high and (self.is_low_open or self.is_high_open or self.low in self.not_numbers)

    def covers(self, other: Reach) -> bool:
        """Whether every value of ``other`` is let through here too."""
        is_low_in = self.low < other.low or (self.low == other.low and (other.is_low_open or not self.is_low_open))
        is_high_in = self.high > other.high or (
            self.high == other.high and (other.is_high_open or not self.is_high_open)
        )
        if not (is_low_in and is_high_in and self.not_numbers <= other.not_numbers):
            return False
        if self.words is None:
            return self.barred <= other.barred or (
                other.words is not None and not self.barred & (other.words - other.barred)
            )
        return other.words is not None and other.words - other.barred <= self.words - self.barred


def never_matches(policy: Policy) -> Iterator[str]:
    """Yield a sentence for each enabled rule of a valid ``policy`` that can be proven to take no customer."""
    earlier: list[tuple[int, Rule]] = []
    for place, rule in enumerate(policy.rules, start=1):
        if not rule.is_enabled:
            continue
        ways = [way for way in _ways(policy, rule) if not any(reach.is_empty for reach in way.values())]
        if not ways:
            yield f"Rule {place} ({rule.label}) can never match: its conditions contradict each other. Change one of them."
        else:
            takers = [_taker(policy, way, earlier) for way in ways]
            found = [each for each in takers if each is not None]
            if len(found) == len(ways):
                yield (
                    f"Rule {place} ({rule.label}) can never match: rule {found[0][0]} ({found[0][1].label}) "
                    f"takes all of its customers first. Put it before that rule, or remove it."
                )
        earlier.append((place, rule))


def _taker(policy: Policy, way: dict[str, Reach], earlier: Sequence[tuple[int, Rule]]) -> tuple[int, Rule] | None:
    for place, rule in earlier:
        for other in _ways(policy, rule):
            if all(name in way and reach.covers(way[name]) for name, reach in other.items()):
                return place, rule
    return None


def _ways(policy: Policy, rule: Rule) -> list[dict[str, Reach]]:
    """Return the ways a customer can satisfy ``rule``: one for all of its conditions, or one for each of any."""
    groups = [rule.conditions] if rule.match is Match.ALL else [(each,) for each in rule.conditions]
    return [_reaches(policy, group) for group in groups]


def _reaches(policy: Policy, conditions: Sequence[Condition]) -> dict[str, Reach]:
    reaches: dict[str, Reach] = {}
    for condition in conditions:
        before = reaches.get(condition.field) or _whole(condition.field)
        reaches[condition.field] = _narrowed(before, policy, condition)
    return reaches


def _whole(name: str) -> Reach:
    field = FIELDS[name]
    if field.kind in NUMERIC:
        return Reach(low=-math.inf if field.minimum is None else field.minimum)
    return Reach(words=frozenset(field.choices)) if field.choices else Reach()


def _narrowed(reach: Reach, policy: Policy, condition: Condition) -> Reach:
    if FIELDS[condition.field].kind in NUMERIC:
        return _narrowed_number(reach, condition.op, policy.number(condition))
    if isinstance(condition.value, bool):
        # Of two values, "is not yes" is "is no".
        is_yes = condition.value is (condition.op is Op.IS)
        return _narrowed_words(reach, Op.IS, frozenset({str(is_yes)}))
    words = condition.value if isinstance(condition.value, tuple) else (str(condition.value),)
    return _narrowed_words(reach, condition.op, frozenset(words))


def _narrowed_words(reach: Reach, op: Op, words: frozenset[str]) -> Reach:
    if op is Op.IS_NOT:
        return Reach(words=reach.words, barred=reach.barred | words)
    return Reach(words=words if reach.words is None else reach.words & words, barred=reach.barred)


def _narrowed_number(reach: Reach, op: Op, number: float) -> Reach:
    low, high, is_low_open, is_high_open = reach.low, reach.high, reach.is_low_open, reach.is_high_open
    if op in {Op.AT_LEAST, Op.MORE, Op.IS} and (number, op is Op.MORE) > (low, is_low_open):
        low, is_low_open = number, op is Op.MORE
    if op in {Op.AT_MOST, Op.LESS, Op.IS} and (-number, op is Op.LESS) > (-high, is_high_open):
        high, is_high_open = number, op is Op.LESS
    not_numbers = reach.not_numbers | {number} if op is Op.IS_NOT else reach.not_numbers
    return Reach(low=low, high=high, is_low_open=is_low_open, is_high_open=is_high_open, not_numbers=not_numbers)
