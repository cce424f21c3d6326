"""Assignment, reasons in words, what-if and levers, on customers made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pandas as pd
import pytest

from core.segments import lever_groups
from core.segments.assign import assign, summary
from core.segments.features import Features, features_of
from core.segments.fields import FIELDS, FieldKind
from core.segments.levers import Board, lever_table, lever_values
from core.segments.policy import Condition, Match, Op, Policy, Rule, Segment
from core.segments.shipped import SHIPPED
from core.segments.whatif import compare

_MEASURED = {
    "past_due_eur",
    "balance_eur",
    "sales_12m_eur",
    "open_invoices",
    "past_due_invoices",
    "oldest_days_past_due",
}


def made(*customers: dict[str, Any]) -> Features:
    """Customers with a past-due balance in cents, days, and any other field; the rest is unknown or plain."""
    keys = range(1, len(customers) + 1)
    plain = {
        "customer_type": "business",
        "label": "neutral",
        "country": "NL",
        "entity": "NL01",
        "has_mandate": False,
        "paid_invoices": 0,
    }
    columns: dict[str, Any] = {}
    for field in FIELDS.values():
        if field.name not in _MEASURED:
            given = [each.get(field.name, plain.get(field.name)) for each in customers]
            columns[field.name] = pd.Series(given, dtype="str" if field.kind is FieldKind.TEXT else "float64")
    frame = pd.DataFrame(
        {**columns, "customer_key": keys, "customer_id": [f"C{key}" for key in keys], "name": "N", "language": "nl"}
    )
    balances = [
        {
            "customer_key": key,
            "currency": each.get("currency", "EUR"),
            "balance_minor": each.get("past_due", 0) - each.get("credit", 0),
            "past_due_minor": each.get("past_due", 0),
            "open_invoices": 1,
            "past_due_invoices": 1,
            "oldest_days_past_due": each.get("days", 0),
            "sales_minor": 0,
        }
        for key, each in zip(keys, customers, strict=True)
    ]
    return features_of(
        customers=frame,
        balances=pd.DataFrame(balances),
        rates=pd.DataFrame({"currency": [], "rate": []}),
        as_of=date(2026, 10, 31),
    )


def segment_of(**customer: Any) -> tuple[str, str]:
    assignment = assign(made(customer), SHIPPED)
    return assignment.segments_frame()["segment"].iloc[0], assignment.reason(0)


@pytest.mark.parametrize(
    ("customer", "segment", "reason"),
    [
        ({"customer_type": "public", "past_due": 99_000_00}, "public_body", "customer type is public"),
        ({"past_due": 31_200_00}, "key_account", "past-due balance €31,200 ≥ €25,000"),
        ({"past_due": 25_000_00}, "key_account", "past-due balance €25,000 ≥ €25,000"),
        ({"past_due": 25_000_60}, "key_account", "past-due balance €25,000.60 ≥ €25,000"),
        ({"past_due": 24_999_99, "paid_invoices": 4}, "reliable", "no rule applies"),
        (
            {"past_due": 300_00, "days": 72},
            "in_trouble",
            "oldest days past due 72 days ≥ 60 days and past-due balance €300 ≥ €250",
        ),
        ({"past_due": 249_99, "days": 72, "paid_invoices": 4}, "reliable", "no rule applies"),
        ({"label": "negative"}, "in_trouble", "label is negative"),
        (
            {"median_days_late": 16.5, "paid_invoices": 4},
            "structurally_late",
            "median days late 16.5 days ≥ 10 days and invoices paid in 24 months 4 ≥ 4",
        ),
        ({"median_days_late": 16.5, "paid_invoices": 3}, "new", "invoices paid in 24 months 3 < 4"),
        (
            {"dispute_share": 0.2, "disputed_invoices": 2, "paid_invoices": 9},
            "disputes_often",
            "share of invoices disputed 20% ≥ 15% and invoices disputed in 24 months 2 ≥ 2",
        ),
        ({"dispute_share": 1, "disputed_invoices": 1, "paid_invoices": 9}, "reliable", "no rule applies"),
        (
            {"days_later": 12, "late_share": 0.3, "paid_invoices": 9},
            "deteriorating",
            "days later than before 12 days ≥ 10 days and share paid late 30% ≥ 25%",
        ),
        ({"days_later": 12, "late_share": 0.2, "paid_invoices": 9}, "reliable", "no rule applies"),
        (
            {"pay_day_share": 0.8, "median_days_late": 16.5, "paid_invoices": 9},
            "fixed_pay_day",
            "share paid on a fixed day 80% ≥ 75%",
        ),
        (
            {"late_share": 0.4, "median_days_late": 1, "paid_invoices": 4},
            "forgetful",
            "share paid late 40% ≥ 40% and invoices paid in 24 months 4 ≥ 4",
        ),
        ({}, "new", "invoices paid in 24 months 0 < 4"),
    ],
)
def test_the_shipped_policy_at_its_boundaries(customer: dict[str, Any], segment: str, reason: str) -> None:
    assert segment_of(**customer) == (segment, reason)


def policy_of(*conditions: Condition, match: Match = Match.ALL) -> Policy:
    segments = (Segment(name="yes", label="Yes", description=""), Segment(name="no", label="No", description=""))
    rules = (Rule(segment="yes", label="R", conditions=conditions, match=match),)
    return Policy(thresholds=(), segments=segments, rules=rules, otherwise="no")


@pytest.mark.parametrize(
    ("op", "value", "chosen"),
    [
        (Op.AT_LEAST, 5, [False, True, True, False]),
        (Op.MORE, 5, [False, False, True, False]),
        (Op.AT_MOST, 5, [True, True, False, False]),
        (Op.LESS, 5, [True, False, False, False]),
        (Op.IS, 5, [False, True, False, False]),
        (Op.IS_NOT, 5, [True, False, True, False]),
    ],
)
def test_numbers_compare_and_the_unknown_satisfies_nothing(op: Op, value: float, chosen: list[bool]) -> None:
    known = made(*({"median_days_late": each} for each in (4, 5, 6, None)))
    codes = assign(known, policy_of(Condition(field="median_days_late", op=op, value=value))).codes
    assert (codes == 0).tolist() == chosen


@pytest.mark.parametrize(
    ("op", "value", "chosen"),
    [
        (Op.IS, "retail", [True, False, False]),
        (Op.IS_NOT, "retail", [False, True, False]),
        (Op.ONE_OF, ("retail", "care", "never seen"), [True, True, False]),
        (Op.IS, "never seen", [False, False, False]),
    ],
)
def test_words_compare_and_the_unknown_satisfies_nothing(
    op: Op, value: str | tuple[str, ...], chosen: list[bool]
) -> None:
    known = made({"sector": "retail"}, {"sector": "care"}, {"sector": None})
    codes = assign(known, policy_of(Condition(field="sector", op=op, value=value))).codes
    assert (codes == 0).tolist() == chosen


def test_any_tells_only_what_is_true_and_a_flag_reads_as_yes_or_no() -> None:
    known = made({"has_mandate": True, "past_due": 10_00})
    conditions = (
        Condition(field="has_mandate", op=Op.IS, value=True),
        Condition(field="past_due_eur", op=Op.MORE, value=100),
    )
    assignment = assign(known, policy_of(*conditions, match=Match.ANY))
    assert assignment.reason(0) == "direct debit mandate: yes"


def test_totals_add_up_per_currency_and_name_empty_segments() -> None:
    known = made(
        {"past_due": 30_000_00},
        {"past_due": 50_00, "currency": "USD", "paid_invoices": 4},
        {"past_due": 10_00, "credit": 25_00, "paid_invoices": 4},
    )
    told = summary(assign(known, SHIPPED))
    assert told["key_account"] == {"customers": 1, "amounts": {"EUR": "30000.00", "USD": "0.00"}}
    assert told["reliable"] == {"customers": 2, "amounts": {"EUR": "-15.00", "USD": "50.00"}}
    assert told["in_trouble"] == {"customers": 0, "amounts": {"EUR": "0.00", "USD": "0.00"}}


def test_what_if_names_who_moves_and_why() -> None:
    known = made(
        {"past_due": 30_000_00},
        {"past_due": 20_000_00, "paid_invoices": 4},
        {"past_due": 15_000_00, "days": 90},
        {"past_due": 5_00},
    )
    seen = compare(known, SHIPPED, SHIPPED.with_values(key_account_past_due=15_000))
    movers = seen.movers()
    assert movers[["customer_id", "segment_from", "segment_to", "why"]].to_dict("records") == [
        {
            "customer_id": "C2",
            "segment_from": "reliable",
            "segment_to": "key_account",
            "why": "past-due balance €20,000 ≥ €15,000",
        },
        {
            "customer_id": "C3",
            "segment_from": "in_trouble",
            "segment_to": "key_account",
            "why": "past-due balance €15,000 ≥ €15,000",
        },
    ]
    assert seen.movers(1)["customer_id"].tolist() == ["C2"]
    assert seen.movers(source="in_trouble")["customer_id"].tolist() == ["C3"]
    assert seen.movers(target="new").empty
    moved = seen.flow_minor[seen.segments.index("reliable"), seen.segments.index("key_account"), 0]
    assert moved == 20_000_00
    assert seen.flow.sum() == len(known)
    assert seen.flow[seen.segments.index("in_trouble"), seen.segments.index("key_account")] == 1
    assert seen.totals_before["key_account"].customers == 1
    assert seen.totals_after["key_account"].past_due_minor == {"EUR": 65_000_00}


def test_who_falls_out_of_every_rule_is_told_what_it_no_longer_meets() -> None:
    known = made({"past_due": 30_000_00, "paid_invoices": 4}, {"past_due": 300_00, "days": 61, "paid_invoices": 4})
    raised = SHIPPED.with_values(key_account_past_due=50_000, trouble_days=90)
    assert compare(known, SHIPPED, raised).movers()["why"].tolist() == [
        "past-due balance €30,000, no longer ≥ €50,000",
        "oldest days past due 61 days, no longer ≥ 90 days",
    ]
    off = replace(SHIPPED, rules=(SHIPPED.rules[0], *SHIPPED.rules[2:]))
    assert compare(known, SHIPPED, off).movers()["why"].tolist() == ["no rule applies"]


def test_what_if_between_policies_with_other_segments_goes_by_name() -> None:
    known = made({"past_due": 30_000_00}, {})
    other = policy_of(Condition(field="past_due_eur", op=Op.AT_LEAST, value=1))
    seen = compare(known, SHIPPED, other)
    assert seen.segments[:2] == ("yes", "no")
    assert seen.movers()["segment_to"].tolist() == ["yes", "no"]
    assert seen.totals_after["key_account"].customers == 0


def some_customers(number: int) -> Features:
    """Customers of every kind: exactly on the marks, between them, outside them and unknown."""
    random = Random(7)  # noqa: S311 - customers are no secret
    return made(
        *(
            {
                "past_due": random.choice([0, 250_00, 1_000_00, 25_000_00, random.randrange(9_000_000)]),
                "days": random.randrange(200),
                "median_days_late": random.choice([None, -3, 10, float(random.randrange(-5, 60))]),
                "late_share": random.randrange(21) / 20,
                "paid_invoices": random.randrange(12),
                "dispute_share": random.choice([None, 0.15, 0.3]),
                "disputed_invoices": random.randrange(4),
                "days_later": random.choice([None, 10.0, 30.0]),
                "pay_day_share": random.choice([None, 0.75, 0.2, 1.0]),
                "customer_type": random.choice(["business", "public"]),
                "currency": random.choice(["EUR", "USD"]),
            }
            for _ in range(number)
        )
    )


TURNED = replace(
    SHIPPED,
    rules=(
        *SHIPPED.rules[:2],
        Rule(
            segment="forgetful",
            label="Any",
            match=Match.ANY,
            conditions=(
                Condition(field="median_days_late", op=Op.LESS, threshold="late_median_days"),
                Condition(field="oldest_days_past_due", op=Op.IS_NOT, threshold="late_median_days"),
                Condition(field="late_share", op=Op.AT_MOST, threshold="forgetful_share"),
                Condition(field="customer_type", op=Op.IS, value="public"),
            ),
        ),
        replace(SHIPPED.rules[2], is_enabled=False),
        *SHIPPED.rules[3:],
    ),
)


@pytest.mark.parametrize("policy", [SHIPPED, TURNED, SHIPPED.with_values(trouble_days=33, trouble_past_due=260.5)])
def test_the_lever_tables_equal_an_assignment_at_every_value(policy: Policy) -> None:
    known = some_customers(300)
    now = assign(known, SHIPPED)
    board = Board(features=known, policy=policy, now=now)
    for threshold in policy.thresholds:
        values = lever_values(policy, threshold.name)
        table = board.table(threshold.name, values)
        assert threshold.value in values
        assert (values[0], values[-1]) == (threshold.minimum, threshold.maximum)
        for row, value in enumerate(values):
            there = assign(known, policy.with_values(**{threshold.name: value}))
            totals = there.totals()
            assert table.customers[row].tolist() == [totals[name].customers for name in table.segments]
            for column, currency in enumerate(table.currencies):
                assert table.past_due_minor[row, :, column].tolist() == [
                    totals[name].past_due_minor[currency] for name in table.segments
                ]
                assert table.balance_minor[row, :, column].tolist() == [
                    totals[name].balance_minor[currency] for name in table.segments
                ]
            assert table.moved[row] == int((there.codes != now.codes).sum())


def test_groups_too_many_to_number_are_found_by_sorting(monkeypatch: pytest.MonkeyPatch) -> None:
    known, values = some_customers(200), lever_values(SHIPPED, "late_minimum_paid")
    counted = lever_table(known, SHIPPED, "late_minimum_paid", values)
    monkeypatch.setattr(lever_groups, "MOST_CELLS", 1)
    sorted_out = lever_table(known, SHIPPED, "late_minimum_paid", values)
    assert counted.customers.tolist() == sorted_out.customers.tolist()
    assert counted.balance_minor.tolist() == sorted_out.balance_minor.tolist()


def test_the_spread_under_a_lever_counts_everybody_once_and_knows_who_can_move() -> None:
    known = made(
        {"past_due": 0, "days": 0},
        {"past_due": 100_000_00, "days": 5},  # a key account, whatever the days
        {"past_due": 300_00, "days": 60},
        {"past_due": 300_00, "days": 64},
        {"past_due": 300_00, "days": 180},
        {"past_due": 300_00, "days": 400},
        {"past_due": 10_00, "days": 62},  # too little to be in trouble
    )
    values = lever_values(SHIPPED, "trouble_days")
    spread = lever_table(known, SHIPPED, "trouble_days", values).spread
    assert spread is not None
    assert (spread.field, spread.is_upward) == ("oldest_days_past_due", True)
    assert (spread.below, spread.beyond, spread.unknown) == (2, 1, 0)
    assert {values[at]: int(number) for at, number in enumerate(spread.customers) if number} == {60: 3, 180: 1}
    # At 180 days the customer of 180 is still in trouble whatever the lever: at no value does it move.
    assert {values[at]: int(number) for at, number in enumerate(spread.movable) if number} == {60: 2}


def test_money_runs_in_preferred_numbers_and_the_rest_in_equal_steps() -> None:
    values = lever_values(SHIPPED.with_values(key_account_past_due=31_200), "key_account_past_due")
    assert values[:4] == (0, 10, 12.5, 16)
    assert {20_000, 25_000, 31_200, 31_500, 80_000, 100_000} <= set(values)
    assert 0.3 in lever_values(SHIPPED, "dispute_share")


def test_a_threshold_that_no_rule_uses_moves_nobody_and_has_no_spread() -> None:
    unused = replace(SHIPPED, rules=SHIPPED.rules[:2])
    table = lever_table(some_customers(50), unused, "trouble_days", (10.0, 60.0))
    assert table.spread is None
    assert table.moved.tolist() == [0, 0]
