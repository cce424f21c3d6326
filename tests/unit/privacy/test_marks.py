"""A mark of somebody who needs help only softens, ends by itself, and can be renewed with a reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.campaigns.plan import find_audience
from core.desk import holds
from core.desk.case_errors import NoReasonError
from core.desk.known_better import known_better
from core.desk.marks import NotSoftError, marks, renew
from core.desk.soft_marks import SOFT, TooLongMarkError
from core.segments.features import features
from core.vocabulary import HoldKind
from tests.ledger import Ledger

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.desks import TestClock

pytestmark = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
ON, TODAY = date(2026, 10, 31), date(2026, 11, 3)
WHO: dict[str, Any] = {"entity": "NL01", "customer_id": "A"}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Ledger(tmp_path_factory.mktemp("book"))("""
        A is consumer NL nl a@example.org name "Anna"
        A INV1 issued 2026-09-01 due 2026-10-01 100.00 EUR
        B is consumer NL nl b@example.org name "Ben"
        B INV2 issued 2026-09-01 due 2026-10-01 100.00 EUR
        B LAST issued 2026-10-31 due 2026-12-01 1.00 EUR
    """)


@pytest.mark.parametrize("kind", SOFT)
def test_it_ends_after_six_months_unless_renewed(desk: Desk, clock: TestClock, kind: HoldKind) -> None:
    mark = holds.place(desk, kind, **WHO, by="Els", why="asked for time")
    assert marks(desk, TODAY)["until_on"].dt.date.tolist() == [date(2027, 5, 3)]
    assert marks(desk, date(2027, 5, 4)).empty
    clock.forward(days=150)  # 2 April 2027
    with pytest.raises(NoReasonError):
        renew(desk, mark, by="Els", why=" ")
    again = renew(desk, mark, by="Els", why="the municipality helps")
    [row] = marks(desk, date(2027, 5, 4)).to_dict("records")
    assert (row["hold_id"], row["why"], row["until_on"].date()) == (again, "the municipality helps", date(2027, 10, 2))
    with pytest.raises(NotSoftError):
        renew(desk, mark, by="Els", why="twice")


def test_six_months_is_the_most_and_the_end_of_a_short_month_counts(desk: Desk, clock: TestClock) -> None:
    clock.forward(days=-65)  # 30 August: six months on there is no 30 February
    holds.place(desk, HoldKind.VULNERABLE, **WHO, by="Els", why="ill")
    assert marks(desk, TODAY)["until_on"].dt.date.tolist() == [date(2027, 2, 28)]
    with pytest.raises(TooLongMarkError, match="2027-02-28"):
        holds.place(desk, HoldKind.VULNERABLE, **WHO, by="Els", why="ill", until_on=date(2027, 3, 1))
    stop = holds.place(desk, HoldKind.STOP, **WHO, by="Els", why="asked for it")
    with pytest.raises(NotSoftError):
        renew(desk, stop, by="Els", why="it is no mark")


@pytest.mark.parametrize("kind", SOFT)
def test_it_only_takes_out_and_never_looks_into_a_score(desk: Desk, book: Book, kind: HoldKind) -> None:
    """With the mark fewer are in, nobody comes in or climbs, and no rule can see it."""
    before = find_audience(desk, book, as_of=ON)
    seen = features(book, ON, known_better(desk)).frame
    holds.place(desk, kind, **WHO, by="Els", why="lost her job")
    after = find_audience(desk, book, as_of=ON)
    was, now = (each.customers.set_index("customer_id") for each in (before, after))
    assert (was["is_in"].tolist(), now["is_in"].tolist()) == ([True, True], [False, True])
    assert now["step"].astype(str).loc["B"] == was["step"].astype(str).loc["B"]
    assert features(book, ON, known_better(desk)).frame.equals(seen)
