"""The policy: shipped, stored as JSON, refused with a reason, and told in words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.errors import UnknownNameError
from core.segments.difference import difference
from core.segments.fields import FIELDS
from core.segments.forbidden import forbidden_attribute
from core.segments.policy import (
    Condition,
    Match,
    Op,
    Policy,
    PolicyTextError,
    Rule,
    Segment,
    Threshold,
    from_body,
    to_body,
)
from core.segments.shipped import SHIPPED
from core.segments.validate import PolicyRefusedError, check, validate

MANDATE = Condition(field="has_mandate", op=Op.IS, value=True)


def rule(*conditions: Condition, segment: str = "reliable", match: Match = Match.ALL) -> Rule:
    return Rule(segment=segment, label="Tried", conditions=conditions, match=match)


def only(*rules: Rule) -> Policy:
    return replace(SHIPPED, rules=rules)


def value(field: str, op: Op, number: object) -> Condition:
    return Condition(field=field, op=op, value=number)  # type: ignore[arg-type]


def test_the_shipped_policy_is_valid_small_and_survives_json() -> None:
    assert validate(SHIPPED) == []
    assert {each.segment for each in SHIPPED.rules} | {SHIPPED.otherwise} == {each.name for each in SHIPPED.segments}
    named = {condition.threshold for rule in SHIPPED.rules for condition in rule.conditions if condition.threshold}
    assert named == {each.name for each in SHIPPED.thresholds}
    assert from_body(json.loads(json.dumps(to_body(SHIPPED)))) == SHIPPED


@pytest.mark.parametrize(
    "name",
    ["age", "gender", "customer_age", "birthDate", "nationality", "language", "postcode", "zip_code", "education"],
)
def test_forbidden_attributes_are_refused_by_name(name: str) -> None:
    problems = validate(only(rule(value(name, Op.AT_LEAST, 1))))
    assert len(problems) == 1
    assert "Saldo never treats people differently for that" in problems[0]


def test_no_declared_field_speaks_of_a_forbidden_attribute() -> None:
    assert [name for name in FIELDS if forbidden_attribute(name)] == []


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (value("shoe_size", Op.IS, 1), "is no field. Choose one of: customer_type"),
        (
            Condition(field="past_due_eur", op=Op.AT_LEAST, threshold="nowhere"),
            "the threshold 'nowhere' does not exist",
        ),
        (Condition(field="past_due_eur", op=Op.AT_LEAST), "needs either a threshold or a value"),
        (Condition(field="past_due_eur", op=Op.AT_LEAST, threshold="trouble_days", value=1), "and not both"),
        (value("past_due_eur", Op.AT_LEAST, "much"), "is a number, and 'much' is none"),
        (value("past_due_eur", Op.ONE_OF, ("1",)), "is a number; compare it with"),
        (value("customer_type", Op.IS, "alien"), "can never be 'alien'. Choose one of: business, consumer, public"),
        (value("customer_type", Op.AT_LEAST, "public"), "is no number; compare it with"),
        (value("country", Op.ONE_OF, "NL"), "takes a list of words with 'in'"),
        (value("has_mandate", Op.IS, "yes"), "is yes or no"),
    ],
)
def test_a_condition_that_cannot_be_run_is_refused_with_the_reason(condition: Condition, sentence: str) -> None:
    problems = validate(only(rule(condition)))
    assert len(problems) == 1
    assert sentence in problems[0]
    assert problems[0].startswith("Rule 1 (Tried): ")


@pytest.mark.parametrize(
    "conditions",
    [
        (value("median_days_late", Op.AT_LEAST, 20), value("median_days_late", Op.LESS, 20)),
        (value("median_days_late", Op.IS, 3), value("median_days_late", Op.IS_NOT, 3)),
        (value("oldest_days_past_due", Op.LESS, 0),),
        (value("country", Op.IS, "NL"), value("country", Op.IS, "BE")),
        (value("country", Op.ONE_OF, ("NL", "BE")), value("country", Op.IS, "DE")),
        (
            value("label", Op.IS_NOT, "positive"),
            value("label", Op.IS_NOT, "neutral"),
            value("label", Op.IS_NOT, "negative"),
        ),
        (MANDATE, replace(MANDATE, op=Op.IS_NOT)),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(conditions: tuple[Condition, ...]) -> None:
    assert validate(only(rule(*conditions))) == [
        "Rule 1 (Tried) can never match: its conditions contradict each other. Change one of them."
    ]
    # One of them alone would do: with `any` the rule is fine, unless no single one can be true.
    alone = validate(only(rule(*conditions, match=Match.ANY)))
    assert bool(alone) is (len(conditions) == 1)


def test_a_rule_behind_a_wider_one_is_refused_and_in_front_of_it_is_not() -> None:
    wide = rule(value("median_days_late", Op.AT_LEAST, 10))
    narrow = rule(value("median_days_late", Op.MORE, 20), value("country", Op.IS, "NL"), segment="in_trouble")
    assert "rule 1 (Tried) takes all of its customers first" in validate(only(wide, narrow))[0]
    assert validate(only(narrow, wide)) == []
    assert validate(only(replace(wide, is_enabled=False), narrow)) == []
    either = rule(value("median_days_late", Op.AT_LEAST, 5), value("country", Op.IS, "BE"), match=Match.ANY)
    assert len(validate(only(either, narrow))) == 1
    assert validate(only(narrow, either)) == []


def test_a_rule_whose_customers_several_rules_take_together_is_refused() -> None:
    """Every business, consumer and public body is taken by the first three: nothing is left for a country."""
    types = [rule(value("customer_type", Op.IS, each)) for each in ("business", "consumer", "public")]
    problems = validate(only(*types, rule(value("country", Op.IS, "NL"), segment="in_trouble")))
    assert problems == [
        "Rule 4 (Tried) can never match: the rules before it together take all of its customers first. Put it before them, or remove it.",
    ]
    # A median may be unknown, and then neither of two halves has the customer.
    halves = [rule(value("median_days_late", op, 10)) for op in (Op.AT_LEAST, Op.LESS)]
    assert validate(only(*halves, rule(value("country", Op.IS, "NL"), segment="in_trouble"))) == []
    paid = [rule(value("paid_invoices", op, 4)) for op in (Op.MORE, Op.LESS)]
    assert validate(only(*paid, rule(value("paid_invoices", Op.IS, 4), segment="in_trouble"))) == []
    assert len(validate(only(*paid, rule(value("paid_invoices", Op.MORE, 4.5), segment="in_trouble")))) == 1


def test_what_is_kept_of_businesses_cannot_be_asked_of_a_consumer() -> None:
    asked = rule(value("customer_type", Op.IS, "consumer"), value("sector", Op.IS, "retail"))
    assert validate(only(asked)) == [
        "Rule 1 (Tried) can never match: sector is kept of businesses only. Change one of its conditions.",
    ]
    assert validate(only(rule(value("customer_type", Op.IS, "business"), value("sector", Op.IS, "retail")))) == []


def test_a_rule_that_repeats_a_later_one_is_refused_unless_another_segment_comes_between() -> None:
    late, later = rule(value("median_days_late", Op.AT_LEAST, 10)), rule(value("median_days_late", Op.AT_LEAST, 20))
    assert validate(only(later, late)) == [
        "Rule 1 (Tried) overlaps with rule 2 (Tried), which puts the same customers in the same segment. Remove one of them.",
    ]
    between = rule(value("country", Op.IS, "NL"), segment="in_trouble")
    assert validate(only(later, between, late)) == []
    elsewhere = rule(value("median_days_late", Op.LESS, 0), segment="in_trouble")
    assert len(validate(only(later, elsewhere, late))) == 1


def test_thresholds_in_the_wrong_order_are_named() -> None:
    names = {"minimum": 0, "maximum": 100, "step": 1, "unit": "days"}
    first = Threshold(name="very", label="Very late from", value=20, **names)  # type: ignore[arg-type]
    second = Threshold(name="late", label="Late from", value=30, **names)  # type: ignore[arg-type]
    rules = tuple(
        rule(Condition(field="oldest_days_past_due", op=Op.AT_LEAST, threshold=name), segment=segment)
        for name, segment in (("very", "in_trouble"), ("late", "structurally_late"))
    )
    policy = replace(SHIPPED, thresholds=(first, second), rules=rules)
    assert validate(policy) == [
        "Rule 2 (Tried) can never match: rule 1 (Tried) takes all of its customers first, for the thresholds are in the wrong order: “Very late from” is 20 days and “Late from” is 30 days. Change one of them, or the order of the rules.",
    ]
    assert validate(policy.with_values(very=60)) == []


def test_a_threshold_is_compared_with_what_it_measures() -> None:
    mixed = rule(Condition(field="oldest_days_past_due", op=Op.AT_LEAST, threshold="key_account_past_due"))
    assert validate(only(mixed)) == [
        "Rule 1 (Tried): oldest days past due cannot be compared with “Key account from a past-due balance of”, which is in EUR. Choose a threshold of the same kind.",
    ]


def test_too_many_segments_thresholds_and_values_out_of_range() -> None:
    segments = tuple(Segment(name=f"s{number}", label="S", description="") for number in range(13))
    more = Threshold(name="more", label="More", value=7, minimum=8, maximum=9, step=0, unit="days")
    many = tuple(replace(SHIPPED.thresholds[0], name=f"t{number}") for number in range(16))
    problems = validate(Policy(thresholds=(*many, more), segments=segments, rules=(), otherwise="gone"))
    assert [each.split(";")[0].split(",")[0] for each in problems] == [
        "There are 13 segments",
        "There are 17 thresholds",
        "Everyone else goes to 'gone'",
        "Threshold “More” is 7",
        "Threshold “More” moves in steps of 0. Make the step more than 0.",
    ]
    with pytest.raises(PolicyRefusedError, match="There are 13 segments"):
        check(Policy(thresholds=(), segments=segments, rules=(), otherwise="s1"))


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"thresholds": [], "segments": [], "rules": [{"segment": "a"}], "otherwise": "a"},
        {**to_body(SHIPPED), "segments": ["text"]},
    ],
)
def test_a_body_edited_into_nonsense_is_one_sentence(nonsense: dict[str, object]) -> None:
    with pytest.raises(PolicyTextError, match="This policy cannot be read"):
        from_body(nonsense)


def test_moving_a_threshold_that_does_not_exist() -> None:
    with pytest.raises(UnknownNameError, match="There is no threshold called 'nowhere'"):
        SHIPPED.with_values(nowhere=1)


def test_the_difference_in_words() -> None:
    assert difference(SHIPPED, SHIPPED) == []
    assert difference(SHIPPED, SHIPPED.with_values(key_account_past_due=31_200, trouble_days=45)) == [
        "“Key account from a past-due balance of” goes from €25,000 to €31,200.",
        "“In trouble from days past due” goes from 60 days to 45 days.",
    ]
    off = replace(
        SHIPPED,
        rules=(replace(SHIPPED.rules[0], is_enabled=False), SHIPPED.rules[2], SHIPPED.rules[1], *SHIPPED.rules[4:]),
    )
    told = difference(SHIPPED, off)
    assert told[0] == "Rule “Public body” is switched off."
    assert told[1] == "Rule “Negative label” is gone."
    assert told[2].startswith("The rules are in another order: Public body, Long past due, Much past due")
    new = rule(value("country", Op.ONE_OF, ("BE", "DE")), MANDATE)
    assert difference(SHIPPED, replace(SHIPPED, rules=(*SHIPPED.rules, new))) == [
        "New rule “Tried”: country in BE, DE and direct debit mandate = yes.",
    ]
