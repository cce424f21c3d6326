"""The difference between two policies, in words people can put above a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.segments.words import ENGLISH, rule_in_words, threshold_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.language import Words
    from core.segments.policy import Policy, Rule, Segment


def difference(before: Policy, after: Policy, words: Words = ENGLISH) -> list[str]:
    """Return one sentence per change from ``before`` to ``after``; empty when they do the same."""
    return [
        *_thresholds(before, after, words),
        *_segments(before, after, words),
        *_rules(before, after, words),
    ]


def _thresholds(before: Policy, after: Policy, words: Words) -> Iterator[str]:
    old = {each.name: each for each in before.thresholds}
    new = {each.name: each for each in after.thresholds}
    for name, threshold in new.items():
        value, label = threshold_in_words(threshold, words), words(threshold.label)
        if name not in old:
            yield words("New threshold “{label}”: {value}.", label=label, value=value)
            continue
        was = old[name]
        if was.label != threshold.label:
            yield words("Threshold “{old}” is now called “{new}”.", old=words(was.label), new=label)
        if was.value != threshold.value:
            yield words(
                "“{label}” goes from {before} to {after}.",
                label=label,
                before=threshold_in_words(was, words),
                after=value,
            )
        if (was.minimum, was.maximum, was.step, was.unit) != (
            threshold.minimum,
            threshold.maximum,
            threshold.step,
            threshold.unit,
        ):
            yield words("The slider of “{label}” has another range.", label=label)
    for name, threshold in old.items():
        if name not in new:
            yield words("Threshold “{label}” is gone.", label=words(threshold.label))


def _segments(before: Policy, after: Policy, words: Words) -> Iterator[str]:
    old = {each.name: each for each in before.segments}
    new = {each.name: each for each in after.segments}
    for name, segment in new.items():
        if name not in old:
            yield words("New segment “{label}”.", label=words(segment.label))
        elif old[name].label != segment.label:
            yield words("Segment “{old}” is now called “{new}”.", old=words(old[name].label), new=words(segment.label))
        elif old[name].description != segment.description:
            yield words("Segment “{label}” has another description.", label=words(segment.label))
    for name, segment in old.items():
        if name not in new:
            yield words("Segment “{label}” is gone.", label=words(segment.label))
    if before.otherwise != after.otherwise:
        yield words(
            "Everyone else goes to “{new}” instead of “{old}”.",
            new=_label(new, after.otherwise, words),
            old=_label(old, before.otherwise, words),
        )


def _label(segments: Mapping[str, Segment], name: str, words: Words) -> str:
    """Return what the segment ``name`` is called; a proposal in the making may name one that is not there."""
    return words(segments[name].label) if name in segments else name


def _rules(before: Policy, after: Policy, words: Words) -> Iterator[str]:
    # By what a rule says, not by what its thresholds are worth today: a moved threshold is told once, above.
    old, new = {_said(rule): rule for rule in before.rules}, {_said(rule): rule for rule in after.rules}
    for said, rule in new.items():
        label = words(rule.label)
        if said not in old:
            yield words("New rule “{label}”: {told}.", label=label, told=rule_in_words(after, rule, words))
            continue
        if old[said].label != rule.label:
            yield words("Rule “{old}” is now called “{new}”.", old=words(old[said].label), new=label)
        if old[said].is_enabled != rule.is_enabled:
            yield (
                words("Rule “{label}” is switched on.", label=label)
                if rule.is_enabled
                else words("Rule “{label}” is switched off.", label=label)
            )
    for said, rule in old.items():
        if said not in new:
            yield words("Rule “{label}” is gone.", label=words(rule.label))
    kept = [said for said in new if said in old]
    if kept != [said for said in old if said in new]:
        order = ", ".join(words(rule.label) for rule in after.rules)
        yield words("The rules are in another order: {order}.", order=order)


def _said(rule: Rule) -> tuple[object, ...]:
    return rule.segment, rule.match, rule.conditions
