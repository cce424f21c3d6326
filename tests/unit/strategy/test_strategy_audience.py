"""The audience as a whole: one message a customer, both tables, the plan as JSON, ladders and fingerprints."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from core.desk import holds
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from core.errors import UnknownNameError
from core.segments.assign import assign
from core.segments.features import features
from core.segments.shipped import SHIPPED as POLICY
from core.strategy import choice as choices
from core.strategy import strategy as strategies
from core.strategy.audience import audience, label_of
from core.strategy.choice import AudienceChoice
from core.strategy.facts import desk_facts
from core.strategy.fingerprint import IDENTITY, changed, fingerprints, quoted_now
from core.strategy.strategy_shipped import SHIPPED
from core.strategy.tally import plan_summary, reconcile
from core.vocabulary import HoldKind
from tests.reminders import Team

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ledger import Ledger

MIXED = """
    A is business NL nl a@example.org
    A OLD   issued 2026-01-01 due 2026-02-01 100.00 EUR reminded 1 on 2026-02-10
    A NEW   issued 2026-02-01 due 2026-03-10 50.00 EUR disputed 20.00
    A DOLLAR issued 2026-02-01 due 2026-03-10 10.00 USD
    A LATER issued 2026-02-01 due 2026-05-01 70.00 EUR
    A CN1 credit 2026-02-01 5.00 EUR
    B is consumer NL nl
    B INV1 issued 2026-02-01 due 2026-03-01 30.00 EUR
    B INV2 issued 2026-02-01 due 2026-03-01 7.00 EUR promised 2026-03-30
    C cash 2026-03-01 12.00 EUR
"""
ON = "2026-03-20"


def test_one_message_takes_the_highest_step_among_its_items(ledger: Ledger) -> None:
    team = Team(ledger(MIXED))
    customers = team.plan(ON).customers
    columns = ["customer_id", "is_in", "step", "items", "reason", "evidence"]
    assert customers[columns].fillna("-").to_numpy().tolist() == [
        ["A", True, 2, 3, "-", "-"],
        ["B", False, 0, 0, "promise", "promised in the ledger for 30 March 2026"],
        ["C", False, 0, 0, "credit", "a payment not matched yet"],
    ]
    assert team.send(ON) == ["A: second_reminder for OLD NEW DOLLAR"]


def test_the_plan_in_numbers(ledger: Ledger) -> None:
    """100 + 30 + 10 USD asked; 20 disputed; 70 not due; 30 no address; 7 promised; 5 + 12 credit: 200 EUR in all."""
    planned = Team(ledger(MIXED)).plan(ON)
    told = plan_summary(planned)
    assert json.loads(json.dumps(told)) == {
        "in": {"items": 3, "customers": 1, "amounts": {"EUR": "130.00", "USD": "10.00"}},
        "out": {
            "dispute": {"items": 0, "customers": 0, "amounts": {"EUR": "20.00", "USD": "0.00"}},
            "promise": {"items": 1, "customers": 1, "amounts": {"EUR": "7.00", "USD": "0.00"}},
            "unreachable": {"items": 1, "customers": 0, "amounts": {"EUR": "30.00", "USD": "0.00"}},
            "not_due": {"items": 1, "customers": 0, "amounts": {"EUR": "70.00", "USD": "0.00"}},
            "credit": {"items": 2, "customers": 1, "amounts": {"EUR": "-17.00", "USD": "0.00"}},
        },
        "portfolio": {"items": 8, "customers": 3, "amounts": {"EUR": "240.00", "USD": "10.00"}},
    }
    assert reconcile(planned).is_complete


def test_an_empty_ledger_of_that_day_gives_an_empty_plan(ledger: Ledger) -> None:
    planned = Team(ledger(MIXED)).plan("2020-01-01")
    assert plan_summary(planned) == {
        "in": {"items": 0, "customers": 0, "amounts": {}},
        "out": {},
        "portfolio": {"items": 0, "customers": 0, "amounts": {}},
    }
    assert len(planned.items) == len(planned.customers) == 0


def test_a_choice_that_names_nothing_known_is_refused(ledger: Ledger) -> None:
    team = Team(ledger(MIXED))
    with pytest.raises(UnknownNameError, match="There is no segment called 'nowhere'"):
        team.plan(ON, AudienceChoice(segments=frozenset({"nowhere"})))
    with pytest.raises(UnknownNameError, match="There is no step called '9'"):
        team.plan(ON, AudienceChoice(steps=frozenset({9})))
    with pytest.raises(UnknownNameError, match="There is no reason called 'mood'"):
        label_of("mood")


def test_choices_and_ladders_survive_json() -> None:
    choice = AudienceChoice(segments=frozenset({"b", "a"}), steps=frozenset({2}), excluded=frozenset({("NL01", "A")}))
    assert choices.from_body(json.loads(json.dumps(choices.to_body(choice)))) == choice
    assert strategies.from_body(json.loads(json.dumps(strategies.to_body(SHIPPED)))) == SHIPPED


def test_facts_come_from_a_real_desk(ledger: Ledger, tmp_path: Path) -> None:
    desk = open_desk(f"sqlite:///{tmp_path / 'desk.sqlite3'}", clock=lambda: datetime(2026, 3, 20, 10, tzinfo=UTC))
    migrate(desk)
    book, on = ledger(MIXED), date(2026, 3, 20)
    holds.place(
        desk,
        HoldKind.PROMISE,
        entity="NL01",
        customer_id="A",
        number="OLD",
        until_on=date(2026, 3, 18),
        by="Els",
        why="Called",
    )
    holds.place(
        desk, HoldKind.STOP, entity="NL01", customer_id="B", until_on=date(2026, 3, 18), by="Els", why="Was ill"
    )
    facts = desk_facts(desk, on, contact=SHIPPED.contact)
    planned = audience(book, facts, as_of=on, strategy=SHIPPED, assignment=assign(features(book, on), POLICY))
    desk.close()
    told = planned.items.set_index("number")["reason"].fillna("in").to_dict()
    # A promise has two days of grace; a stop has none.
    assert (told["OLD"], told["NEW"], told["INV1"]) == ("promise", "in", "unreachable")


def test_a_fingerprint_depends_on_what_is_quoted_and_on_nothing_else(ledger: Ledger) -> None:
    items = Team(ledger(MIXED)).plan(ON).items
    quoted = items[items["is_in"]]
    mark = fingerprints(quoted)
    assert mark[["entity", "customer_id"]].to_numpy().tolist() == [["NL01", "A"]]
    assert len(mark["fingerprint"].iloc[0]) == 64
    assert fingerprints(quoted.sample(frac=1, random_state=3).assign(evidence="other")).equals(mark)
    for column, other in (
        ("balance_minor", 1),
        ("number", "X"),
        ("part_no", 2),
        ("due_on", quoted["due_on"].iloc[0].replace(year=2030)),
        ("currency", "GBP"),
    ):
        assert fingerprints(quoted.assign(**{column: other}))["fingerprint"].iloc[0] != mark["fingerprint"].iloc[0], (
            column
        )


def test_a_new_book_shows_which_quoted_items_changed(ledger: Ledger) -> None:
    items = Team(ledger(MIXED)).plan(ON).items
    quoted = items.loc[items["is_in"], [*IDENTITY, "currency", "due_on", "balance_minor"]]
    later = ledger("A cash 2026-03-21 40.00 EUR for OLD\nA cash 2026-03-22 10.00 USD for DOLLAR")
    now = quoted_now(later, quoted, date(2026, 3, 22))
    assert changed(quoted, now)[["number", "balance_minor", "balance_now"]].to_numpy().tolist() == [
        ["OLD", 100_00, 60_00],
        ["DOLLAR", 10_00, 0],
    ]
    assert changed(quoted, quoted_now(later, quoted, date(2026, 3, 20))).empty
    gone = quoted_now(later, quoted.assign(number="GONE"), date(2026, 3, 22))
    assert gone["balance_minor"].tolist() == [0, 0, 0]
    assert gone["due_on"].isna().all()
