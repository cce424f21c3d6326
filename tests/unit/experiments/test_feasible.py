"""Whether a portfolio can ever answer, said before anybody is left alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from core.experiments.feasible import Feasible, feasible
from core.experiments.said import rounded, verdict
from core.experiments.terms import BadTermsError, Terms, save_terms, terms
from core.segments.assign import assign
from core.segments.features import features
from core.segments.shipped import SHIPPED as POLICY
from core.strategy.mix import Rung
from core.strategy.strategy_shipped import SHIPPED
from tests.unit.experiments.portfolio import FIRST

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.ledger import Ledger

ON = date(2026, 10, 31)


def history(customers: int, paid: int) -> str:
    """Return a year in which ``customers`` came past due, of whom the first ``paid`` paid within a month of it."""
    rows = []
    for number in range(customers):
        due = date(2026, 1, 5) + timedelta(days=number)
        done = f"  paid 10.00 on {due + timedelta(days=10)}" if number < paid else ""
        rows.append(f"H{number}  I{number}  issued {due - timedelta(days=30)}  due {due}  10.00 EUR{done}")
    return "\n".join([*rows, "Z  I9  issued 2026-10-01  due 2026-12-31  1.00 EUR", "Z  cash  2026-10-31  0.01 EUR"])


def asked(book: Book, rungs: tuple[Rung, ...] = (FIRST,), decided: Terms | None = None) -> Feasible:
    assignment = assign(features(book, ON), POLICY)
    return feasible(book, SHIPPED, assignment, as_of=ON, rungs=rungs, terms=decided)


def test_a_small_portfolio_never_answers_and_that_is_said(ledger: Ledger) -> None:
    """40 customers in a year, 24 of whom paid: 55 % against 60 % at a tenth takes 8,467 customers, 3 come in a month."""
    found = asked(ledger(history(40, 24)))
    assert (found.a_year, found.known) == (40, 40)
    assert found.baseline == pytest.approx(0.6)
    assert found.needed == 8467
    assert not found.can_answer
    assert verdict(found) == (
        "To see a difference of 5 points, about 8,500 customers are needed; about 3 new ones come in a month. "
        "That would take 2,540 months, longer than the 12 you set: the holdout stays off, and nobody is left alone for nothing."
    )


def test_a_coarse_question_can_be_answered(ledger: Ledger) -> None:
    found = asked(ledger(history(200, 120)), decided=Terms(smallest_effect=0.4, holdout_share=0.5))
    assert found.can_answer
    assert verdict(found).endswith("This can answer in about 3 months.")
    assert found.seen < 0.4


def test_too_little_history_says_nothing(ledger: Ledger) -> None:
    found = asked(ledger(history(10, 5)))
    assert (found.baseline, found.can_answer) == (None, False)
    assert "not known" in verdict(found)
    assert found.seen == float("inf")


def test_steps_that_the_law_requires_are_no_question(ledger: Ledger) -> None:
    found = asked(ledger(history(40, 24)), rungs=(Rung("consumer_be", 1),))
    assert (found.a_year, found.can_answer) == (0, False)


def test_about_means_two_figures() -> None:
    assert [rounded(each) for each in (8_574, 99, 12_345, 151)] == [8600, 99, 12_000, 150]


def test_what_a_team_decides_is_kept_and_nonsense_refused(desk: Desk) -> None:
    assert terms(desk) == Terms()
    save_terms(desk, Terms(months=24), by="Els")
    assert terms(desk).months == 24
    with pytest.raises(BadTermsError):
        save_terms(desk, Terms(holdout_share=0.9), by="Els")
