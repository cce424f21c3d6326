"""Late because of us: worked by hand, each euro once, and together the ledger."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.campaigns import agreements
from core.campaigns.agreements import About
from core.company.late import late, month_ends, trend
from core.desk.cases import ItemName
from core.metrics.positions import positions
from core.strategy.contested import cause_of
from core.vocabulary import DisputeCause
from tests.ledger import Ledger

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk

pytestmark = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
ON = date(2026, 10, 31)
LEDGER = """
    A INV1 issued 2026-08-01 due 2026-09-01 100.00 EUR
    A INV2 issued 2026-08-01 due 2026-09-30 60.00 EUR paid 20.00 on 2026-10-05
    A INV3 issued 2026-10-15 due 2026-11-15 500.00 EUR
    B INV4 issued 2026-08-01 due 2026-09-01 70.00 EUR
    B cash 2026-10-20 5.00 EUR
    C INV5 issued 2026-09-01 due 2026-10-01 80.00 USD
    B ENDED issued 2026-10-31 due 2026-12-01 1.00 EUR
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Ledger(tmp_path_factory.mktemp("book"))(LEDGER)


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory) -> Book:
    more = """
    A disputes INV1 30.00 from 2026-10-11 because answer_due
    B disputes INV4 from 2026-08-10 because delivery
    A disputes INV2 from 2026-09-15 until 2026-10-20 because delivery
    """
    return Ledger(tmp_path_factory.mktemp("book"))(LEDGER + more)


def note(
    desk: Desk,
    book: Book,
    number: str,
    cause: DisputeCause,
    minor: int | None = None,
    *,
    who: str = "A",
    owner: str = "Els",
) -> None:
    about = About(
        entity="NL01", customer_id=who,
        items=(ItemName(document_type="invoice", number=number, fiscal_year=2026, part_no=1),) if number else (),
    )  # fmt: skip
    agreements.dispute(
        desk, book, about, cause=cause, amount_minor=minor, owner=owner, deadline_on=None, by="Els", why="mail"
    )


def test_only_what_is_past_due_with_a_cause_of_ours_counts_and_all_of_it_is_the_ledger(desk: Desk, book: Book) -> None:
    note(desk, book, "INV1", DisputeCause.WRONG_ADDRESS)
    note(desk, book, "INV2", DisputeCause.ORDER_NUMBER_MISSING, owner="Tom")
    note(desk, book, "INV3", DisputeCause.NOT_DELIVERED)  # not due yet
    note(desk, book, "INV4", DisputeCause.QUALITY, who="B")  # the customer's cause
    found = late(desk, book, ON)
    euros = found.totals["EUR"]
    assert (euros.ours_minor, euros.other_late_minor) == (140_00, 70_00)  # 100 + 40 left of 60; INV4
    assert (euros.not_due_minor, euros.credits_minor) == (501_00, -5_00)
    assert found.totals["USD"].past_due_minor == 80_00
    ledger = positions(book, ON).to_pandas().groupby("currency")["balance_minor"].sum()
    assert {code: total.open_minor for code, total in found.totals.items()} == ledger.to_dict()
    assert found.by("cause", currency="EUR")[["cause", "late_minor"]].to_numpy().tolist() == [
        ["wrong_address", 100_00], ["order_number_missing", 40_00],
    ]  # fmt: skip
    assert found.by("owner", currency="EUR")["owner"].tolist() == ["Els", "Tom"]


def test_days_are_lost_since_it_was_both_past_due_and_ours(desk: Desk, disputed: Book) -> None:
    rows = late(desk, disputed, ON).items.set_index("number")
    assert [rows.loc["INV1", name] for name in ("late_minor", "days_lost")] == [30_00, 20]  # since the dispute
    assert [rows.loc["INV4", name] for name in ("late_minor", "days_lost")] == [70_00, 60]  # since the due date
    assert sorted(rows.index) == ["INV1", "INV4"]


def test_one_matter_in_both_stores_counts_once_and_two_matters_never_more_than_the_balance(
    desk: Desk, disputed: Book
) -> None:
    note(desk, disputed, "INV1", DisputeCause.ANSWER_DUE, 30_00)
    assert late(desk, disputed, ON).totals["EUR"].ours_minor == 100_00  # and INV4
    note(desk, disputed, "INV1", DisputeCause.COPY_REQUESTED, 90_00)
    assert late(desk, disputed, ON).totals["EUR"].ours_minor == 170_00
    note(desk, disputed, "", DisputeCause.ANSWER_DUE)  # and the whole account
    assert late(desk, disputed, ON).totals["EUR"].ours_minor == 210_00


def test_an_amount_over_several_invoices_goes_to_the_first_due_first(desk: Desk, book: Book) -> None:
    about = About(
        entity="NL01", customer_id="A",
        items=tuple(ItemName(document_type="invoice", number=each, fiscal_year=2026, part_no=1) for each in ("INV2", "INV1")),
    )  # fmt: skip
    agreements.dispute(
        desk,
        book,
        about,
        cause=DisputeCause.ANSWER_DUE,
        amount_minor=110_00,
        owner="",
        deadline_on=None,
        by="E",
        why="x",
    )
    rows = late(desk, book, ON).items.set_index("number")["late_minor"]
    assert rows.to_dict() == {"INV1": 100_00, "INV2": 10_00}


def test_the_course_says_what_was_so_on_each_day(desk: Desk, disputed: Book) -> None:
    days = [date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 10), ON]
    told = trend(desk, disputed, days)
    assert {row["on_day"].date(): row["late_minor"] for row in told.to_dict("records")} == {
        date(2026, 9, 30): 70_00,  # INV2 is due that very day
        date(2026, 10, 10): 110_00,
        ON: 100_00,
    }


def test_a_case_that_is_closed_no_longer_counts_and_nothing_is_nothing(desk: Desk, book: Book) -> None:
    assert late(desk, book, ON).items.empty
    note(desk, book, "INV1", DisputeCause.ANSWER_DUE)
    agreements.close(desk, 1, by="Els", why="answered")
    assert late(desk, book, ON).totals["EUR"].ours_minor == 0


@pytest.mark.parametrize(
    ("told", "cause"),
    [
        ("order number missing", "order_number_missing"),
        ("Delivery", "not_delivered"),
        ("wacht op ons", "answer_due"),
        ("blue", None),
        (None, None),
    ],
)
def test_the_words_of_a_ledger_are_understood_or_left(desk: Desk, told: str | None, cause: str | None) -> None:  # noqa: ARG001
    assert cause_of(told) == cause


def test_month_ends_are_the_last_days_and_today(desk: Desk) -> None:  # noqa: ARG001
    assert month_ends(date(2026, 3, 15), months=2) == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 15)]
