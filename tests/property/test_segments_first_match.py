"""On any customers and policy: one segment each, that of the first rule that matches, by a slow plain-Python road."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.segments.assign import assign
from core.segments.overlap import never_matches
from core.segments.policy import Condition, Match, Op, Policy, Rule, Segment
from core.segments.whatif import compare
from tests.unit.segments.test_segments_assign import made

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("a", "b", "c")
NUMBERS = st.one_of(st.none(), st.integers(-3, 6))
CUSTOMERS = st.lists(
    st.fixed_dictionaries(
        {
            "median_days_late": NUMBERS,
            "days": st.integers(0, 6),
            "label": st.sampled_from(["positive", "neutral", "negative"]),
            "has_mandate": st.booleans(),
            "sector": st.sampled_from([None, "retail", "care"]),
            "past_due": st.integers(0, 500),
        },
    ),
    min_size=1,
    max_size=12,
)
NUMERIC = st.builds(
    Condition,
    field=st.sampled_from(["median_days_late", "oldest_days_past_due"]),
    op=st.sampled_from([each for each in Op if each is not Op.ONE_OF]),
    value=st.integers(-3, 6).map(float),
)
WORDED = st.one_of(
    st.builds(
        Condition,
        field=st.just("label"),
        op=st.sampled_from([Op.IS, Op.IS_NOT]),
        value=st.sampled_from(["positive", "neutral", "negative"]),
    ),
    st.builds(
        Condition,
        field=st.just("sector"),
        op=st.just(Op.ONE_OF),
        value=st.sampled_from([("retail",), ("retail", "care"), ("none",)]),
    ),
    st.builds(Condition, field=st.just("has_mandate"), op=st.sampled_from([Op.IS, Op.IS_NOT]), value=st.booleans()),
)
RULES = st.builds(
    Rule,
    segment=st.sampled_from(NAMES),
    label=st.just("R"),
    conditions=st.lists(st.one_of(NUMERIC, WORDED), min_size=1, max_size=3).map(tuple),
    match=st.sampled_from(Match),
    is_enabled=st.booleans(),
)
POLICIES = st.builds(
    Policy,
    thresholds=st.just(()),
    segments=st.just(tuple(Segment(name=name, label=name, description="") for name in NAMES)),
    rules=st.lists(RULES, max_size=5).map(tuple),
    otherwise=st.sampled_from(NAMES),
)
PLAIN: dict[Op, Callable[[Any, Any], Any]] = {
    Op.AT_LEAST: operator.ge,
    Op.MORE: operator.gt,
    Op.AT_MOST: operator.le,
    Op.LESS: operator.lt,
    Op.IS: operator.eq,
    Op.IS_NOT: operator.ne,
}


def plainly(customer: dict[str, Any], condition: Condition) -> bool:
    value = customer["days"] if condition.field == "oldest_days_past_due" else customer[condition.field]
    if value is None:
        return False
    if condition.op is Op.ONE_OF:
        assert isinstance(condition.value, tuple)
        return value in condition.value
    return bool(PLAIN[condition.op](value, condition.value))


def matched(customer: dict[str, Any], policy: Policy) -> int:
    for number, rule in enumerate(policy.rules):
        held = [plainly(customer, each) for each in rule.conditions]
        if rule.is_enabled and (all(held) if rule.match is Match.ALL else any(held)):
            return number
    return -1


@settings(max_examples=150, deadline=None)
@given(customers=CUSTOMERS, policy=POLICIES, other=POLICIES)
def test_the_first_rule_that_matches_decides(customers: list[dict[str, Any]], policy: Policy, other: Policy) -> None:
    known = made(*customers)
    assignment = assign(known, policy)
    expected = [matched(each, policy) for each in customers]
    assert assignment.rules.tolist() == expected
    assert assignment.segments_frame()["segment"].tolist() == [
        policy.rules[each].segment if each >= 0 else policy.otherwise for each in expected
    ]
    totals = assignment.totals()
    assert sum(each.customers for each in totals.values()) == len(customers)
    assert sum(each.past_due_minor["EUR"] for each in totals.values()) == sum(each["past_due"] for each in customers)
    # A rule said never to match takes nobody, whoever the customers are.
    for sentence in never_matches(policy):
        assert int(sentence.split()[1]) - 1 not in expected
    # Nobody is lost on the way to another policy, and the movers are exactly those off the diagonal.
    seen = compare(known, policy, other)
    assert seen.flow.sum() == len(customers)
    assert len(seen.movers()) == len(customers) - int(np.trace(seen.flow))
