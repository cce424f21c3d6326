"""The days ahead on a calendar worked by hand: who is contacted when, what it costs, and who waits where capacity is short."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.desk.channel_terms import SHIPPED as TERMS
from core.desk.channel_terms import Term, Terms
from core.strategy.contact_policy import Cap
from core.strategy.contacts_ahead import ahead, ahead_of
from core.strategy.contacts_coming import coming
from core.strategy.contacts_free import ENDING
from core.strategy.ladder import Escalation
from core.strategy.mix import SHIPPED, Cell, Mix, Place, Rung
from core.strategy.mix_reach import PLACE
from core.strategy.reasons import BY_CODE
from core.strategy.strategy import STANDARD, Strategy
from core.vocabulary import ChannelName, HoldKind, MessageName
from tests.reminders import Team, early, strategy_of

if TYPE_CHECKING:
    from core.strategy.contacts_coming import Coming
    from tests.ledger import Ledger

# March 2026: the 2nd is a Monday; the 14th, 15th, 28th and 29th are a weekend.
ON = "2026-03-02"
EMAIL, LETTER, PHONE = ChannelName.EMAIL, ChannelName.LETTER, ChannelName.PHONE
ONE = """
    A is business NL nl a@example.org phone +31201234567
    A A1 issued 2026-02-01 due 2026-03-01 100.00 EUR
"""
CALL = Mix(usual={Rung(STANDARD, 1): (PHONE,), Rung(STANDARD, 2): (PHONE,), Rung(STANDARD, 3): (PHONE,)})


def seen(team: Team, on: str = ON) -> Coming:
    return coming(team.plan(on), team.strategy)


def told(given: Coming) -> list[str]:
    """One line per contact: customer, day of March and step."""
    names = given.assignment.features.frame["customer_id"].tolist()
    rows = zip(given.position.tolist(), given.day.tolist(), given.rung.tolist(), strict=True)
    return [f"{names[position]} {day + 2}: step {given.rungs[rung][1].number}" for position, day, rung in rows]


def callers(count: int, due: str = "2026-03-01") -> str:
    """Customers that only have a telephone, with one invoice each."""
    return "\n".join(
        f"C{each} is business NL nl phone +3120123456{each}\nC{each} I{each} issued 2026-02-01 due {due} 100.00 EUR"
        for each in range(count)
    )


def test_an_item_climbs_its_ladder_on_days_that_people_work(ledger: Ledger) -> None:
    # Steps at 3, 14 and 28 days: 4 March, Sunday the 15th which becomes Monday, Sunday the 29th which becomes Monday.
    assert told(seen(Team(ledger(ONE), strategy=strategy_of(3, 14, 28)))) == [
        "A 4: step 1",
        "A 16: step 2",
        "A 30: step 3",
    ]


def test_what_is_due_a_step_today_goes_today(ledger: Ledger) -> None:
    text = ONE.replace("due 2026-03-01", "due 2026-02-10")
    assert told(seen(Team(ledger(text), strategy=strategy_of(3, 14, 28))))[0] == "A 2: step 1"


def test_nothing_is_asked_within_the_least_days_between_two_messages(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(3, 5, 7, between=7))
    assert told(seen(team)) == ["A 4: step 1", "A 11: step 2", "A 18: step 3"]


def test_a_cap_ends_what_may_be_said_in_the_days_ahead(ledger: Ledger) -> None:
    strategy = strategy_of(3, 5, 7, between=7)
    capped = replace(strategy, contact=replace(strategy.contact, caps=(Cap(messages=2, days=30),)))
    assert told(seen(Team(ledger(ONE), strategy=capped))) == ["A 4: step 1", "A 11: step 2"]


def test_a_step_waits_its_least_days_after_the_one_before(ledger: Ledger) -> None:
    strategy = strategy_of(3, 5)
    steps = strategy.ladder(STANDARD).steps
    waits = replace(strategy.ladder(STANDARD), steps=(steps[0], replace(steps[1], minimum_wait_days=10)))
    assert told(seen(Team(ledger(ONE), strategy=Strategy.of(waits, strategy.contact)))) == [
        "A 4: step 1",
        "A 16: step 2",
    ]


def test_one_customer_gets_one_message_about_all_that_is_ready(ledger: Ledger) -> None:
    text = ONE + "    A A2 issued 2026-02-01 due 2026-02-27 50.00 EUR\n"
    team = Team(ledger(text), strategy=strategy_of(3, 14, 28))
    # A2 is ready on the 2nd, A1 on the 4th; then A2's second step is ready on the 13th and A1's on the 15th.
    assert told(seen(team))[:4] == ["A 2: step 1", "A 4: step 1", "A 13: step 2", "A 16: step 2"]


def test_who_is_out_for_a_reason_that_ends_joins_when_it_ends(ledger: Ledger) -> None:
    team = Team(ledger(ONE.replace("due 2026-03-01", "due 2026-02-10")), strategy=strategy_of(3, 14, 28))
    team.hold(HoldKind.STOP, "A", until_on=date(2026, 3, 10))
    assert told(seen(team))[0] == "A 11: step 1"


def test_a_promise_waits_for_its_day_and_the_days_of_grace(ledger: Ledger) -> None:
    team = Team(ledger(ONE.replace("due 2026-03-01", "due 2026-02-10")), strategy=strategy_of(3, 14, grace=2))
    team.hold(HoldKind.PROMISE, "A", until_on=date(2026, 3, 9))
    assert told(seen(team))[0] == "A 12: step 1"


@pytest.mark.parametrize("kind", [HoldKind.DISPUTE, HoldKind.LEGAL, HoldKind.HARDSHIP])
def test_who_is_out_without_an_end_stays_out(ledger: Ledger, kind: HoldKind) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(3, 14, 28))
    team.hold(kind, "A")
    assert told(seen(team)) == []


def test_a_step_before_the_due_date_is_left_out_once_that_has_passed(ledger: Ledger) -> None:
    soon = ONE.replace("due 2026-03-01", "due 2026-03-11")
    team = Team(ledger(soon), strategy=early())
    assert told(seen(team))[:2] == ["A 6: step -1", "A 16: step 1"]
    team.hold(HoldKind.STOP, "A", until_on=date(2026, 3, 12))
    assert told(seen(team))[0] == "A 16: step 1"


def test_a_ledger_without_anything_open_brings_nothing(ledger: Ledger) -> None:
    team = Team(
        ledger("A is business NL nl a@example.org\nA A1 issued 2026-02-01 due 2026-06-01 10.00 EUR"),
        strategy=strategy_of(3),
    )
    found = ahead_of(team.plan(ON), SHIPPED, team.strategy, TERMS)
    assert (found.contacts, found.cost_minor, found.by_channel.empty, found.by_place.empty) == (0.0, 0, True, True)
    assert found.counted.empty


def test_contacts_cost_what_their_channel_costs_on_their_day(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(3, 14, 28))
    dearer = Terms(
        terms={EMAIL: [Term(cost_minor=2, why="old"), Term(cost_minor=5, valid_from=date(2026, 3, 10), why="new")]}
    )
    found = ahead(seen(team), SHIPPED, team.strategy, dearer)
    # One at 2 cents on the 4th, two at 5 on the 16th and 30th.
    assert (found.contacts, found.cost_minor) == (3.0, 12)
    counted = found.counted
    assert counted["day"].dt.day.tolist() == [4, 16, 30]
    assert counted["message"].tolist() == ["friendly_reminder", "second_reminder", "last_letter"]
    assert counted["cost_minor"].tolist() == [2.0, 5.0, 5.0]


def test_where_capacity_is_short_contacts_wait_and_the_last_day_is_told(ledger: Ledger) -> None:
    team = Team(ledger(callers(5)), strategy=with_calls(strategy_of(3)))
    two_a_day = Terms(terms={PHONE: [Term(cost_minor=100, daily_capacity=2, why="two of us")]})
    found = ahead(seen(team), CALL, team.strategy, two_a_day)
    phone = PLACE[PHONE]
    # Five on Wednesday the 4th: two that day, two on the 5th, one on Friday the 6th.
    assert found.wanted[phone, :6].tolist() == [0, 0, 5, 0, 0, 0]
    assert found.sent[phone, :6].tolist() == [0, 0, 2, 2, 1, 0]
    assert found.waiting[phone, :6].tolist() == [0, 0, 3, 1, 0, 0]
    row = found.by_channel.iloc[0]
    assert (row["channel"], row["capacity"], row["waiting_most"], row["last_on"]) == ("phone", 2, 3.0, date(2026, 3, 6))


def test_a_queue_that_outlasts_the_days_ahead_still_has_its_last_day(ledger: Ledger) -> None:
    team = Team(ledger(callers(5, due="2026-03-26")), strategy=with_calls(strategy_of(3)))
    one_a_day = Terms(terms={PHONE: [Term(cost_minor=100, daily_capacity=1, why="one of us")]})
    found = ahead(seen(team), CALL, team.strategy, one_a_day)
    # Five on Monday the 30th, the horizon ends on the 31st: three are left, Wednesday to Friday; Good Friday (the 3rd) and
    # Easter Monday (the 6th) are closed, so the third goes on Tuesday the 7th.
    assert found.waiting[PLACE[PHONE], -1] == 3
    assert found.last_on[PLACE[PHONE]] == date(2026, 4, 7)


def test_nobody_calls_without_capacity_and_the_queue_never_ends(ledger: Ledger) -> None:
    team = Team(ledger(callers(2)), strategy=with_calls(strategy_of(3)))
    fewer = Terms(
        terms={
            PHONE: [
                Term(cost_minor=1, why="now"),
                Term(cost_minor=1, daily_capacity=0, valid_from=date(2026, 3, 3), why="on leave"),
            ]
        }
    )
    found = ahead(seen(team), CALL, team.strategy, fewer)
    assert found.last_on[PLACE[PHONE]] is None
    assert found.waiting[PLACE[PHONE], -1] == 2


def test_shares_divide_the_contacts_and_what_has_no_address_goes_the_next_way(ledger: Ledger) -> None:
    team = Team(ledger(callers(4)), strategy=with_calls(strategy_of(3)))
    given = seen(team)
    segment = given.assignment.segments[given.assignment.codes[0]]
    mix = Mix(cells={Place(segment, STANDARD, 1): Cell(shares={EMAIL: 0.25, PHONE: 0.75})})
    found = ahead(given, mix, team.strategy, TERMS)
    # Nobody has an e-mail address: the quarter that the mix sends by e-mail is called as well, and counted as overruled.
    assert found.by_channel[["channel", "contacts"]].to_numpy().tolist() == [["phone", 4.0]]
    assert found.overruled == pytest.approx(1.0)


def test_a_large_claim_is_called_when_its_step_asks_for_it(ledger: Ledger) -> None:
    strategy = strategy_of(3)
    step = replace(strategy.ladder(STANDARD).steps[0], escalations=(Escalation.PHONE_LARGE,))
    calling = replace(
        Strategy.of(replace(strategy.ladder(STANDARD), steps=(step,)), strategy.contact), large_claim_minor=10_000
    )
    text = (
        ONE
        + "    B is business NL nl b@example.org phone +31201234568\n    B B1 issued 2026-02-01 due 2026-03-01 99.99 EUR\n"
    )
    found = ahead(seen(Team(ledger(text), strategy=calling)), SHIPPED, calling, TERMS)
    assert found.by_channel[["channel", "contacts"]].to_numpy().tolist() == [["email", 1.0], ["phone", 1.0]]


def test_another_segment_for_a_customer_needs_no_other_contacts(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(3))
    given = seen(team)
    mix = Mix(cells={Place("called", STANDARD, 1): Cell(shares={PHONE: 1.0})})
    before = ahead(given, mix, team.strategy, TERMS)
    after = ahead(given, mix, team.strategy, TERMS, codes=np.zeros(1, dtype=np.int64), segments=("called",))
    # The ledger prefers e-mail for A: drawn for a call, A is mailed, and that shows.
    assert (before.overruled, after.overruled) == (0.0, 1.0)
    assert after.by_place["segment"].tolist() == ["called"]


def test_legal_notices_are_counted(ledger: Ledger) -> None:
    team = Team(ledger(ONE.replace("business", "consumer")), strategy=strategy_of(3))
    step = replace(team.strategy.ladder(STANDARD).steps[0], message=MessageName.LEGAL_NOTICE_NL)
    strategy = Strategy.of(replace(team.strategy.ladder(STANDARD), steps=(step,)), team.strategy.contact)
    assert ahead(seen(Team(team.book, strategy=strategy)), SHIPPED, strategy, TERMS).legal_steps == 1.0
    assert ahead(seen(team), SHIPPED, team.strategy, TERMS).legal_steps == 0.0


def with_calls(strategy: Strategy) -> Strategy:
    """The same ladder, going by telephone."""
    ladder = strategy.ladder(STANDARD)
    steps = tuple(replace(each, channels=(PHONE,)) for each in ladder.steps)
    return Strategy.of(replace(ladder, steps=steps), strategy.contact)


def test_every_reason_that_ends_by_itself_is_a_reason() -> None:
    assert set(BY_CODE) >= ENDING
