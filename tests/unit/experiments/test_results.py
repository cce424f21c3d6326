"""Results by what was drawn: which money counts, who is compared, and what can be said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from core.campaigns.preview import exclude, write_preview
from core.desk import holds
from core.desk.campaign_tables import Message
from core.errors import UnknownNameError
from core.experiments.design import Measure
from core.experiments.found import Finding
from core.experiments.results import results
from core.vocabulary import HoldKind, MessageState
from tests.unit.experiments.portfolio import (
    DESIGN,
    NAMES,
    arms_of,
    launched,
    ledger_of,
    paid,
    planned,
    started,
)

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from core.experiments.found import Compared, Results
    from tests.desks import TestClock
    from tests.ledger import Ledger

REMINDED = sorted(name for name, place in arms_of().items() if place == 1)
ALONE = sorted(name for name, place in arms_of().items() if place == 0)
END = "Z  cash  2026-12-05  0.01 EUR"  # two days after the window


def beside(found: Results, measure: Measure) -> Compared:
    return next(each for each in (*found.main, *found.beside) if each.measure is measure)


def test_what_was_paid_within_the_window_is_compared_by_what_was_drawn(held: Desk, held_ledger: Ledger) -> None:
    book = held_ledger("\n".join([paid(REMINDED[:12], "2026-11-08"), paid(ALONE[:4], "2026-11-18"), END]))
    found = results(held, book, "Gentle")
    [main] = found.main
    reminded, alone = len(REMINDED), len(ALONE)
    assert (main.customers, main.first_customers) == (reminded, alone)
    assert main.level == pytest.approx(12 / reminded)
    assert main.first_level == pytest.approx(4 / alone)
    assert main.low < 12 / reminded - 4 / alone < main.high
    days = beside(found, Measure.DAYS)
    assert days.level == pytest.approx((12 * 5 + (reminded - 12) * 30) / reminded)
    assert days.first_level == pytest.approx((4 * 15 + (alone - 4) * 30) / alone)
    euros = beside(found, Measure.EUROS)
    assert euros.level == pytest.approx(12 * 100 / reminded)
    assert found.is_over
    assert [each.drawn for each in found.arms] == [alone, reminded]


def test_money_from_before_part_payments_and_credits(held: Desk, held_ledger: Ledger) -> None:
    """Before the launch: out. A part: euros, not paid. A credit for the whole: settled, and no money came. After the window: nothing."""
    before, early, part, credited, late, rest = REMINDED[:6]
    news = [
        paid([before], "2026-11-02"),
        f"{early}  cash  2026-11-03  100.00 EUR  for INV-{early} at 08:30",  # the campaign left at eleven
        paid([part], "2026-11-10", "40.00"),
        f"{credited}  INV-{credited}  issued 2026-09-26  due 2026-10-26  100.00 EUR",
        f"{credited}  CN-{credited}  credit 2026-11-11  100.00 EUR  on INV-{credited} 2026-11-11 100.00",
        paid([late], "2026-12-04"),
        f"{rest}  cash  2026-11-03  100.00 EUR  for INV-{rest} at 15:00",
        END,
    ]
    found = results(held, held_ledger("\n".join(news)), "Gentle")
    told = found.customers.set_index("customer_id")
    assert told["asked_eur"].loc[[before, early]].tolist() == [0, 0]
    assert found.arms[1].paid_before == 2
    assert (told.loc[part, "paid"], told.loc[part, "euros"], told.loc[part, "days"]) == (0, 40.0, 30)
    assert (told.loc[credited, "paid"], told.loc[credited, "euros"]) == (0, 0)
    assert (told.loc[late, "paid"], told.loc[late, "days"]) == (0, 30)
    assert (told.loc[rest, "paid"], told.loc[rest, "days"]) == (1, 0)


def test_who_was_left_out_by_hand_stays_in_the_arm_that_was_drawn(desk: Desk, ledger: Ledger) -> None:
    from core.campaigns.approve import approve  # noqa: PLC0415
    from core.campaigns.launch import launch  # noqa: PLC0415

    book = ledger(ledger_of())
    started(desk)
    planned(desk, book)
    write_preview(desk, "november", by="Els")
    exclude(desk, "november", "NL01", REMINDED[0], by="Els", why="called instead")
    approve(desk, "november", by="Jan")
    launch(desk, book, "november", by="Jan")
    found = results(desk, ledger(END), "Gentle")
    assert found.arms[1].drawn == len(REMINDED)


def test_nobody_paid_and_everybody_paid_have_an_interval_that_is_no_point(held: Desk, held_ledger: Ledger) -> None:
    book = held_ledger(END)
    [main] = results(held, book, "Gentle").main
    assert (main.level, main.first_level, main.difference) == (0, 0, 0)
    assert main.low < 0 < main.high
    assert main.finding is Finding.TOO_SMALL
    book = held_ledger("\n".join([paid(NAMES, "2026-11-10"), "Z  cash  2026-12-06  0.01 EUR"]))
    [main] = results(held, book, "Gentle").main
    assert (main.level, main.first_level) == (1, 1)
    assert main.low < 0 < main.high


def test_a_window_that_is_not_over_is_said_with_its_day(held: Desk, held_ledger: Ledger) -> None:
    book = held_ledger.store.open()
    found = results(held, book, "Gentle")  # the ledger ends before the launch
    [main] = found.main
    assert main.finding is Finding.NOT_OVER
    assert (found.is_over, found.over_on) == (False, date(2026, 12, 3))
    assert found.arms[1].not_over == len(REMINDED)
    book = held_ledger("\n".join([paid(REMINDED, "2026-11-10"), END]))
    assert results(held, book, "Gentle", as_of=date(2026, 11, 20)).main[0].finding is Finding.NOT_OVER
    assert results(held, book, "Gentle", as_of=date(2030, 1, 1)).as_of == book.latest_on


def test_nothing_launched_one_arm_and_a_name_nobody_knows(desk: Desk, ledger: Ledger) -> None:
    started(desk)
    book = ledger(ledger_of())
    planned(desk, book)
    found = results(desk, book, "Gentle")
    assert found.main[0].finding is Finding.NOBODY
    assert (found.over_on, found.parts, [each.drawn for each in found.arms]) == (None, (), [0, 0])
    with pytest.raises(UnknownNameError, match="Gentle"):
        results(desk, book, "Harsh")


def test_an_arm_with_nobody_in_it_is_said(desk: Desk, ledger: Ledger) -> None:
    started(desk, replace(DESIGN, arms=(replace(DESIGN.arms[0], share=0.02), replace(DESIGN.arms[1], share=0.98))))
    design = replace(DESIGN, arms=(replace(DESIGN.arms[0], share=0.02), replace(DESIGN.arms[1], share=0.98)))
    everybody_else = [name for name, place in arms_of(design).items() if place == 1]
    launched(desk, ledger(ledger_of(everybody_else)))
    found = results(desk, ledger(END), "Gentle")
    assert found.main[0].finding is Finding.ONE_ARM
    assert found.arms[0].drawn == 0


def test_customers_that_vanished_from_the_ledger_are_counted_and_not_guessed_at(held: Desk, ledger: Ledger) -> None:
    gone = {REMINDED[0], ALONE[0]}
    book = ledger("\n".join([ledger_of([name for name in NAMES if name not in gone]), END]))  # a ledger without them
    found = results(held, book, "Gentle")
    assert [each.vanished for each in found.arms] == [1, 1]
    assert found.main[0].customers == len(REMINDED) - 1


def test_disputes_costs_closed_ways_and_new_orders_count_within_their_time(
    held: Desk, held_ledger: Ledger, clock: TestClock
) -> None:
    with held.session() as session:
        session.execute(
            update(Message).values(state=MessageState.SENT, settled_at=datetime(2026, 11, 3, 11, tzinfo=UTC))
        )
    clock.forward(days=3)
    holds.place(held, HoldKind.OPT_OUT, entity="NL01", customer_id=REMINDED[1], by="Els", why="asked")
    again = f"{REMINDED[2]}  INV-{REMINDED[2]}  issued 2026-09-26  due 2026-10-26  100.00 EUR"
    contested = f"{REMINDED[2]}  disputes  INV-{REMINDED[2]}  30.00  from 2026-11-12"
    order = f"{ALONE[0]}  NEW  issued 2026-12-20  due 2027-01-20  10.00 EUR"
    book = held_ledger(f"{again}\n{contested}\n{order}\nZ  cash  2027-02-05  0.01 EUR")
    found = results(held, book, "Gentle")
    told = found.customers.set_index("customer_id")
    assert set(told.index[told["disputed"] == 1]) == {REMINDED[2]}
    assert set(told.index[told["changed_channel"] == 1]) == {REMINDED[1]}
    assert set(told.index[told["kept"] == 1]) == {ALONE[0]}
    assert (told.loc[REMINDED, "cost"] == 0.01).all()
    assert (told.loc[ALONE, "cost"] == 0).all()
    assert beside(found, Measure.KEPT).first_level == pytest.approx(1 / len(ALONE))
    early = results(held, book, "Gentle", as_of=date(2026, 12, 31))
    assert beside(early, Measure.KEPT).finding is Finding.NOT_OVER


def test_a_second_campaign_counts_nobody_twice(held: Desk, held_ledger: Ledger, clock: TestClock) -> None:
    with held.session() as session:
        session.execute(
            update(Message).values(state=MessageState.SENT, settled_at=datetime(2026, 11, 3, 11, tzinfo=UTC))
        )
    clock.forward(days=14)
    more = [f"D{number:02}" for number in range(10)]
    book = held_ledger(ledger_of(more).replace("2026-10-26", "2026-11-10").replace("2026-10-31", "2026-11-17"))
    launched(held, book, "second", as_of=date(2026, 11, 17))
    found = results(held, held_ledger("Z  cash  2027-01-05  0.01 EUR"), "Gentle")
    assert len(found.customers) == 50
    assert found.customers["campaign"].value_counts().to_dict() == {"november": 40, "second": 10}
    assert {each.by for each in found.parts} == {"segment", "channel", "template", "campaign"}
    assert found.comparisons == len(found.parts)
