"""Agreements hold what is still to be sent at once, are refused when they cannot be, and are judged with every new book."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.campaigns import agreements, reading
from core.campaigns.agreements import About
from core.campaigns.approve import approve
from core.campaigns.freshness import hold_outdated
from core.campaigns.launch import launch
from core.campaigns.parts import Every, even_parts
from core.campaigns.plan import find_audience
from core.desk.case_errors import (
    EmptyPlanError,
    EndBeforeStartError,
    NoAmountError,
    NoDayError,
    NothingOpenError,
    PastDayError,
    PlanOrderError,
    PlanSumError,
    TooMuchError,
    TwoCurrenciesError,
)
from core.desk.case_frames import plan_instalments, promises
from core.desk.cases import Instalment, ItemName
from core.errors import SaldoError, UnknownNameError
from core.strategy.account import account
from core.strategy.judging import judge
from core.vocabulary import DisputeCause, MessageState
from tests.unit.campaigns.portfolio import AS_OF, LEDGER, NAME, launched, previewed

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(3)

MORE = LEDGER + "\n    A  INV8  issued 2026-09-10  due 2026-10-10  40.00 USD\n"
A = About(entity="NL01", customer_id="A")
IN_EUR = About(entity="NL01", customer_id="A", currency="EUR")
INV1 = ItemName(document_type="invoice", number="INV1", fiscal_year=2026, part_no=1)
NOVEMBER = date(2026, 11, 6)


def only(*numbers: str) -> About:
    items = tuple(ItemName(document_type="invoice", number=each, fiscal_year=2026, part_no=1) for each in numbers)
    return About(entity="NL01", customer_id="A", items=items)


@pytest.mark.parametrize(
    ("about", "minor", "on", "error"),
    [
        (IN_EUR, 0, NOVEMBER, NoAmountError),
        (IN_EUR, -5, NOVEMBER, NoAmountError),
        (IN_EUR, 10_00, date(2026, 10, 24), PastDayError),
        (IN_EUR, 10_00, None, NoDayError),
        (IN_EUR, 150_01, NOVEMBER, TooMuchError),
        (A, 10_00, NOVEMBER, TwoCurrenciesError),
        (only("INV4"), 10_00, NOVEMBER, NothingOpenError),
        (About(entity="NL01", customer_id="nobody"), 10_00, NOVEMBER, UnknownNameError),
    ],
)
def test_a_promise_that_cannot_be(  # noqa: PLR0917 - pytest's own
    desk: Desk, ledger: Ledger, about: About, minor: int, on: date | None, error: type[SaldoError]
) -> None:
    with pytest.raises(error):
        agreements.promise(desk, ledger(MORE), about, amount_minor=minor, promised_on=on, by="Els", why="phoned")
    assert promises(desk).empty


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ([(6, 150_00)], EmptyPlanError),
        ([(6, 100_00), (20, 40_00)], PlanSumError),
        ([(6, 100_00), (20, 60_00)], PlanSumError),
        ([(6, 100_00), (6, 50_00)], PlanOrderError),
        ([(6, 150_00), (20, 0)], NoAmountError),
    ],
)
def test_a_plan_that_does_not_add_up(
    desk: Desk, ledger: Ledger, parts: list[tuple[int, int]], error: type[SaldoError]
) -> None:
    given = [Instalment(due_on=date(2026, 11, day), amount_minor=minor) for day, minor in parts]
    with pytest.raises(error):
        agreements.plan(desk, ledger(LEDGER), A, parts=given, total_minor=150_00, by="Els", why="agreed")
    assert plan_instalments(desk).empty


def test_a_stop_cannot_end_before_it_starts(desk: Desk, ledger: Ledger) -> None:
    with pytest.raises(EndBeforeStartError):
        agreements.stop(desk, ledger(LEDGER), A, until_on=date(2026, 10, 24), by="Els", why="holiday")


@pytest.mark.parametrize(
    ("total", "number", "every", "first", "days"),
    [
        (100_00, 3, Every.MONTH, date(2026, 11, 30), ["30-11", "30-12", "30-01"]),
        (100_00, 3, Every.MONTH, date(2026, 12, 31), ["31-12", "31-01", "28-02"]),
        (100_01, 2, Every.WEEK, date(2026, 11, 6), ["06-11", "13-11"]),
        (7, 3, Every.TWO_WEEKS, date(2026, 11, 6), ["06-11", "20-11", "04-12"]),
    ],
)
def test_even_parts_add_up_to_the_cent(total: int, number: int, every: Every, first: date, days: list[str]) -> None:
    parts = even_parts(total, number, first_on=first, every=every)
    assert sum(part.amount_minor for part in parts) == total
    assert [f"{part.due_on:%d-%m}" for part in parts] == days


def test_a_promise_between_launch_and_work_holds_the_message(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    launched(desk, book)
    agreements.promise(desk, book, A, amount_minor=150_00, promised_on=NOVEMBER, by="Els", why="phoned")
    [held] = reading.ledger(desk, NAME, states=(MessageState.HELD,))
    assert (held.customer_id, held.held_why) == ("A", "promise: phoned")


def test_an_agreement_about_another_invoice_leaves_the_message_alone(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER + "    A  INV9  issued 2026-10-30  due 2026-11-30  10.00 EUR\n")
    launched(desk, book)
    agreements.stop(desk, book, only("INV9"), until_on=NOVEMBER, by="Els", why="wrong address")
    assert reading.state_counts(desk, NAME) == {"queued": 3}
    assert hold_outdated(desk, book) == 0


def test_a_dispute_of_a_part_noted_before_launch_holds_the_message_with_both_amounts(
    desk: Desk, ledger: Ledger
) -> None:
    book = ledger(LEDGER)
    previewed(desk, book)
    approve(desk, NAME, by="Jan")
    agreements.dispute(
        desk, book, only("INV1"), cause=DisputeCause.PRICE, amount_minor=30_00, owner="", deadline_on=None, by="Els",
        why="10 percent off",
    )  # fmt: skip
    assert launch(desk, book, NAME, by="Jan").held == 1
    [held] = reading.ledger(desk, NAME, states=(MessageState.HELD,))
    assert held.difference is not None
    assert (held.difference[0]["balance"], held.difference[0]["balance_now"]) == ("100.00", "70.00")


def test_a_book_judges_promises_and_a_late_file_may_still_keep_one(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    agreements.promise(desk, book, only("INV1"), amount_minor=100_00, promised_on=NOVEMBER, by="Els", why="phoned")

    def state(text: str, on: date) -> str:
        later = ledger(text, list_on=on)
        judge(desk, later, later.latest_on, grace_days=2)
        return str(promises(desk)["state"].iloc[0])

    assert state("Z INV90 issued 2026-11-10 due 2026-11-30 1.00 EUR", date(2026, 11, 10)) == "open"
    assert state("Z INV91 issued 2026-11-11 due 2026-11-30 1.00 EUR", date(2026, 11, 11)) == "broken"
    assert state("A cash 2026-11-09 60.00 EUR for INV1", date(2026, 11, 12)) == "broken"
    assert promises(desk)["paid_minor"].tolist() == [60_00]
    assert state("A cash 2026-11-10 40.00 EUR", date(2026, 11, 13)) == "kept"  # not matched yet: that is our work


def test_a_credit_note_keeps_no_promise(desk: Desk, ledger: Ledger) -> None:
    agreements.promise(
        desk, ledger(LEDGER), only("INV1"), amount_minor=100_00, promised_on=NOVEMBER, by="Els", why="phoned"
    )
    later = ledger("A CN1 credit 2026-11-02 100.00 EUR on INV1 2026-11-02 100.00", list_on=date(2026, 11, 20))
    judge(desk, later, later.latest_on, grace_days=2)
    assert promises(desk)[["state", "paid_minor"]].to_numpy().tolist() == [["broken", 0]]


def test_what_was_paid_before_the_promise_on_its_day_does_not_count(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER + "    A  cash  2026-10-31  20.00 EUR for INV1\n")
    assert book.latest_on == AS_OF
    agreements.promise(desk, book, only("INV1"), amount_minor=20_00, promised_on=NOVEMBER, by="Els", why="phoned")
    assert promises(desk)["state"].tolist() == ["open"]
    later = ledger("A cash 2026-10-31 20.00 EUR for INV1 id P2", list_on=date(2026, 11, 2))
    judge(desk, later, later.latest_on, grace_days=2)
    assert promises(desk)["state"].tolist() == ["kept"]


def test_a_missed_instalment_breaks_a_plan_and_reminders_go_again(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    parts = even_parts(150_00, 3, first_on=NOVEMBER, every=Every.MONTH)
    agreements.plan(desk, book, A, parts=parts, total_minor=150_00, by="Els", why="agreed")

    def told(text: str, on: date) -> tuple[str, str | None]:
        later = ledger(text, list_on=on)
        judge(desk, later, later.latest_on, grace_days=2)
        items = find_audience(desk, later, as_of=on).items.set_index("number")
        reason = items.loc["INV1", "reason"]
        return str(plan_instalments(desk)["state"].iloc[0]), reason if isinstance(reason, str) else None

    assert told("A cash 2026-11-06 50.00 EUR for INV1", date(2026, 11, 20)) == ("open", "plan")
    assert told("Z INV91 issued 2026-12-20 due 2027-01-30 1.00 EUR", date(2026, 12, 20)) == ("broken", None)
    assert plan_instalments(desk)[["paid_minor", "is_missed"]].to_numpy().tolist() == [
        [50_00, False],
        [0, True],
        [0, False],
    ]


def test_an_undone_closing_holds_again(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    done = agreements.stop(desk, book, A, until_on=NOVEMBER, by="Els", why="holiday")
    closed = agreements.close(desk, done.case_id, by="Els", why="back already")
    launched(desk, book)
    assert reading.state_counts(desk, NAME) == {"queued": 3}
    agreements.undo(desk, book, closed.event_id, done.case_id, by="Els")
    assert reading.state_counts(desk, NAME) == {"queued": 2, "held": 1}


def test_a_promise_waits_for_the_ledger_of_its_own_company(desk: Desk, ledger: Ledger) -> None:
    """Another company's newer file says nothing of who paid this one."""
    agreements.promise(
        desk, ledger(LEDGER), only("INV1"), amount_minor=100_00, promised_on=NOVEMBER, by="Els", why="phoned"
    )
    later = ledger("Z INV90 issued 2026-11-20 due 2026-12-20 1.00 EUR entity BE01", list_on=date(2026, 11, 20))
    judge(desk, later, later.latest_on, grace_days=2)
    assert promises(desk)["state"].tolist() == ["open"]
    items = find_audience(desk, later, as_of=later.latest_on).items
    assert items.loc[items["number"] == "INV1", "reason"].tolist() == ["promise"]


def test_what_comes_next_supposes_a_ledger_that_reaches_that_day(desk: Desk, ledger: Ledger) -> None:
    """A promise stands until it is judged; what would follow it is told all the same."""
    book = ledger(LEDGER)
    agreements.promise(desk, book, only(), amount_minor=100_00, promised_on=NOVEMBER, by="Els", why="phoned")
    (key,) = book.frame("bank_customers").query("customer_id == 'A'")["customer_key"]
    found = account(desk, book, ("NL01", "A"), int(key), as_of=book.latest_on).next_step
    assert found is not None
    assert found.reason is not None
    assert found.on is not None
    assert found.on > NOVEMBER
