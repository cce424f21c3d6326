"""Assignment, reasons in words, what-if and levers, on customers made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.segments.assign import assign, summary
from core.segments.features import Features, features_of
from core.segments.fields import FIELDS, FieldKind
from core.segments.policy import Condition, Match, Op, Policy, Rule, Segment
from core.segments.shipped import SHIPPED
from core.segments.whatif import compare, lever_table, lever_values

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
        ({"past_due": 24_999_99}, "reliable", "no rule applies"),
        (
            {"past_due": 300_00, "days": 72},
            "in_trouble",
            "oldest days past due 72 days ≥ 60 days and past-due balance €300 ≥ €250",
        ),
        ({"past_due": 249_99, "days": 72}, "reliable", "no rule applies"),
        ({"label": "negative"}, "in_trouble", "label is negative"),
        (
            {"median_days_late": 16.5, "paid_invoices": 4},
            "structurally_late",
            "median days late 16.5 days ≥ 10 days and invoices paid in 24 months 4 ≥ 4",
        ),
        ({"median_days_late": 16.5, "paid_invoices": 3}, "reliable", "no rule applies"),
        ({}, "reliable", "no rule applies"),
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
    known = made({"past_due": 30_000_00}, {"past_due": 50_00, "currency": "USD"}, {"past_due": 10_00, "credit": 25_00})
    told = summary(assign(known, SHIPPED))
    assert told["key_account"] == {"customers": 1, "amounts": {"EUR": "30000.00", "USD": "0.00"}}
    assert told["reliable"] == {"customers": 2, "amounts": {"EUR": "-15.00", "USD": "50.00"}}
    assert told["in_trouble"] == {"customers": 0, "amounts": {"EUR": "0.00", "USD": "0.00"}}


def test_what_if_names_who_moves_and_why() -> None:
    known = made(
        {"past_due": 30_000_00}, {"past_due": 20_000_00}, {"past_due": 15_000_00, "days": 90}, {"past_due": 5_00}
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
    assert seen.flow.sum() == len(known)
    assert seen.flow[seen.segments.index("in_trouble"), seen.segments.index("key_account")] == 1
    assert seen.totals_before["key_account"].customers == 1
    assert seen.totals_after["key_account"].past_due_minor == {"EUR": 65_000_00}


def test_what_if_between_policies_with_other_segments_goes_by_name() -> None:
    known = made({"past_due": 30_000_00}, {})
    other = policy_of(Condition(field="past_due_eur", op=Op.AT_LEAST, value=1))
    seen = compare(known, SHIPPED, other)
    assert seen.segments[:2] == ("yes", "no")
    assert seen.movers()["segment_to"].tolist() == ["yes", "no"]
    assert seen.totals_after["key_account"].customers == 0


def test_the_lever_table_equals_an_assignment_at_every_value() -> None:
    random = np.random.default_rng(7)
    known = made(*({"past_due": int(each), "days": int(each) % 130} for each in random.integers(0, 9_000_000, 300)))
    for threshold in SHIPPED.thresholds:
        values = lever_values(SHIPPED, threshold.name)
        table = lever_table(known, SHIPPED, threshold.name, values)
        assert threshold.value in values
        assert (values[0], values[-1]) == (threshold.minimum, threshold.maximum)
        for row, value in enumerate(values):
            totals = assign(known, SHIPPED.with_values(**{threshold.name: value})).totals()
            assert table.customers[row].tolist() == [totals[name].customers for name in table.segments]
            assert table.past_due_minor[row, :, 0].tolist() == [
                totals[name].past_due_minor["EUR"] for name in table.segments
            ]
