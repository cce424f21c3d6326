"""Conditions in words: "past-due balance €31,200 ≥ €25,000"."""

from __future__ import annotations

from functools import lru_cache
from math import isnan
from typing import TYPE_CHECKING, Final

from babel import Locale
from babel.numbers import format_currency, format_decimal, format_percent

from core.language import Words
from core.segments.fields import FIELDS, NUMERIC, FieldKind
from core.segments.policy import Match, Op

if TYPE_CHECKING:
    from core.segments.features import Features
    from core.segments.policy import Condition, Policy, Rule, Threshold

ENGLISH: Final = Words()
SIGNS = {Op.AT_LEAST: "≥", Op.MORE: ">", Op.AT_MOST: "≤", Op.LESS: "<", Op.IS: "=", Op.IS_NOT: "≠", Op.ONE_OF: "in"}
_WHOLE_FROM = 1_000
KIND_OF_UNIT: Final = {"EUR": FieldKind.MONEY, "days": FieldKind.DAYS, "share": FieldKind.SHARE}


def number_in_words(value: float, kind: FieldKind, words: Words = ENGLISH, *, beside: float | None = None) -> str:
    """Return ``value`` with its unit; cents are shown only where they matter, so never two equal texts for unequal values."""
    if kind is FieldKind.DAYS:
        text = _number(value, kind, words.locale, beside)
        return words("{n} day", n=text) if value == 1 else words("{n} days", n=text)
    return _number(value, kind, words.locale, beside)


@lru_cache(maxsize=20_000)
def _number(value: float, kind: FieldKind, locale: str, beside: float | None) -> str:
    is_whole = float(value).is_integer()
    if kind is FieldKind.MONEY:
        is_rough = abs(value) >= _WHOLE_FROM and (beside is None or abs(value - beside) >= 1)
        pattern = Locale.parse(locale).currency_formats["standard"].pattern
        if is_whole or is_rough:
            pattern = pattern.replace(".00", "")
        return format_currency(value, "EUR", pattern, locale=locale, currency_digits=False)
    if kind is FieldKind.SHARE:
        return format_percent(value, "#,##0.#%", locale=locale)
    return format_decimal(value, "#,##0.#", locale=locale)


def threshold_in_words(threshold: Threshold, words: Words = ENGLISH) -> str:
    """Return the value of ``threshold`` with its unit."""
    return number_in_words(threshold.value, KIND_OF_UNIT.get(threshold.unit, FieldKind.COUNT), words)


def condition_in_words(policy: Policy, condition: Condition, words: Words = ENGLISH) -> str:
    """Return ``condition`` as it stands in the policy: "past-due balance ≥ €25,000"."""
    field = FIELDS[condition.field]
    return f"{words(field.label)} {_sign(condition.op, words)} {_target(policy, condition, words)}"


def rule_in_words(policy: Policy, rule: Rule, words: Words = ENGLISH) -> str:
    """Return all conditions of ``rule`` in one line."""
    glue = words("and") if rule.match is Match.ALL else words("or")
    return f" {glue} ".join(condition_in_words(policy, each, words) for each in rule.conditions)


def reason_in_words(policy: Policy, rule: Rule, features: Features, position: int, words: Words = ENGLISH) -> str:
    """Return why the customer at row ``position`` satisfies ``rule``, with the customer's own figures."""
    parts = [_fact(policy, each, features, position, words) for each in rule.conditions]
    told = [text for text, is_true in parts if is_true or rule.match is Match.ALL]
    glue = words("and")
    return f" {glue} ".join(told)


def unmet_in_words(policy: Policy, rule: Rule, features: Features, position: int, words: Words = ENGLISH) -> str:
    """Return what keeps the customer at row ``position`` out of ``rule``, with its own figures; empty where nothing does."""
    told = []
    for condition in rule.conditions:
        field = FIELDS[condition.field]
        if field.kind not in NUMERIC or condition.op is Op.ONE_OF:
            continue
        value, target = float(features.numbers[condition.field][position]), policy.number(condition)
        if not isnan(value) and not _is_true(value, condition.op, target):
            own = number_in_words(value, field.kind, words, beside=target)
            asked = f"{SIGNS[condition.op]} {number_in_words(target, field.kind, words)}"
            told.append(words("{field} {own}, no longer {asked}", field=words(field.label), own=own, asked=asked))
    return "; ".join(told)


def _fact(policy: Policy, condition: Condition, features: Features, position: int, words: Words) -> tuple[str, bool]:
    field = FIELDS[condition.field]
    if field.kind is FieldKind.TEXT:
        word = features.words[condition.field].word(position)
        listed = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        is_true = word is not None and (word in listed) is (condition.op is not Op.IS_NOT)
        return words("{what} is {value}", what=words(field.label), value=words(word or "unknown")), is_true
    value = float(features.numbers[condition.field][position])
    if field.kind is FieldKind.FLAG:
        answer = words("yes") if value else words("no")
        return f"{words(field.label)}: {answer}", bool(value) is (bool(condition.value) is (condition.op is Op.IS))
    target = policy.number(condition)
    own = number_in_words(value, field.kind, words, beside=target)
    told = number_in_words(target, field.kind, words)
    return f"{words(field.label)} {own} {SIGNS[condition.op]} {told}", _is_true(value, condition.op, target)


def _sign(op: Op, words: Words) -> str:
    return words("in") if op is Op.ONE_OF else SIGNS[op]


def _is_true(value: float, op: Op, target: float) -> bool:
    return {
        Op.AT_LEAST: value >= target,
        Op.MORE: value > target,
        Op.AT_MOST: value <= target,
        Op.LESS: value < target,
        Op.IS: value == target,
        Op.IS_NOT: value != target,
    }[op]


def _target(policy: Policy, condition: Condition, words: Words) -> str:
    field = FIELDS[condition.field]
    if field.kind is FieldKind.TEXT:
        listed = condition.value if isinstance(condition.value, tuple) else (str(condition.value),)
        return ", ".join(words(each) for each in listed)
    if field.kind is FieldKind.FLAG:
        return words("yes") if condition.value else words("no")
    return number_in_words(policy.number(condition), field.kind, words)
