"""What is wrong with a policy, in plain sentences: unknown names, forbidden attributes, rules that can never match."""

from __future__ import annotations

from collections import Counter
from math import isfinite
from typing import TYPE_CHECKING, Final

from core.errors import SaldoError
from core.segments.fields import FIELDS, NUMERIC, Field, FieldKind
from core.segments.forbidden import forbidden_attribute
from core.segments.overlap import never_matches, repeats
from core.segments.policy import Condition, Match, Op, Policy, Rule
from core.segments.words import ENGLISH
from core.sentence import together
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.language import Words
    from core.segments.policy import Threshold

MOST_SEGMENTS = 12
CREDIT_SOURCE: Final = "GDPR art. 22, CJEU C-634/21; AI Act, annex III 5(b)"
MOST_THRESHOLDS = 16
UNITS: Final = {
    "EUR": FieldKind.MONEY,
    "days": FieldKind.DAYS,
    "share": FieldKind.SHARE,
    "invoices": FieldKind.COUNT,
    "points": FieldKind.COUNT,
}
_OPS_OF_TEXT = frozenset({Op.IS, Op.IS_NOT, Op.ONE_OF})


class PolicyRefusedError(SaldoError):
    """A policy with something in it that Saldo will not run."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(together(problems))
        self.problems = problems


def check(policy: Policy, words: Words = ENGLISH) -> Policy:
    """Return ``policy``; raise ``PolicyRefusedError`` with every problem when there is one."""
    problems = validate(policy, words)
    if problems:
        raise PolicyRefusedError(problems)
    return policy


def validate(policy: Policy, words: Words = ENGLISH) -> list[str]:
    """Return every problem of ``policy`` as a sentence that says what to change; empty when it can be used."""
    # Whether a rule can match is only worth asking once every name in it is known.
    return unusable(policy, words) or list(never_matches(policy, words)) or list(repeats(policy, words))


def unusable(policy: Policy, words: Words = ENGLISH) -> list[str]:
    """Return why customers cannot be assigned by ``policy`` at all; a rule that does nothing is no such reason."""
    problems = [*_counts(policy, words), *_thresholds(policy, words)]
    for place, rule in enumerate(policy.rules, start=1):
        head = words("Rule {place} ({label})", place=place, label=words(rule.label))
        problems += [f"{head}: {each}" for each in _rule(policy, rule, words)]
    return problems


def _counts(policy: Policy, words: Words) -> Iterator[str]:
    if len(policy.segments) > MOST_SEGMENTS:
        yield words(
            "There are {n} segments; {most} is the most that people keep apart. Merge some.",
            n=len(policy.segments),
            most=MOST_SEGMENTS,
        )
    if len(policy.thresholds) > MOST_THRESHOLDS:
        yield words(
            "There are {n} thresholds; {most} is the most. Make some of them fixed values.",
            n=len(policy.thresholds),
            most=MOST_THRESHOLDS,
        )
    names = Counter([each.name for each in policy.segments] + [each.name for each in policy.thresholds])
    for name, times in names.items():
        if times > 1:
            yield words(
                "The name {name!r} is used {times} times. Give each segment and threshold a name of its own.",
                name=name,
                times=times,
            )
    if policy.otherwise not in {each.name for each in policy.segments}:
        yield words(
            "Everyone else goes to {name!r}, which is no segment of this policy. Choose one of its segments.",
            name=policy.otherwise,
        )


def _thresholds(policy: Policy, words: Words) -> Iterator[str]:
    for each in policy.thresholds:
        given = {"label": words(each.label), "low": f"{each.minimum:g}", "high": f"{each.maximum:g}"}
        if not each.minimum < each.maximum:
            yield words("Threshold “{label}” runs from {low} to {high}. Make the lower end the smaller one.", **given)
        elif not each.minimum <= each.value <= each.maximum:
            yield words(
                "Threshold “{label}” is {value}; choose a value from {low} to {high}.", **given, value=f"{each.value:g}"
            )
        if each.step <= 0:
            yield words(
                "Threshold “{label}” moves in steps of {step}. Make the step more than 0.",
                label=words(each.label),
                step=f"{each.step:g}",
            )
        if each.unit not in UNITS:
            yield words(
                "Threshold “{label}” is in {unit!r}. Choose one of: {units}.",
                label=words(each.label),
                unit=each.unit,
                units=", ".join(UNITS),
            )


def _rule(policy: Policy, rule: Rule, words: Words) -> Iterator[str]:
    if rule.segment not in {each.name for each in policy.segments}:
        yield words("{name!r} is no segment of this policy. Choose one of its segments.", name=rule.segment)
    if not rule.conditions:
        yield words("it has no condition. Add one, or remove the rule.")
    for condition in rule.conditions:
        yield from _condition(policy, condition, words)
    yield from _of_natural_persons(rule, words)


def _of_natural_persons(rule: Rule, words: Words) -> Iterator[str]:
    """Yield why a rule may not look at creditworthiness: it must say that it is about businesses, whatever else it says."""
    named = [FIELDS[each.field] for each in rule.conditions if each.field in FIELDS]
    scores = [words(each.label) for each in named if each.is_of_credit]
    if scores and not (rule.match is Match.ALL and any(_is_of_businesses(each) for each in rule.conditions)):
        yield words(
            "{field} may not decide about natural persons, sole traders included ({source}). Let all conditions be needed, and add “customer type = business”.",
            field=", ".join(dict.fromkeys(scores)),
            source=CREDIT_SOURCE,
        )


def _is_of_businesses(condition: Condition) -> bool:
    if condition.field != "customer_type" or condition.op is Op.IS_NOT:
        return False
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    return values == (CustomerType.BUSINESS,)


def _condition(policy: Policy, condition: Condition, words: Words) -> Iterator[str]:
    field = FIELDS.get(condition.field)
    if field is None:
        attribute = forbidden_attribute(condition.field)
        if attribute is not None:
            yield words(
                "{name!r} speaks of {attribute}. Saldo never treats people differently for that: remove it.",
                name=condition.field,
                attribute=words(attribute),
            )
        else:
            yield words(
                "{name!r} is no field. Choose one of: {fields}.", name=condition.field, fields=", ".join(FIELDS)
            )
        return
    label = words(field.label)
    if (condition.threshold is None) == (condition.value is None):
        yield words("the condition on {field} needs either a threshold or a value, and not both.", field=label)
        return
    known = {each.name: each for each in policy.thresholds}
    if condition.threshold is not None and condition.threshold not in known:
        yield words("the threshold {name!r} does not exist. Add it, or choose another.", name=condition.threshold)
        return
    if field.kind in NUMERIC:
        yield from _numeric(condition, known, words)
    else:
        yield from _worded(condition, field, words)


def _numeric(condition: Condition, known: Mapping[str, Threshold], words: Words) -> Iterator[str]:
    field = FIELDS[condition.field]
    label = words(field.label)
    if condition.op is Op.ONE_OF:
        yield words("{field} is a number; compare it with ≥, >, ≤, <, = or ≠.", field=label)
    elif condition.threshold is not None:
        threshold = known[condition.threshold]
        if threshold.unit in UNITS and UNITS[threshold.unit] is not _measure(field.kind):
            yield words(
                "{field} cannot be compared with “{threshold}”, which is in {unit}. Choose a threshold of the same kind.",
                field=label,
                threshold=words(threshold.label),
                unit=words(threshold.unit),
            )
    elif isinstance(condition.value, bool) or not isinstance(condition.value, int | float):
        yield words("{field} is a number, and {value!r} is none.", field=label, value=condition.value)
    elif not isfinite(condition.value):
        yield words("{field} cannot be compared with {value}: write a number.", field=label, value=condition.value)


def _measure(kind: FieldKind) -> FieldKind:
    """Return the kind of threshold that a field is compared with: a score is counted as invoices are."""
    return FieldKind.COUNT if kind is FieldKind.NUMBER else kind


def _worded(condition: Condition, field: Field, words: Words) -> Iterator[str]:
    label = words(field.label)
    if condition.op not in _OPS_OF_TEXT or condition.threshold is not None:
        yield words("{field} is no number; compare it with =, ≠ or a list of words.", field=label)
        return
    if field.kind is FieldKind.FLAG:
        if not isinstance(condition.value, bool) or condition.op is Op.ONE_OF:
            yield words("{field} is yes or no; compare it with = yes or = no.", field=label)
        return
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    if isinstance(condition.value, tuple) != (condition.op is Op.ONE_OF):
        yield words("{field} takes a list of words with 'in' and one word with = or ≠.", field=label)
    if not values:
        yield words("the list of {field} is empty: it can never match. Name one at least.", field=label)
    for value in values:
        if not isinstance(value, str):
            yield words("{field} is a word, and {value!r} is none.", field=label, value=value)
        elif field.choices and value not in field.choices:
            yield words(
                "{field} can never be {value!r}. Choose one of: {choices}.",
                field=label,
                value=value,
                choices=", ".join(words(each) for each in field.choices),
            )
