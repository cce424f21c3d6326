"""A proof that no customer can be, against every customer of a small world."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from core.segments.policy import Condition, Match, Op, Policy, Rule, Segment
from core.segments.witness import witness
from tests.property.test_segments_first_match import PLAIN

if TYPE_CHECKING:
    from core.segments.witness import Known

NUMBERS = st.builds(
    Condition,
    field=st.sampled_from(["median_days_late", "paid_invoices"]),
    op=st.sampled_from([each for each in Op if each is not Op.ONE_OF]),
    value=st.integers(-1, 3).map(float),
)
WORDS = st.one_of(
    st.builds(Condition, field=st.just("has_mandate"), op=st.sampled_from([Op.IS, Op.IS_NOT]), value=st.booleans()),
    st.builds(
        Condition,
        field=st.just("customer_type"),
        op=st.sampled_from([Op.IS, Op.IS_NOT]),
        value=st.sampled_from(["business", "consumer", "public"]),
    ),
    st.builds(Condition, field=st.just("sector"), op=st.sampled_from([Op.IS, Op.IS_NOT]), value=st.just("retail")),
)
RULES = st.builds(
    Rule,
    segment=st.just("a"),
    label=st.just("R"),
    conditions=st.lists(st.one_of(NUMBERS, WORDS), min_size=1, max_size=3).map(tuple),
    match=st.sampled_from(Match),
)
POLICY = Policy(thresholds=(), segments=(Segment(name="a", label="a", description=""),), rules=(), otherwise="a")
HALVES = [None, *(number / 2 for number in range(-4, 10))]
EVERYBODY = [
    {
        "median_days_late": late,
        "paid_invoices": paid,
        "has_mandate": has_mandate,
        "customer_type": kind,
        "sector": sector,
    }
    for late, paid, has_mandate, kind, sector in product(
        HALVES, range(6), (True, False), ("business", "consumer", "public"), (None, "retail", "care")
    )
    if kind == "business" or sector is None
]


def is_so(customer: dict[str, Known], rule: Rule) -> bool:
    held = [
        customer[each.field] is not None and bool(PLAIN[each.op](customer[each.field], each.value))
        for each in rule.conditions
    ]
    return all(held) if rule.match is Match.ALL else any(held)


@settings(max_examples=250, deadline=None)
@given(satisfied=st.lists(RULES, min_size=1, max_size=2), spared=st.lists(RULES, max_size=3))
def test_a_witness_is_found_exactly_where_a_customer_can_be(satisfied: list[Rule], spared: list[Rule]) -> None:
    can_be = any(
        all(is_so(each, rule) for rule in satisfied) and not any(is_so(each, rule) for rule in spared)
        for each in EVERYBODY
    )
    found = witness(POLICY, satisfies=satisfied, none_of=spared)
    assert (found is not None) is can_be
    if found:
        customer = {**dict.fromkeys(EVERYBODY[0]), "paid_invoices": 0, "has_mandate": False, **found}
        assert all(is_so(customer, rule) for rule in satisfied)
        assert not any(is_so(customer, rule) for rule in spared)
