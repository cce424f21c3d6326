"""Witnesses: a customer that could exist, that satisfies some rules and none of others; none there means none can be."""

from __future__ import annotations

from itertools import pairwise, product
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from core.segments.fields import FIELDS, NUMERIC, FieldKind
from core.segments.policy import Match, Op
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.segments.policy import Condition, Policy, Rule

Known = str | float | bool | None  # None: not known of this customer
Domains = dict[str, frozenset[Known]]
OTHER: Final = "\0other"  # a word that no rule names
MOST_TRIES: Final = 20_000


def witness(policy: Policy, *, satisfies: Sequence[Rule], none_of: Sequence[Rule] = ()) -> Mapping[str, Known] | None:
    """Return values of fields with which a customer satisfies all of ``satisfies`` and none of ``none_of``, None when no customer can.

    Only values that make a difference to these rules are tried: numbers at, between and around the ones they name. Should
    the search grow beyond MOST_TRIES it gives up and returns an empty mapping: then nothing is proven.
    """
    domains = _domains(policy, [*satisfies, *none_of])
    tries = iter(range(MOST_TRIES))
    try:
        for narrowed in _by_type(domains):
            for chosen in product(*(_ways(rule) for rule in satisfies)):
                begun = narrowed
                for condition in (each for way in chosen for each in way):
                    begun = _narrowed(begun, policy, condition, is_held=True)
                found = _spared(begun, policy, list(none_of), tries)
                if found is not None:
                    return {name: _first(values) for name, values in found.items()}
    except StopIteration:
        return {}
    return None


def _spared(domains: Domains, policy: Policy, none_of: list[Rule], tries: Iterator[int]) -> Domains | None:
    """Return ``domains`` narrowed until no rule of ``none_of`` holds for any of their values; None when that leaves nothing."""
    next(tries)
    if not all(domains.values()):
        return None
    if not none_of:
        return domains
    rule, rest = none_of[0], none_of[1:]
    # One false condition undoes a rule of all; a rule of any is undone by nothing less than all of them false.
    undoings = [(each,) for each in rule.conditions] if rule.match is Match.ALL else [rule.conditions]
    for undoing in undoings:
        narrowed = domains
        for condition in undoing:
            narrowed = _narrowed(narrowed, policy, condition, is_held=False)
        found = _spared(narrowed, policy, rest, tries)
        if found is not None:
            return found
    return None


def _ways(rule: Rule) -> list[tuple[Condition, ...]]:
    """Return the ways to satisfy ``rule``: one with all of its conditions, or one for each of any."""
    return [rule.conditions] if rule.match is Match.ALL else [(each,) for each in rule.conditions]


def _narrowed(domains: Domains, policy: Policy, condition: Condition, *, is_held: bool) -> Domains:
    kept = frozenset(each for each in domains[condition.field] if _holds(policy, condition, each) is is_held)
    return {**domains, condition.field: kept}


def _holds(policy: Policy, condition: Condition, value: Known) -> bool:
    if value is None:
        return False
    if FIELDS[condition.field].kind in NUMERIC:
        number, target = float(value), policy.number(condition)
        return {
            Op.AT_LEAST: number >= target,
            Op.MORE: number > target,
            Op.AT_MOST: number <= target,
            Op.LESS: number < target,
            Op.IS: number == target,
            Op.IS_NOT: number != target,
        }[condition.op]
    listed = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    return (value in listed) is (condition.op is not Op.IS_NOT)


def _by_type(domains: Domains) -> Iterator[Domains]:
    """Yield ``domains`` for a business, and for others: of those, what is kept of businesses only is not known."""
    types = domains.get("customer_type", frozenset({CustomerType.BUSINESS, OTHER}))
    private = {name: frozenset({None}) for name in domains if FIELDS[name].is_business_only}
    for kept, known in ((types & {CustomerType.BUSINESS}, {}), (types - {CustomerType.BUSINESS}, private)):
        yield {**domains, **known, "customer_type": frozenset(kept)}


def _domains(policy: Policy, rules: Sequence[Rule]) -> Domains:
    named: dict[str, list[Condition]] = {}
    for condition in (each for rule in rules for each in rule.conditions):
        named.setdefault(condition.field, []).append(condition)
    return {name: frozenset(_values(policy, name, conditions)) for name, conditions in named.items()}


def _values(policy: Policy, name: str, conditions: Sequence[Condition]) -> Iterator[Known]:
    field = FIELDS[name]
    if not field.is_always_known:
        yield None
    if field.kind in NUMERIC:
        highest = 1.0 if field.kind is FieldKind.SHARE else None
        ends = {each for each in (field.minimum, highest) if each is not None}
        numbers = sorted({policy.number(each) for each in conditions} | ends)
        for number in _around(numbers, is_whole=field.kind is FieldKind.COUNT):
            is_low = field.minimum is not None and number < field.minimum
            if not is_low and (highest is None or number <= highest):
                yield number
    elif field.kind is FieldKind.FLAG:
        yield from (True, False)
    elif field.choices:
        yield from (str(each) for each in field.choices)
    else:
        for condition in conditions:
            yield from condition.value if isinstance(condition.value, tuple) else (str(condition.value),)
        yield OTHER


def _around(numbers: Sequence[float], *, is_whole: bool) -> Iterator[float]:
    """Yield ``numbers``, one between each two of them, and one beyond either end; whole ones only where only those are."""
    if is_whole:
        for number in numbers:
            yield from (floor(number) - 1.0, float(floor(number)), float(ceil(number)), ceil(number) + 1.0)
        return
    yield numbers[0] - 1
    yield from numbers
    yield from ((low + high) / 2 for low, high in pairwise(numbers))
    yield numbers[-1] + 1


def _first(values: frozenset[Known]) -> Known:
    """Return one of ``values``, the same one every time."""
    return min(values, key=lambda each: (each is None, str(each)))
