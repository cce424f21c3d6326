"""The policy: shipped, stored as JSON, refused with a reason, and told in words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.errors import UnknownNameError
from core.segments.difference import difference
from core.segments.fields import FIELDS, forbidden_attribute
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
    assert len(SHIPPED.segments) == 5
    assert len(SHIPPED.thresholds) <= 5
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
    narrow = rule(value("median_days_late", Op.MORE, 20), value("country", Op.IS, "NL"))
    assert "rule 1 (Tried) takes all of its customers first" in validate(only(wide, narrow))[0]
    assert validate(only(narrow, wide)) == []
    assert validate(only(replace(wide, is_enabled=False), narrow)) == []
    either = rule(value("median_days_late", Op.AT_LEAST, 5), value("country", Op.IS, "BE"), match=Match.ANY)
    assert len(validate(only(either, narrow))) == 1
    assert validate(only(wide, either)) == []


def test_too_many_segments_thresholds_and_values_out_of_range() -> None:
    sixth = Segment(name="sixth", label="Sixth", description="")
    more = Threshold(name="more", label="More", value=7, minimum=8, maximum=9, step=0, unit="days")
    problems = validate(
        replace(SHIPPED, segments=(*SHIPPED.segments, sixth), thresholds=(*SHIPPED.thresholds, more), otherwise="gone")
    )
    assert [each.split(";")[0].split(",")[0] for each in problems] == [
        "There are 6 segments",
        "There are 6 thresholds",
        "Everyone else goes to 'gone'",
        "Threshold 'more' is 7",
        "Threshold 'more' moves in steps of 0. Make the step more than 0.",
    ]
    with pytest.raises(PolicyRefusedError, match="There are 6 segments"):
        check(replace(SHIPPED, segments=(*SHIPPED.segments, sixth)))


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
