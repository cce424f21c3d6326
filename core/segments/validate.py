"""What is wrong with a policy, in plain sentences: unknown names, forbidden attributes, rules that can never match."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from core.errors import SaldoError
from core.segments.fields import FIELDS, NUMERIC, FieldKind, forbidden_attribute
from core.segments.overlap import never_matches
from core.segments.policy import Condition, Op, Policy, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SEGMENTS = 5
MOST_THRESHOLDS = 5
_OPS_OF_TEXT = frozenset({Op.IS, Op.IS_NOT, Op.ONE_OF})


class PolicyRefusedError(SaldoError):
    """A policy with something in it that Saldo will not run."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def check(policy: Policy) -> Policy:
    """Return ``policy``; raise ``PolicyRefusedError`` with every problem when there is one."""
    problems = validate(policy)
    if problems:
        raise PolicyRefusedError(problems)
    return policy


def validate(policy: Policy) -> list[str]:
    """Return every problem of ``policy`` as a sentence that says what to change; empty when it can be used."""
    problems = [*_counts(policy), *_thresholds(policy)]
    for place, rule in enumerate(policy.rules, start=1):
        problems += [f"Rule {place} ({rule.label}): {each}" for each in _rule(policy, rule)]
    # Whether a rule can match is only worth asking once every name in it is known.
    return problems or list(never_matches(policy))


def _counts(policy: Policy) -> Iterator[str]:
    if len(policy.segments) > MOST_SEGMENTS:
        yield f"There are {len(policy.segments)} segments; {MOST_SEGMENTS} is the most that people keep apart. Merge some."
    if len(policy.thresholds) > MOST_THRESHOLDS:
        yield f"There are {len(policy.thresholds)} thresholds; {MOST_THRESHOLDS} is the most. Make some of them fixed values."
    names = Counter([each.name for each in policy.segments] + [each.name for each in policy.thresholds])
    for name, times in names.items():
        if times > 1:
            yield f"The name {name!r} is used {times} times. Give each segment and threshold a name of its own."
    if policy.otherwise not in {each.name for each in policy.segments}:
        yield f"Everyone else goes to {policy.otherwise!r}, which is no segment of this policy. Choose one of its segments."


def _thresholds(policy: Policy) -> Iterator[str]:
    for each in policy.thresholds:
        if not each.minimum < each.maximum:
            yield f"Threshold {each.name!r} runs from {each.minimum:g} to {each.maximum:g}. Make the lower end the smaller one."
        elif not each.minimum <= each.value <= each.maximum:
            yield f"Threshold {each.name!r} is {each.value:g}; choose a value from {each.minimum:g} to {each.maximum:g}."
        if each.step <= 0:
            yield f"Threshold {each.name!r} moves in steps of {each.step:g}. Make the step more than 0."


def _rule(policy: Policy, rule: Rule) -> Iterator[str]:
    if rule.segment not in {each.name for each in policy.segments}:
        yield f"{rule.segment!r} is no segment of this policy. Choose one of its segments."
    if not rule.conditions:
        yield "it has no condition. Add one, or remove the rule."
    for condition in rule.conditions:
        yield from _condition(policy, condition)


def _condition(policy: Policy, condition: Condition) -> Iterator[str]:
    field = FIELDS.get(condition.field)
    if field is None:
        attribute = forbidden_attribute(condition.field)
        if attribute is not None:
            yield f"{condition.field!r} speaks of {attribute}. Saldo never treats people differently for that: remove it."
        else:
            yield f"{condition.field!r} is no field. Choose one of: {', '.join(FIELDS)}."
        return
    if (condition.threshold is None) == (condition.value is None):
        yield f"the condition on {field.label} needs either a threshold or a value, and not both."
        return
    if condition.threshold is not None and condition.threshold not in {each.name for each in policy.thresholds}:
        yield f"the threshold {condition.threshold!r} does not exist. Add it, or choose another."
        return
    if field.kind in NUMERIC:
        yield from _numeric(condition, field.label)
    else:
        yield from _worded(condition, field.label, field.kind, field.choices)


def _numeric(condition: Condition, label: str) -> Iterator[str]:
    if condition.op is Op.ONE_OF:
        yield f"{label} is a number; compare it with ≥, >, ≤, <, = or ≠."
    elif condition.threshold is None and (
        isinstance(condition.value, bool) or not isinstance(condition.value, int | float)
    ):
        yield f"{label} is a number, and {condition.value!r} is none."


def _worded(condition: Condition, label: str, kind: FieldKind, choices: tuple[str, ...]) -> Iterator[str]:
    if condition.op not in _OPS_OF_TEXT or condition.threshold is not None:
        yield f"{label} is no number; compare it with =, ≠ or a list of words."
        return
    if kind is FieldKind.FLAG:
        if not isinstance(condition.value, bool) or condition.op is Op.ONE_OF:
            yield f"{label} is yes or no; compare it with = yes or = no."
        return
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    if isinstance(condition.value, tuple) != (condition.op is Op.ONE_OF):
        yield f"{label} takes a list of words with 'in' and one word with = or ≠."
    for value in values:
        if not isinstance(value, str):
            yield f"{label} is a word, and {value!r} is none."
        elif choices and value not in choices:
            yield f"{label} can never be {value!r}. Choose one of: {', '.join(choices)}."
