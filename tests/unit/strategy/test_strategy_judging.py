"""Promises and plans are judged by what the book says came in, with grace in banking days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.desk.cases import Instalment
from core.metrics.promises import GRACE_BANKING_DAYS, deadline
from core.strategy.grace import first_standing, last_day
from core.strategy.judging import Paid, verdict_on_plan, verdict_on_promise
from core.vocabulary import CaseState

FRIDAY = date(2026, 11, 6)


def paid(*rows: tuple[int, int]) -> list[Paid]:
    """(day of November 2026, minor units) each."""
    return [Paid(on=date(2026, 11, day), minor=minor) for day, minor in rows]


@pytest.mark.parametrize(
    ("promised_on", "grace", "until"),
    [
        (date(2026, 11, 4), 2, date(2026, 11, 6)),  # Wednesday: Thursday, Friday
        (FRIDAY, 2, date(2026, 11, 10)),  # the weekend is no banking day
        (date(2026, 11, 7), 0, date(2026, 11, 9)),  # a Saturday moves to Monday
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # Christmas, and a weekend
        (FRIDAY, 0, FRIDAY),
    ],
)
def test_grace_counts_banking_days(promised_on: date, grace: int, until: date) -> None:
    assert last_day(promised_on, grace) == until
    assert first_standing(until, grace) <= promised_on
    assert first_standing(date.fromordinal(until.toordinal() + 1), grace) > promised_on


@pytest.mark.parametrize(
    ("rows", "known", "state", "came_in"),
    [
        (paid(), 10, CaseState.OPEN, 0),  # the last day of grace has not passed
        (paid(), 11, CaseState.BROKEN, 0),
        (paid((4, 100_00)), 4, CaseState.KEPT, 100_00),  # early
        (paid((10, 100_00)), 12, CaseState.KEPT, 100_00),  # within grace
        (paid((11, 100_00)), 12, CaseState.BROKEN, 0),  # a day too late
        (paid((5, 60_00)), 11, CaseState.BROKEN, 60_00),  # a part is not all of it
        (paid((5, 60_00), (10, 40_00)), 11, CaseState.KEPT, 100_00),
        (paid((5, 100_00), (6, -100_00)), 11, CaseState.BROKEN, 0),  # a direct debit that went back
    ],
)
def test_what_became_of_a_promise(rows: list[Paid], known: int, state: CaseState, came_in: int) -> None:
    verdict = verdict_on_promise(
        rows, amount_minor=100_00, promised_on=FRIDAY, known_on=date(2026, 11, known), grace_days=2
    )
    assert (verdict.state, verdict.paid_minor) == (state, came_in)


def test_what_the_book_knew_when_it_was_made_does_not_keep_a_promise() -> None:
    verdict = verdict_on_promise(
        paid((3, 80_00), (5, 40_00)),
        amount_minor=100_00,
        promised_on=FRIDAY,
        known_on=date(2026, 11, 11),
        grace_days=2,
        already_minor=80_00,
    )
    assert (verdict.state, verdict.paid_minor) == (CaseState.BROKEN, 40_00)


PLAN = [Instalment(due_on=FRIDAY, amount_minor=60_00), Instalment(due_on=date(2026, 11, 20), amount_minor=40_00)]


@pytest.mark.parametrize(
    ("rows", "known", "state", "parts"),
    [
        (paid(), 10, CaseState.OPEN, ((0, False), (0, False))),
        (paid(), 11, CaseState.BROKEN, ((0, True), (0, False))),
        (paid((6, 50_00)), 11, CaseState.BROKEN, ((50_00, True), (0, False))),
        (paid((6, 70_00)), 11, CaseState.OPEN, ((60_00, False), (10_00, False))),  # too much is for the next part
        (paid((6, 60_00), (24, 40_00)), 25, CaseState.KEPT, ((60_00, False), (40_00, False))),  # the last day of grace
        (paid((6, 60_00), (25, 40_00)), 25, CaseState.BROKEN, ((60_00, False), (40_00, True))),
        (paid((6, 60_00), (20, 40_00)), 25, CaseState.KEPT, ((60_00, False), (40_00, False))),
        (paid((12, 100_00)), 25, CaseState.BROKEN, ((60_00, True), (40_00, False))),  # a missed part stays missed
    ],
)
def test_what_became_of_a_plan(
    rows: list[Paid], known: int, state: CaseState, parts: tuple[tuple[int, bool], ...]
) -> None:
    # The second part is due on Friday the 20th: two banking days later is Tuesday the 24th.
    verdict = verdict_on_plan(rows, parts=PLAN, known_on=date(2026, 11, known), grace_days=2)
    assert (verdict.state, verdict.parts) == (state, parts)


def test_the_figure_of_promises_kept_and_the_desk_give_a_promise_the_same_last_day() -> None:
    for day in (date(2026, 1, 1) + timedelta(days=number) for number in range(366)):
        assert deadline(day) == last_day(day, GRACE_BANKING_DAYS), day
