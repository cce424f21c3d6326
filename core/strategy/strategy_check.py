"""Whether a strategy can be followed: its ladders climbed, its rules reached, and what the law wants first kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.law.steps import illegal_steps
from core.law.tables import countries
from core.strategy import contact_policy, ladder
from core.strategy.ladder import ENGLISH
from core.strategy.strategy import LadderRule, Strategy, StrategyRefusedError
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.language import Words

_PARTS = ("customer_types", "countries", "segments")


def check(strategy: Strategy, *, segments: tuple[str, ...] | None = None) -> Strategy:
    """Return ``strategy``; raise ``StrategyRefusedError`` with all that is wrong with it.

    ``segments`` are the names of the segment policy in force, where rules are to be checked against them.
    """
    found = problems(strategy, segments=segments)
    if found:
        raise StrategyRefusedError(found)
    return strategy


def problems(strategy: Strategy, *, segments: tuple[str, ...] | None = None, words: Words = ENGLISH) -> list[str]:
    """Return one sentence per thing that is wrong with ``strategy``; empty when it can be followed."""
    of_parts = [
        *_ladders(strategy, words),
        *_rules(strategy, segments, words),
        *contact_policy.problems(strategy.contact, words),
    ]
    # What the law says of ladders that cannot be climbed, or are not there, helps nobody.
    return of_parts or list(_law(strategy, words))


def _ladders(strategy: Strategy, words: Words) -> Iterator[str]:
    if not strategy.ladders:
        yield words("There is no ladder. Add one.")
    for name, each in strategy.ladders.items():
        if not name.strip() or not each.label.strip():
            yield words("Give every ladder a name.")
        yield from ladder.problems(each, words)
    if min(strategy.large_claim_minor, strategy.agency_after_days) < 0:
        yield words("A large claim, and the days before a file goes to the agency, cannot be less than 0.")


def _rules(strategy: Strategy, segments: tuple[str, ...] | None, words: Words) -> Iterator[str]:
    named = [
        (words("everybody else"), strategy.otherwise),
        *((words("rule “{label}”", label=words(each.label)), each.ladder) for each in strategy.rules),
    ]
    for who, name in named:
        if name not in strategy.ladders:
            yield words(
                "There is no ladder {name} for {who}. Choose one of: {known}.",
                name=repr(name),
                who=who,
                known=", ".join(strategy.ladders),
            )
    for place, rule in enumerate(strategy.rules):
        label = words(rule.label)
        if not rule.label.strip():
            yield words("Give every rule a name.")
        if rule.below_minor is not None and rule.below_minor <= 0:
            yield words("Rule “{label}” is for claims below 0: nobody fits. Give an amount.", label=label)
        for gone in sorted(set(rule.segments) - set(rule.segments if segments is None else segments)):
            yield words(
                "Rule “{label}” names segment {name}, which there is not (any more). Choose another.",
                label=label,
                name=repr(gone),
            )
        earlier = next((each for each in strategy.rules[:place] if _covers(each, rule)), None)
        if earlier is not None:
            yield words(
                "Rule “{label}” can never fit: “{earlier}” comes before it and takes everybody it would.",
                label=label,
                earlier=words(earlier.label),
            )


def _covers(earlier: LadderRule, later: LadderRule) -> bool:
    """Return whether everybody who fits ``later`` fits ``earlier``."""
    for name in _PARTS:
        wider, narrower = set(getattr(earlier, name)), set(getattr(later, name))
        if wider and not (narrower and narrower <= wider):
            return False
    if earlier.below_minor is None:
        return True
    return later.below_minor is not None and later.below_minor <= earlier.below_minor


def _law(strategy: Strategy, words: Words) -> Iterator[str]:
    """Yield what the law forbids on the ladder of each kind of customer that it speaks of, once per ladder, step and breach."""
    told = set()
    for country in countries():
        for customer_type in CustomerType:
            for name in ladders_for(strategy, country, customer_type):
                steps = [(each.number, each.days_past_due, str(each.message)) for each in strategy.ladder(name).steps]
                for number, breach in illegal_steps(steps, country=country, customer_type=customer_type):
                    said = words(
                        "Ladder “{ladder}”, step {step}: {problem}",
                        ladder=words(strategy.ladder(name).label),
                        step=number,
                        problem=breach.said(words),
                    )
                    if said not in told:
                        told.add(said)
                        yield said


def ladders_for(strategy: Strategy, country: str, customer_type: CustomerType) -> list[str]:
    """Return the names of the ladders that customers of a type in ``country`` may climb, by segment and amount."""
    found = []
    for rule in strategy.rules:
        if rule.countries and country not in rule.countries:
            continue
        if rule.customer_types and customer_type not in rule.customer_types:
            continue
        found.append(rule.ladder)
        if not rule.segments and rule.below_minor is None:
            return list(dict.fromkeys(found))  # nobody of them gets past this rule
    return list(dict.fromkeys([*found, strategy.otherwise]))
