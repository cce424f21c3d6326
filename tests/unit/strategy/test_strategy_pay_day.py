"""Who pays on a day of its own is not chased before it: found as the patterns find it, waited for, and told with the evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.behaviour.patterns import PatternName, patterns_of
from core.strategy.account import next_step
from core.strategy.contacts_coming import coming
from core.strategy.pay_habits import NO_HABIT, PayHabits, pay_habits
from core.strategy.strategy_shipped import SHIPPED
from core.strategy.why import whys
from tests.reminders import Team, strategy_of
from tests.unit.behaviour.ledgers import months, paid_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.book.book import Book
    from core.strategy.strategy import Strategy

    Shelf = Callable[[str, date], Book]

LAST = date(2026, 10, 31)
# Pays on the 25th, twelve months long; one invoice is due on Thursday 1 October.
OPEN = "A NEW issued 2026-09-01 due 2026-10-01 100.00 EUR"


def paying(days: list[date], text: str = OPEN) -> str:
    """One customer who paid on ``days``, can be reached, and owes what ``text`` says."""
    return paid_on(*days).replace("NL nl", "NL nl a@example.org", 1) + "\n" + text


MONTHLY = paying(months(12, 25, last=date(2026, 9, 30)))
WAITS = strategy_of(3, 14, 45)


def team_of(shelf: Shelf, text: str = MONTHLY, *, wait: int = 31, grace: int = 2, strategy: Strategy = WAITS) -> Team:
    contact = replace(strategy.contact, pay_day_wait_days=wait, promise_grace_days=grace)
    return Team(shelf(text, LAST), strategy=replace(strategy, contact=contact))


def test_nobody_is_chased_before_the_habitual_pay_day(shelf: Shelf) -> None:
    team = team_of(shelf)
    assert team.told("2026-10-03") == ["A NEW: not_due"]
    assert team.told("2026-10-04") == ["A NEW: waits_for_pay_day"]
    # The 25th is a Sunday: the bank pays on Monday the 26th, and money takes two banking days.
    assert team.why("2026-10-04", "NEW") == "pays on day 25 of the month (12 of 12); the next is 26 October 2026"
    assert team.told("2026-10-28") == ["A NEW: waits_for_pay_day"]
    assert team.told("2026-10-29") == ["A NEW: step 1"]
    [why] = whys(team.plan("2026-10-29"), [0])
    assert why.now == "ready since 4 October 2026; the habitual pay day, 26 October 2026, has passed"


def test_the_wait_is_as_long_as_the_contact_policy_says(shelf: Shelf) -> None:
    assert team_of(shelf, wait=0).told("2026-10-04") == ["A NEW: step 1"]
    assert team_of(shelf, wait=24).told("2026-10-04") == ["A NEW: step 1"]
    assert team_of(shelf, wait=25).told("2026-10-04") == ["A NEW: waits_for_pay_day"]
    assert team_of(shelf, grace=0).told("2026-10-27") == ["A NEW: step 1"]


def test_the_next_step_comes_after_the_pay_day(shelf: Shelf) -> None:
    coming = next_step(team_of(shelf).plan("2026-10-05"))
    assert (coming.on, coming.step and coming.step.number) == (date(2026, 10, 29), 1)
    assert coming.reason is not None
    assert coming.reason.code == "waits_for_pay_day"


def test_a_pay_day_is_waited_for_once(shelf: Shelf) -> None:
    """The second step comes at its own day; the pay day since the due date has been."""
    team = team_of(shelf)
    team.send("2026-10-29")
    assert team.told("2026-10-30") == ["A NEW: step 2"]


def test_who_pays_on_the_due_date_has_no_pay_day_to_wait_for(shelf: Shelf) -> None:
    days = [date(2026, 9, 24) - timedelta(days=29 * each) for each in range(12)]
    assert team_of(shelf, paying(days)).told("2026-10-04") == ["A NEW: step 1"]


def test_a_weekly_run_is_waited_for_too(shelf: Shelf) -> None:
    thursdays = [date(2026, 9, 24) - timedelta(days=7 * each) for each in range(16)]
    team = team_of(shelf, paying(thursdays, "A NEW issued 2026-09-01 due 2026-10-02 100.00 EUR"))
    assert team.told("2026-10-05") == ["A NEW: waits_for_pay_day"]
    assert team.why("2026-10-05", "NEW") == "pays on Thursdays (16 of 16); the next is 8 October 2026"
    assert team.told("2026-10-13") == ["A NEW: step 1"]


def test_habits_are_those_of_the_patterns(shelf: Shelf) -> None:
    """Of every customer of a mixed ledger, whoever is asked about."""
    book = shelf(MONTHLY, LAST)
    found = patterns_of(book, LAST)
    days = found[found["pattern"] == PatternName.PAY_DAY]
    habits = pay_habits(book, LAST, [1])
    assert habits.keys.tolist() == days["customer_key"].tolist() == [1]
    assert habits.day_of_month.tolist() == days["value"].astype(int).tolist() == [25]
    assert (habits.n.tolist(), habits.of.tolist()) == (days["n"].tolist(), days["of"].tolist())
    assert pay_habits(book, LAST, []).keys.tolist() == pay_habits(book, LAST, [99]).keys.tolist() == []
    # Known a year earlier it was no habit yet.
    assert pay_habits(book, date(2025, 11, 30), [1]).keys.tolist() == []


@pytest.mark.parametrize(
    ("day_of_month", "from_on", "pay_on"),
    [
        (25, date(2026, 10, 25), date(2026, 10, 26)),  # a Sunday
        (31, date(2026, 2, 3), date(2026, 3, 2)),  # the last day of February is a Saturday, and the Monday is in March
        (31, date(2026, 3, 1), date(2026, 3, 2)),  # that very Monday
        (1, date(2026, 10, 2), date(2026, 11, 2)),
        (30, date(2026, 2, 1), date(2026, 3, 2)),
    ],
)
def test_the_first_pay_day_on_or_after_a_day(day_of_month: int, from_on: date, pay_on: date) -> None:
    one = np.array([1], dtype=np.int64)
    habits = PayHabits(keys=one, day_of_month=one * day_of_month, weekday=one * NO_HABIT, n=one, of=one)
    first = habits.first_pay_day(np.array([0]), np.array([from_on], dtype="datetime64[D]").astype(np.int64))
    assert first.astype("datetime64[D]").tolist() == [pay_on]


def test_what_ships_waits_a_month_at_most() -> None:
    assert SHIPPED.contact.pay_day_wait_days == 31


def test_who_waits_for_the_pay_day_is_among_the_contacts_ahead_after_it(shelf: Shelf) -> None:
    team, on = team_of(shelf), date(2026, 10, 5)
    found = coming(team.plan(on.isoformat()), team.strategy)
    assert [on + timedelta(days=each) for each in found.day.tolist()] == [date(2026, 10, 29), date(2026, 10, 30)]
