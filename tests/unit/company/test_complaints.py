"""Complaints of a file: cases at once, closed with the file, and a person's word in between."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from core.campaigns.plan import find_audience
from core.company import complaints
from core.company.complaints import Followed
from core.desk import cases, side
from core.desk.campaign_tables import Message
from core.desk.case_frames import disputes
from core.desk.side import NewFact, NewFile
from core.intake.field_types import ImportKind
from tests.launched import launched
from tests.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.desks import TestClock

pytestmark = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)

LEDGER = """
    A is business NL nl a@example.org
    B is business NL nl b@example.org
    A INV1 issued 2026-08-01 due 2026-09-01 100.00 EUR
    A INV2 issued 2026-08-01 due 2026-09-01 50.00 EUR
    B INV3 issued 2026-08-01 due 2026-09-01 70.00 EUR
    A OLD issued 2026-03-01 due 2026-04-01 20.00 EUR settled on 2026-05-01
    A INV9 issued 2026-10-31 due 2026-11-30 1.00 EUR
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Ledger(tmp_path_factory.mktemp("book"))(LEDGER)


def fact(reference: str, number: str = "INV1", *, customer: str = "A", **body: Any) -> NewFact:
    told = {
        "reference": reference, "number": number, "cause": "wrong_address", "complaint_state": "open", "owner": "Els",
        "opened_on": "2026-09-10", "currency": "EUR", **body,
    }  # fmt: skip
    return NewFact(
        key=f"list|NL01|{customer}|{reference}|{number}", source="list", entity="NL01", customer_id=customer,
        said_on=date(2026, 9, 10), line=2, body={name: value for name, value in told.items() if value is not None},
    )  # fmt: skip


def land(desk: Desk, *facts: NewFact, name: str = "list.csv", mode: str = "movements") -> None:
    file = NewFile(
        kind=ImportKind.COMPLAINTS, file_name=name, file_sha256=name, list_on=date(2026, 10, 31), mode=mode, mapping={},
        columns={}, headers=(), rows_read=len(facts), accepted=len(facts), quarantined=0, facts=facts,
    )  # fmt: skip
    side.land(desk, file, by="Els")


def states(desk: Desk) -> list[tuple[str, str, str]]:
    return [(row["kind"], row["state"], row["cause"]) for row in disputes(desk).to_dict("records")]


def reasons(desk: Desk, book: Book) -> dict[str, str]:
    items = find_audience(desk, book, as_of=book.latest_on).items
    return {row["number"]: "in" if row["is_in"] else row["reason"] for row in items.to_dict("records")}


def test_a_complaint_keeps_its_invoice_back_at_once_and_no_other(desk: Desk, book: Book) -> None:
    assert reasons(desk, book)["INV1"] == "in"
    land(desk, fact("C1"))
    assert complaints.follow(desk, book) == Followed(opened=1)
    assert states(desk) == [("waiting_on_us", "open", "wrong_address")]
    found = reasons(desk, book)
    assert (found["INV1"], found["INV2"], found["INV3"]) == ("waiting_on_us", "in", "in")
    assert disputes(desk)["opened_on"].iloc[0].date() == date(2026, 9, 10)
    assert complaints.follow(desk, book) == Followed()


def test_what_was_still_to_be_sent_about_it_is_held(desk: Desk, tmp_path: Path) -> None:
    launched(desk, ["c1@example.org", "c2@example.org"])
    with desk.reading() as session:
        first = session.scalars(select(Message).order_by(Message.id)).first()
    assert first is not None
    book = Ledger(tmp_path)(f"{first.customer_id} INV{first.id} issued 2026-08-01 due 2026-10-01 100.00 EUR")
    land(desk, fact("C1", f"INV{first.id}", customer=first.customer_id))
    complaints.follow(desk, book)
    with desk.reading() as session:
        assert [each.state for each in session.scalars(select(Message).order_by(Message.id))] == ["held", "queued"]


@pytest.mark.parametrize("ends", [{"complaint_state": "closed"}, None])
def test_it_ends_when_the_file_says_so_or_a_full_list_lacks_it(
    desk: Desk, book: Book, ends: dict[str, str] | None
) -> None:
    land(desk, fact("C1"), fact("C2", "INV3", customer="B"))
    complaints.follow(desk, book)
    if ends is None:
        land(desk, fact("C2", "INV3", customer="B"), name="next.csv", mode="snapshot")
    else:
        land(desk, fact("C1", **ends), name="next.csv")
    assert complaints.follow(desk, book) == Followed(closed=1)
    assert [state for _, state, _ in states(desk)] == ["closed", "open"]
    assert reasons(desk, book)["INV1"] == "in"


def test_a_closed_complaint_may_be_opened_again(desk: Desk, book: Book) -> None:
    for place, state in enumerate(("open", "closed", "open")):
        land(desk, fact("C1", complaint_state=state), name=f"{place}.csv")
        complaints.follow(desk, book)
    assert [state for _, state, _ in states(desk)] == ["closed", "open"]


def test_what_a_person_closed_stays_closed_and_what_one_changed_stays_until_the_file_speaks(
    desk: Desk, book: Book
) -> None:
    land(desk, fact("C1"), fact("C2", "INV3", customer="B"))
    complaints.follow(desk, book)
    one, two = disputes(desk)["case_id"].tolist()
    cases.close_case(desk, one, by="Tom", why="settled by phone")
    cases.change_case(desk, two, by="Tom", why="his", owner="Tom")
    complaints.follow(desk, book)
    assert disputes(desk)["owner"].tolist() == ["Els", "Tom"]
    land(desk, fact("C2", "INV3", customer="B", cause="price", owner="Piet"), name="next.csv")
    assert complaints.follow(desk, book) == Followed(changed=1)
    assert states(desk) == [("waiting_on_us", "closed", "wrong_address"), ("dispute", "open", "price")]
    assert disputes(desk)["owner"].tolist() == ["Els", "Piet"]


def test_a_complaint_that_matches_nothing_open_waits_for_the_next_ledger(
    desk: Desk, book: Book, tmp_path: Path
) -> None:
    land(desk, fact("C1", "OLD"), fact("C2", "INV77"), fact("C3", customer="NOBODY"))
    assert complaints.follow(desk, book) == Followed(unmatched=3)
    later = Ledger(tmp_path)("A INV77 issued 2026-10-31 due 2026-11-30 10.00 EUR")
    assert complaints.follow(desk, later) == Followed(opened=1, unmatched=2)


def test_without_an_invoice_the_whole_account_waits_and_a_part_contests_only_that_part(desk: Desk, book: Book) -> None:
    land(desk, fact("C1", number=""), fact("C2", "INV3", customer="B", amount_minor=20_00))
    complaints.follow(desk, book)
    items = find_audience(desk, book, as_of=book.latest_on).items.set_index("number")
    assert items.loc[["INV1", "INV2"], "reason"].tolist() == ["waiting_on_us"] * 2
    assert items.loc["INV3", "asked_minor"] == 50_00


def test_a_company_that_is_none_of_ours_names_nobody_and_the_number_decides(desk: Desk, book: Book) -> None:
    told = fact("C1")
    land(desk, NewFact(**{**told.__dict__, "entity": "MAIN", "key": "list|MAIN|A|C1|INV1"}))
    assert complaints.follow(desk, book).opened == 1


def test_a_case_left_half_opened_by_a_process_that_died_is_opened_later(
    desk: Desk, book: Book, clock: TestClock
) -> None:
    land(desk, fact("C1"))
    row = complaints.complaints(desk).to_dict("records")[0]
    assert complaints._claim(desk, row, None) is not None  # and then nothing
    assert complaints.follow(desk, book).opened == 0
    clock.forward(minutes=11)
    assert complaints.follow(desk, book).opened == 1
    assert complaints.follow(desk, book).opened == 0
