"""Edits of a policy: each returns another policy, so that a proposal can be undone step by step."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from core.errors import SaldoError, UnknownNameError
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.segments.policy import Policy, Rule, Segment, Threshold

T = TypeVar("T")
LONGEST_NAME = 40


class StillUsedError(SaldoError):
    """A threshold or segment that a rule still needs."""

    def __init__(self, label: str, rules: list[str]) -> None:
        super().__init__(
            "“{label}” is still used by {named}: change that first.",
            label=Sentence(label),
            named=[Sentence("“{rule}”", rule=Sentence(each)) for each in rules],
        )


def with_rule(policy: Policy, rule: Rule, place: int | None = None) -> Policy:
    """Return ``policy`` with ``rule`` at ``place``, counted from 0; last without one."""
    at = len(policy.rules) if place is None else place
    return replace(policy, rules=(*policy.rules[:at], rule, *policy.rules[at:]))


def with_rule_changed(policy: Policy, place: int, rule: Rule) -> Policy:
    """Return ``policy`` with ``rule`` in the stead of the one at ``place``."""
    return replace(policy, rules=_put(policy.rules, place, rule))


def without_rule(policy: Policy, place: int) -> Policy:
    """Return ``policy`` without the rule at ``place``."""
    return replace(policy, rules=(*policy.rules[:place], *policy.rules[place + 1 :]))


def with_rule_moved(policy: Policy, place: int, target: int) -> Policy:
    """Return ``policy`` with the rule at ``place`` moved to ``target``; beyond the ends is the end."""
    rule = policy.rules[place]
    return with_rule(without_rule(policy, place), rule, min(max(target, 0), len(policy.rules) - 1))


def with_rule_switched(policy: Policy, place: int) -> Policy:
    """Return ``policy`` with the rule at ``place`` off if it was on, and on if it was off."""
    rule = policy.rules[place]
    return with_rule_changed(policy, place, replace(rule, is_enabled=not rule.is_enabled))


def with_threshold(policy: Policy, threshold: Threshold) -> Policy:
    """Return ``policy`` with ``threshold``, in the stead of the one of that name if there is one."""
    names = [each.name for each in policy.thresholds]
    if threshold.name in names:
        return replace(policy, thresholds=_put(policy.thresholds, names.index(threshold.name), threshold))
    return replace(policy, thresholds=(*policy.thresholds, threshold))


def without_threshold(policy: Policy, name: str) -> Policy:
    """Return ``policy`` without the threshold ``name``; ``StillUsedError`` while a rule compares with it."""
    label = policy.threshold(name).label
    users = [rule.label for rule in policy.rules if any(each.threshold == name for each in rule.conditions)]
    if users:
        raise StillUsedError(label, users)
    return replace(policy, thresholds=tuple(each for each in policy.thresholds if each.name != name))


def with_segment(policy: Policy, segment: Segment) -> Policy:
    """Return ``policy`` with ``segment``, in the stead of the one of that name; a new one goes before the last."""
    names = [each.name for each in policy.segments]
    if segment.name in names:
        return replace(policy, segments=_put(policy.segments, names.index(segment.name), segment))
    return replace(policy, segments=(*policy.segments[:-1], segment, *policy.segments[-1:]))


def without_segment(policy: Policy, name: str) -> Policy:
    """Return ``policy`` without the segment ``name``; ``StillUsedError`` while a rule, or everyone else, goes there."""
    label = policy.segment(name).label
    users = [rule.label for rule in policy.rules if rule.segment == name]
    if users or policy.otherwise == name:
        raise StillUsedError(label, users or ["Everyone else"])
    return replace(policy, segments=tuple(each for each in policy.segments if each.name != name))


def with_otherwise(policy: Policy, name: str) -> Policy:
    """Return ``policy`` with everyone else in the segment ``name``; ``UnknownNameError`` when there is none."""
    policy.segment(name)
    return replace(policy, otherwise=name)


def name_for(policy: Policy, label: str) -> str:
    """Return a name for something called ``label`` that nothing in ``policy`` has yet."""
    ascii_only = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "_", ascii_only.lower()).strip("_")[:LONGEST_NAME] or "new_one"
    taken = {each.name for each in policy.thresholds} | {each.name for each in policy.segments}
    if stem not in taken:
        return stem
    return next(name for name in (f"{stem}_{number}" for number in range(2, len(taken) + 3)) if name not in taken)


def _put(values: tuple[T, ...], place: int, value: T) -> tuple[T, ...]:
    if not 0 <= place < len(values):
        raise UnknownNameError("rule", str(place + 1), [str(each + 1) for each in range(len(values))])
    return (*values[:place], value, *values[place + 1 :])
