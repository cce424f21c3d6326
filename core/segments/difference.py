"""The difference between two policies, in words people can put above a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.segments.fields import FieldKind
from core.segments.words import ENGLISH, number_in_words, rule_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.language import Words
    from core.segments.policy import Policy, Rule, Threshold

_KIND_OF_UNIT = {"EUR": FieldKind.MONEY, "days": FieldKind.DAYS, "share": FieldKind.SHARE}


def difference(before: Policy, after: Policy, words: Words = ENGLISH) -> list[str]:
    """Return one sentence per change from ``before`` to ``after``; empty when they do the same."""
    return [
        *_thresholds(before, after, words),
        *_segments(before, after),
        *_rules(before, after, words),
    ]


def threshold_in_words(threshold: Threshold, words: Words = ENGLISH) -> str:
    """Return the value of ``threshold`` with its unit."""
    return number_in_words(threshold.value, _KIND_OF_UNIT.get(threshold.unit, FieldKind.COUNT), words)


def _thresholds(before: Policy, after: Policy, words: Words) -> Iterator[str]:
    old = {each.name: each for each in before.thresholds}
    new = {each.name: each for each in after.thresholds}
    for name, threshold in new.items():
        value = threshold_in_words(threshold, words)
        if name not in old:
            yield f"New threshold “{threshold.label}”: {value}."
        elif old[name].value != threshold.value:
            yield f"“{threshold.label}” goes from {threshold_in_words(old[name], words)} to {value}."
    for name, threshold in old.items():
        if name not in new:
            yield f"Threshold “{threshold.label}” is gone."


def _segments(before: Policy, after: Policy) -> Iterator[str]:
    old = {each.name: each for each in before.segments}
    new = {each.name: each for each in after.segments}
    for name, segment in new.items():
        if name not in old:
            yield f"New segment “{segment.label}”."
        elif old[name].label != segment.label:
            yield f"Segment “{old[name].label}” is now called “{segment.label}”."
    for name, segment in old.items():
        if name not in new:
            yield f"Segment “{segment.label}” is gone."
    if before.otherwise != after.otherwise:
        yield f"Everyone else goes to “{new[after.otherwise].label}” instead of “{old[before.otherwise].label}”."


def _rules(before: Policy, after: Policy, words: Words) -> Iterator[str]:
    # By what a rule says, not by what its thresholds are worth today: a moved threshold is told once, above.
    old, new = {_said(rule): rule for rule in before.rules}, {_said(rule): rule for rule in after.rules}
    for said, rule in new.items():
        if said not in old:
            yield f"New rule “{rule.label}”: {rule_in_words(after, rule, words)}."
        elif old[said].is_enabled != rule.is_enabled:
            yield f"Rule “{rule.label}” is switched {'on' if rule.is_enabled else 'off'}."
    for said, rule in old.items():
        if said not in new:
            yield f"Rule “{rule.label}” is gone."
    kept = [said for said in new if said in old]
    if kept != [said for said in old if said in new]:
        yield f"The rules are in another order: {', '.join(rule.label for rule in after.rules)}."


def _said(rule: Rule) -> tuple[object, ...]:
    return rule.segment, rule.match, rule.conditions
