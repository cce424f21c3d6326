"""The difference between two strategies, in words people can put above a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.language import later
from core.strategy.reason import ENGLISH, days
from core.strategy.strategy_words import (
    ENTRIES,
    MIXTURES,
    TONES,
    cap_in_words,
    channels_in_words,
    escalations_in_words,
    hours_in_words,
    past_due,
    quiet_in_words,
    who,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.language import Words
    from core.strategy.contact_policy import ContactPolicy
    from core.strategy.ladder import Ladder, Step
    from core.strategy.strategy import Strategy


def difference(before: Strategy, after: Strategy, words: Words = ENGLISH) -> list[str]:
    """Return one sentence per change from ``before`` to ``after``; empty when they do the same."""
    return [
        *_ladders(before, after, words),
        *_rules(before, after, words),
        *_settings(before, after, words),
        *_contact(before.contact, after.contact, words),
    ]


def _ladders(before: Strategy, after: Strategy, words: Words) -> Iterator[str]:
    for name, ladder in after.ladders.items():
        old = before.ladders.get(name)
        if old is None:
            yield words("New ladder “{label}” with {n} steps.", label=words(ladder.label), n=len(ladder.steps))
            continue
        if old.label != ladder.label:
            yield words("Ladder “{old}” is now called “{new}”.", old=words(old.label), new=words(ladder.label))
        yield from _steps(old, ladder, words)
    for name, ladder in before.ladders.items():
        if name not in after.ladders:
            yield words("Ladder “{label}” is gone.", label=words(ladder.label))


def _steps(before: Ladder, after: Ladder, words: Words) -> Iterator[str]:
    old, new = {each.number: each for each in before.steps}, {each.number: each for each in after.steps}
    label = words(after.label)
    for number, step in new.items():
        if number not in old:
            yield words(
                "Ladder “{ladder}”: new step {step}, {label}, {day}.",
                ladder=label,
                step=number,
                label=words(step.label),
                day=past_due(step.days_past_due, words),
            )
            continue
        for said in _step(old[number], step, words):
            yield words("Ladder “{ladder}”, step {step}: {change}.", ladder=label, step=number, change=said)
    for number, step in old.items():
        if number not in new:
            yield words(
                "Ladder “{ladder}”: step {step}, {label}, is gone.",
                ladder=label,
                step=number,
                label=words(step.label),
            )


def _step(before: Step, after: Step, words: Words) -> Iterator[str]:
    if before.days_past_due != after.days_past_due:
        yield words(
            "from {before} to {after}",
            before=days(before.days_past_due, words),
            after=past_due(after.days_past_due, words),
        )
    told: tuple[tuple[str, Callable[[Step], str]], ...] = (
        (later("name from {before} to {after}"), lambda step: words(step.label)),
        (later("message from {before} to {after}"), lambda step: str(step.message)),
        (later("tone from {before} to {after}"), lambda step: words(TONES[step.tone])),
        (later("channel from {before} to {after}"), lambda step: channels_in_words(step, words)),
        (later("least amount from {before} to {after}"), lambda step: words.money(step.minimum_amount_minor, "EUR")),
        (
            later("least wait since the step before from {before} to {after}"),
            lambda step: days(step.minimum_wait_days, words),
        ),
        (later("people from {before} to {after}"), lambda step: escalations_in_words(step, words)),
    )
    for sentence, said in told:
        old, new = said(before), said(after)
        if old != new:
            yield words(sentence, before=old, after=new)


def _rules(before: Strategy, after: Strategy, words: Words) -> Iterator[str]:
    old, new = {each.label: each for each in before.rules}, {each.label: each for each in after.rules}
    for label, rule in new.items():
        if label not in old:
            yield words(
                "New rule “{label}”: {who} climb “{ladder}”.",
                label=words(label),
                who=who(rule, words),
                ladder=_ladder(after, rule.ladder, words),
            )
        elif old[label] != rule:
            yield words(
                "Rule “{label}” is now for {who}, who climb “{ladder}”.",
                label=words(label),
                who=who(rule, words),
                ladder=_ladder(after, rule.ladder, words),
            )
    for label in old:
        if label not in new:
            yield words("Rule “{label}” is gone.", label=words(label))
    if [each for each in new if each in old] != [each for each in old if each in new]:
        yield words("The rules are in another order: {rules}.", rules=", ".join(words(each) for each in new))
    if before.otherwise != after.otherwise:
        yield words("Everybody else climbs “{ladder}”.", ladder=_ladder(after, after.otherwise, words))


def _ladder(strategy: Strategy, name: str, words: Words) -> str:
    return words(strategy.ladders[name].label) if name in strategy.ladders else name


def _settings(before: Strategy, after: Strategy, words: Words) -> Iterator[str]:
    if before.entry != after.entry:
        yield words("Who comes in late begins {where}.", where=words(ENTRIES[after.entry]))
    if before.mixed != after.mixed:
        yield words("Items of several ages stand in a message {how}.", how=words(MIXTURES[after.mixed]))
    if before.large_claim_minor != after.large_claim_minor:
        yield words("A large claim is now {amount} or more.", amount=words.money(after.large_claim_minor, "EUR"))
    if before.agency_after_days != after.agency_after_days:
        yield words("The agency gets the file {days} after the last step.", days=days(after.agency_after_days, words))


def _contact(before: ContactPolicy, after: ContactPolicy, words: Words) -> Iterator[str]:
    numbers = (
        (later("Days between two messages: from {before} to {after}."), "minimum_days_between"),
        (later("Days of grace after a promise: from {before} to {after}."), "promise_grace_days"),
        (later("Longest wait for a pay day: from {before} to {after}."), "pay_day_wait_days"),
    )
    for sentence, name in numbers:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield words(sentence, before=days(old, words), after=days(new, words))
    for currency in sorted({*before.minimum_amount_minor, *after.minimum_amount_minor}):
        if before.minimum_minor(currency) != after.minimum_minor(currency):
            yield words(
                "The least a message asks for: from {before} to {after}.",
                before=words.money(before.minimum_minor(currency), currency),
                after=words.money(after.minimum_minor(currency), currency),
            )
    yield from _listed(
        [cap_in_words(each, words) for each in before.caps],
        [cap_in_words(each, words) for each in after.caps],
        (later("New cap: {what}."), later("Cap gone: {what}.")),
        words,
    )
    yield from _listed(
        [hours_in_words(*each, words) for each in before.hours.items()],
        [hours_in_words(*each, words) for each in after.hours.items()],
        (later("New contact hours {what}."), later("Contact hours gone: {what}.")),
        words,
    )
    yield from _listed(
        [quiet_in_words(each, words) for each in before.quiet],
        [quiet_in_words(each, words) for each in after.quiet],
        (later("New quiet period {what}."), later("Quiet period gone: {what}.")),
        words,
    )


def _listed(before: Sequence[Any], after: Sequence[Any], said: tuple[str, str], words: Words) -> Iterator[str]:
    yield from (words(said[0], what=each) for each in after if each not in before)
    yield from (words(said[1], what=each) for each in before if each not in after)
