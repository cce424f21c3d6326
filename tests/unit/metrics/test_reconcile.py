"""The book against its files and against the general ledger: what is explained and what is not add up to the difference."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import chain, combinations
from typing import TYPE_CHECKING

import pytest

from core.book.store import BookStore
from core.intake.importer import import_file
from core.metrics.reconcile import Kind, cause_rows, import_ties, ledger_balances, reconcile, refused_rows
from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.book.book import Book
    from core.metrics.reconcile import Reconciled
    from tests.ledger import Ledger

SEPTEMBER = date(2026, 9, 30)
HEADER = "entity,customer_id,number,issued_on,due_on,amount,open_amount,currency\n"
AT = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Callable[..., Book]:
    """``office("name.csv", text, ...)`` imports a file and returns the new book."""
    store = BookStore(tmp_path / "book", clock=lambda: AT)

    def take(name: str, text: str, **asked: object) -> Book:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        import_file(path, store=store, sources=tmp_path / "sources", by="test", clock=lambda: AT, **asked)  # type: ignore[arg-type]
        return store.open()

    return take


def adds_up(book: Book, told: Reconciled) -> None:
    """The identity of the page: counted causes and what is unexplained are the difference; rows are their cause."""
    assert (
        told.explained_minor + told.unexplained_minor == told.difference_minor == told.control_minor - told.book_minor
    )
    for cause in told.causes:
        page = cause_rows(
            book,
            cause.kind,
            entity=told.entity,
            ends_on=told.ends_on,
            currency=told.currency,
            late_after=told.late_after,
        )
        assert (page.sum_minor, page.total_rows) == (cause.minor, cause.rows)
        assert page.rows["value_minor"].sum() == cause.minor


def test_equal_to_the_general_ledger(ledger: Ledger) -> None:
    book = ledger("A  INV1  issued 2026-09-10  due 2026-10-09  100.00 EUR", list_on=SEPTEMBER)
    told = reconcile(book, entity="NL01", ends_on=SEPTEMBER, currency="EUR", control_minor=10_000)
    assert (told.difference_minor, told.unexplained_minor, told.causes) == (0, 0, ())


def test_every_cause_at_once_and_any_choice_of_them_adds_up(office: Callable[..., Book]) -> None:
    """Book of 30 September, in euros: 100 + 200, cash 40 waiting; refused 25; booked later 60; gone from a later list 200."""
    office(
        "september.csv",
        HEADER
        + "NL01,A,INV1,2026-09-10,2026-10-10,100.00,100.00,EUR\n"
        + "NL01,B,INV2,2026-09-01,2026-10-01,200.00,200.00,EUR\n"
        + "NL01,C,INV3,2026-09-02,2026-02-30,25.00,25.00,EUR\n",
        list_on=date(2026, 9, 29),
        mode=ImportMode.SNAPSHOT,
    )
    office("cash.csv", "entity,customer_id,payment_id,received_on,amount,currency\nNL01,A,P1,2026-09-20,40.00,EUR\n")
    book = office(
        "october.csv",
        HEADER
        + "NL01,A,INV1,2026-09-10,2026-10-10,100.00,100.00,EUR\nNL01,A,INV9,2026-09-28,2026-10-28,60.00,60.00,EUR\n",
        list_on=date(2026, 10, 5),
        mode=ImportMode.SNAPSHOT,
        confirmed=True,
    )
    assert ledger_balances(book, SEPTEMBER) == {("NL01", "EUR"): 32_000}  # 100 + 200 + 60 - 40
    told = reconcile(book, entity="NL01", ends_on=SEPTEMBER, currency="EUR", control_minor=12_500)
    assert {each.kind: each.minor for each in told.causes} == {
        Kind.LATE: -6_000,
        Kind.FILE_ONLY: 2_500,
        Kind.UNALLOCATED: 4_000,
        Kind.BOOK_ONLY: -20_000,
    }
    # 125 is 320 less 60, plus 25, plus 40, less 200: the whole story, found by itself.
    assert told.unexplained_minor == 0
    assert all(each.is_counted for each in told.causes)
    adds_up(book, told)
    for chosen in chain.from_iterable(combinations(Kind, size) for size in range(5)):
        adds_up(
            book,
            reconcile(book, entity="NL01", ends_on=SEPTEMBER, currency="EUR", control_minor=99_999, counted=chosen),
        )


def test_what_nothing_explains_is_said(ledger: Ledger) -> None:
    book = ledger("A  INV1  issued 2026-09-10  due 2026-10-09  100.00 EUR", list_on=SEPTEMBER)
    told = reconcile(book, entity="NL01", ends_on=SEPTEMBER, currency="EUR", control_minor=11_000)
    assert (told.difference_minor, told.explained_minor, told.unexplained_minor) == (1_000, 0, 1_000)
    adds_up(book, told)


def test_a_cause_that_fits_nothing_is_not_counted(ledger: Ledger) -> None:
    book = ledger(
        "A  INV1  issued 2026-09-10  due 2026-10-09  100.00 EUR\nA  cash  2026-09-20  40.00 EUR", list_on=SEPTEMBER
    )
    told = reconcile(book, entity="NL01", ends_on=SEPTEMBER, currency="EUR", control_minor=6_000)
    assert [(each.kind, each.is_counted) for each in told.causes] == [(Kind.UNALLOCATED, False)]
    assert told.unexplained_minor == 0
    adds_up(book, told)


def test_a_book_that_knew_nothing_when_the_month_ended_has_no_late_postings(ledger: Ledger) -> None:
    book = ledger("A  INV1  issued 2026-09-10  due 2026-10-09  100.00 EUR", list_on=date(2026, 10, 3))
    told = reconcile(book, entity="NL01", ends_on=SEPTEMBER, currency="EUR", control_minor=0)
    assert told.late_after is None
    assert told.causes == ()
    assert told.unexplained_minor == -10_000


def test_an_entity_or_currency_the_book_does_not_have_counts_as_nothing(ledger: Ledger) -> None:
    book = ledger("A  INV1  issued 2026-09-10  due 2026-10-09  100.00 EUR", list_on=SEPTEMBER)
    told = reconcile(book, entity="NL01", ends_on=SEPTEMBER, currency="USD", control_minor=500)
    assert (told.book_minor, told.unexplained_minor) == (0, 500)


def test_an_import_is_tied_per_entity_and_currency(office: Callable[..., Book]) -> None:
    book = office(
        "ledger.csv",
        HEADER
        + "NL01,A,INV1,2026-09-10,2026-10-10,100.00,80.00,EUR\n"
        + "NL01,A,INV1,2026-09-10,2026-10-10,100.00,80.00,EUR\n"  # said twice, counted once
        + "BE01,B,INV2,2026-09-01,2026-10-01,200.00,200.00,EUR\n"
        + "BE01,B,INV3,2026-09-01,2026-02-30,50.00,50.00,EUR\n"
        + "BE01,B,INV4,2026-09-01,2026-10-01,x,y,USD\n",
        list_on=SEPTEMBER,
    )
    ties = {(each.entity, each.currency): each for each in import_ties(book)}
    assert set(ties) == {("NL01", "EUR"), ("BE01", "EUR"), ("BE01", "USD")}
    dutch, belgian, dollars = ties["NL01", "EUR"], ties["BE01", "EUR"], ties["BE01", "USD"]
    assert (dutch.rows_read, dutch.accepted, dutch.accepted_minor, dutch.accepted_open_minor, dutch.book_minor) == (
        2,
        2,
        10_000,
        8_000,
        10_000,
    )
    assert dutch.is_tied
    assert (belgian.rows_read, belgian.accepted, belgian.quarantined) == (2, 1, 1)
    assert (belgian.accepted_minor, belgian.quarantined_minor, belgian.book_minor) == (20_000, 5_000, 20_000)
    assert not belgian.is_tied
    assert (dollars.quarantined, dollars.unreadable, dollars.quarantined_minor) == (1, 1, 0)
    refused = refused_rows(book, import_id=1, entity="BE01", currency="EUR")
    assert refused.total_rows == 1
    assert refused.rows.iloc[0][["number", "customer_id", "amount_minor", "source_row"]].tolist() == [
        "INV3",
        "B",
        5_000,
        5,
    ]


def test_the_files_own_total_is_laid_beside_its_rows(office: Callable[..., Book]) -> None:
    book = office(
        "ledger.csv",
        "customer_id,number,issued_on,due_on,amount,currency\n"
        "A,INV1,2026-09-10,2026-10-10,100.00,EUR\nA,INV2,2026-09-11,2026-02-30,30.00,EUR\nTotal,,,,135.00,\n",
        entity="NL01",
    )
    (tie,) = import_ties(book)
    assert (tie.file_minor, tie.accepted_minor, tie.quarantined_minor) == (13_500, 10_000, 3_000)
    assert tie.file_difference_minor == 3_500  # 30 refused, and 5 that no row has


def test_a_payment_of_several_lines_counts_once(office: Callable[..., Book]) -> None:
    office(
        "ledger.csv",
        HEADER
        + "NL01,A,INV1,2026-09-10,2026-10-10,100.00,100.00,EUR\nNL01,A,INV2,2026-09-11,2026-10-10,50.00,50.00,EUR\n",
    )
    book = office(
        "cash.csv",
        "entity,customer_id,payment_id,received_on,amount,currency,number,applied_amount\n"
        "NL01,A,P1,2026-09-20,150.00,EUR,INV1,100.00\nNL01,A,P1,2026-09-20,150.00,EUR,INV2,50.00\n"
        "NL01,A,P2,2026-09-21,10.00,EUR,,\n",
    )
    tie = import_ties(book)[0]
    assert (tie.rows_read, tie.accepted_minor, tie.book_rows, tie.book_minor) == (3, 16_000, 2, 16_000)
    assert tie.is_tied


def test_a_second_list_is_tied_to_what_the_book_made_of_it(office: Callable[..., Book]) -> None:
    office("one.csv", HEADER + "NL01,A,INV1,2026-09-10,2026-10-10,100.00,100.00,EUR\n", list_on=date(2026, 9, 29))
    book = office(
        "two.csv",
        HEADER
        + "NL01,A,INV1,2026-09-10,2026-10-10,110.00,60.00,EUR\nNL01,A,CN1,2026-09-12,2026-09-12,-5.00,-5.00,EUR\n",
        list_on=SEPTEMBER,
        mode=ImportMode.SNAPSHOT,
    )
    tie = import_ties(book)[0]
    assert (tie.accepted_minor, tie.accepted_open_minor, tie.book_minor, tie.is_tied) == (10_500, 5_500, 10_500, True)
    told = reconcile(book, entity="NL01", ends_on=SEPTEMBER, currency="EUR", control_minor=5_500)
    assert (told.list_minor, told.book_minor, told.difference_minor) == (5_500, 5_500, 0)
