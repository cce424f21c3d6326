"""Rules that do nothing: contradictory in themselves, wholly taken by rules before them, or the same as one after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.segments.fields import FIELDS
from core.segments.witness import witness
from core.segments.words import ENGLISH, threshold_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.language import Words
    from core.segments.policy import Policy, Rule

Placed = tuple[int, "Rule"]


def never_matches(policy: Policy, words: Words = ENGLISH) -> Iterator[str]:
    """Yield a sentence for each enabled rule of a valid ``policy`` that can be proven to take no customer."""
    earlier: list[Placed] = []
    for place, rule in enumerate(policy.rules, start=1):
        if not rule.is_enabled:
            continue
        if witness(policy, satisfies=[rule]) is None:
            yield _contradicts(place, rule, words)
        elif witness(policy, satisfies=[rule], none_of=[each for _, each in earlier]) is None:
            yield _taken(policy, (place, rule), earlier, words)
        earlier.append((place, rule))


def repeats(policy: Policy, words: Words = ENGLISH) -> Iterator[str]:
    """Yield a sentence for each enabled rule whose customers a later rule would put in the same segment anyway."""
    enabled = [(place, rule) for place, rule in enumerate(policy.rules, start=1) if rule.is_enabled]
    for at, (place, rule) in enumerate(enabled):
        between: list[Rule] = []
        for other_place, other in enabled[at + 1 :]:
            is_same = other.segment == rule.segment and witness(policy, satisfies=[rule], none_of=[other]) is None
            if is_same and all(witness(policy, satisfies=[rule, each]) is None for each in between):
                yield words(
                    "Rule {place} ({label}) overlaps with rule {other} ({other_label}), which puts the same customers in the same segment. Remove one of them.",
                    place=place,
                    label=words(rule.label),
                    other=other_place,
                    other_label=words(other.label),
                )
                break
            if other.segment != rule.segment:
                between.append(other)


def _contradicts(place: int, rule: Rule, words: Words) -> str:
    private = [FIELDS[each.field] for each in rule.conditions if FIELDS[each.field].is_business_only]
    if private and any(each.field == "customer_type" for each in rule.conditions):
        return words(
            "Rule {place} ({label}) can never match: {field} is kept of businesses only. Change one of its conditions.",
            place=place,
            label=words(rule.label),
            field=words(private[0].label),
        )
    return words(
        "Rule {place} ({label}) can never match: its conditions contradict each other. Change one of them.",
        place=place,
        label=words(rule.label),
    )


def _taken(policy: Policy, placed: Placed, earlier: Sequence[Placed], words: Words) -> str:
    place, rule = placed
    named = {"place": place, "label": words(rule.label)}
    takers = [each for each in earlier if witness(policy, satisfies=[rule], none_of=[each[1]]) is None]
    if not takers:
        return words(
            "Rule {place} ({label}) can never match: the rules before it together take all of its customers first. Put it before them, or remove it.",
            **named,
        )
    taker_place, taker = takers[0]
    named |= {"taker": taker_place, "taker_label": words(taker.label)}
    pair = _crossed(taker, rule)
    if pair is not None:
        first, second = (policy.threshold(each) for each in pair)
        return words(
            "Rule {place} ({label}) can never match: rule {taker} ({taker_label}) takes all of its customers first, for the thresholds are in the wrong order: “{first}” is {first_value} and “{second}” is {second_value}. Change one of them, or the order of the rules.",
            **named,
            first=words(first.label),
            first_value=threshold_in_words(first, words),
            second=words(second.label),
            second_value=threshold_in_words(second, words),
        )
    return words(
        "Rule {place} ({label}) can never match: rule {taker} ({taker_label}) takes all of its customers first. Put it before that rule, or remove it.",
        **named,
    )


def _crossed(taker: Rule, rule: Rule) -> tuple[str, str] | None:
    """Return two thresholds that both rules compare the same field with in the same direction, if there are any."""
    for mine in rule.conditions:
        for other in taker.conditions:
            is_pair = mine.threshold is not None and other.threshold not in {None, mine.threshold}
            if is_pair and (mine.field, mine.op) == (other.field, other.op):
                return str(other.threshold), str(mine.threshold)
    return None
