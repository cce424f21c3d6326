"""What payments and credit notes do to items: never more than is open, oldest part first, the rest is kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.ledger import ask

if TYPE_CHECKING:
    from core.book.book import Book
    from tests.ledger import Ledger


def balances(book: Book) -> dict[str, int]:
    return {
        f"{number}/{part}" if parts > 1 else number: balance
        for number, part, balance, parts in ask(
            book,
            "SELECT number, part_no, balance_minor, COUNT(*) OVER (PARTITION BY invoice_key) FROM item",
        )
    }


def unapplied(book: Book) -> int:
    return sum(row[0] for row in ask(book, "SELECT unapplied_minor FROM cash"))


def settled(book: Book, number: str) -> tuple[object, ...]:
    ((closed_on, days_late, last_paid_on, is_inferred),) = ask(
        book,
        "SELECT closed_on, days_late, last_paid_on, is_inferred FROM item WHERE number = ?",
        number,
    )
    return (str(closed_on), days_late, str(last_paid_on), is_inferred)


def test_a_part_payment_leaves_the_rest_open(ledger: Ledger) -> None:
    book = ledger("A INV1 issued 2026-01-10 due 2026-02-09 100.00 EUR paid 40.00 on 2026-02-20")
    assert balances(book) == {"INV1": 6000}
    assert settled(book, "INV1") == ("None", None, "2026-02-20", False)


def test_the_last_payment_closes_the_item_late(ledger: Ledger) -> None:
    book = ledger(
        "A INV1 issued 2026-01-10 due 2026-02-09 100.00 EUR paid 40.00 on 2026-02-01 paid 60.00 on 2026-02-20",
    )
    assert settled(book, "INV1") == ("2026-02-20", 11, "2026-02-20", False)
    assert unapplied(book) == 0


def test_what_is_paid_too_much_stays_unapplied(ledger: Ledger) -> None:
    book = ledger("A INV1 issued 2026-01-10 due 2026-02-09 100.00 EUR paid 130.00 on 2026-02-20")
    assert balances(book) == {"INV1": 0}
    assert unapplied(book) == 3000


def test_two_payments_of_the_whole_amount_pay_once(ledger: Ledger) -> None:
    book = ledger("A INV1 issued 2026-01-10 100.00 EUR paid 100.00 on 2026-02-20 paid 100.00 on 2026-02-21")
    assert balances(book) == {"INV1": 0}
    assert unapplied(book) == 10000
    assert settled(book, "INV1")[0] == "2026-02-20"


def test_a_document_settled_on_a_day_is_paid_that_day(ledger: Ledger) -> None:
    book = ledger(
        """
        A INV1 issued 2026-01-10 due 2026-02-09 100.00 EUR settled on 2026-02-05
        A INV2 issued 2026-01-10 due 2026-02-09 100.00 EUR settled 30.00 on 2026-02-05
        A INV3 issued 2026-01-10 due 2026-02-09 100.00 EUR settled 130.00 on 2026-02-05
        """,
    )
    assert balances(book) == {"INV1": 0, "INV2": 7000, "INV3": 0}
    assert settled(book, "INV1") == ("2026-02-05", -4, "2026-02-05", False)
    assert unapplied(book) == 3000


def test_parts_are_paid_in_the_order_of_their_due_dates(ledger: Ledger) -> None:
    book = ledger(
        "A INV1 issued 2026-01-10 90.00 EUR parts 2026-04-01:30.00,2026-02-01:30.00,2026-03-01:30.00 paid 45 on 2026-03-02",
    )
    assert balances(book) == {"INV1/1": 3000, "INV1/2": 0, "INV1/3": 1500}


def test_a_payment_of_one_part_pays_that_part(ledger: Ledger) -> None:
    book = ledger(
        """
        A INV1 issued 2026-01-10 90.00 EUR parts 2026-02-01:30.00,2026-03-01:30.00,2026-04-01:30.00
        A cash 2026-02-15 30.00 EUR for INV1/3
        A cash 2026-02-16 35.00 EUR for INV1
        """,
    )
    assert balances(book) == {"INV1/1": 0, "INV1/2": 2500, "INV1/3": 0}


def test_a_payment_for_several_invoices_is_split_by_its_lines(ledger: Ledger) -> None:
    rows = """
        A INV1 issued 2026-01-10 100.00 EUR
        A INV2 issued 2026-01-11 50.00 EUR
        A cash 2026-02-15 120.00 EUR for INV1 id P1
        A cash 2026-02-15 120.00 EUR for INV2 id P1
    """
    book = ledger(rows)
    # Lines without an amount of their own claim the whole payment; together they never apply more than it is.
    assert balances(book) == {"INV1": 0, "INV2": 3000}
    assert ask(book, "SELECT COUNT(*), SUM(unapplied_minor) FROM cash") == [(1, 0)]


def test_a_credit_note_reduces_its_invoice_and_keeps_the_rest(ledger: Ledger) -> None:
    book = ledger(
        """
        A INV1 issued 2026-01-10 due 2026-02-09 100.00 EUR
        A CN1 credit 2026-01-15 25.00 EUR on INV1 2026-01-20 10.00
        """,
    )
    assert balances(book) == {"INV1": 9000, "CN1": -1500}
    assert ask(book, "SELECT SUM(delta_minor), COUNT(*) FROM settlement") == [(0, 2)]
    assert settled(book, "INV1")[2] == "None"


def test_a_credit_note_gives_no_more_than_it_has(ledger: Ledger) -> None:
    book = ledger(
        """
        A INV1 issued 2026-01-10 100.00 EUR
        A INV2 issued 2026-01-10 100.00 EUR
        A CN1 credit 2026-01-15 25.00 EUR on INV1 2026-01-20 20.00 on INV2 2026-01-21 20.00
        """,
    )
    assert balances(book) == {"INV1": 8000, "INV2": 9500, "CN1": 0}
    assert settled(book, "CN1")[0] == "2026-01-21"


def test_a_refunded_credit_note_is_closed(ledger: Ledger) -> None:
    book = ledger("A CN1 credit 2026-01-15 25.00 EUR settled on 2026-02-01")
    assert balances(book) == {"CN1": 0}
    assert ask(book, "SELECT amount_minor, unapplied_minor FROM cash") == [(-2500, 0)]


def test_a_payment_taken_back_opens_the_invoice_again(ledger: Ledger) -> None:
    rows = """
        A INV1 issued 2026-01-10 due 2026-02-09 100.00 EUR paid 100.00 on 2026-02-01
        A cash 2026-02-05 -100.00 EUR for INV1
    """
    book = ledger(rows)
    assert balances(book) == {"INV1": 10000}
    assert unapplied(book) == 0
    book = ledger(rows + "A cash 2026-03-01 100.00 EUR for INV1")
    assert balances(book) == {"INV1": 0}
    assert settled(book, "INV1")[0] == "2026-03-01"


def test_money_before_the_invoice_is_unapplied_until_its_issue(ledger: Ledger) -> None:
    book = ledger("A INV1 issued 2026-03-10 due 2026-04-09 100.00 EUR paid 100.00 on 2026-02-20")
    assert ask(book, "SELECT applied_on::VARCHAR, delta_minor FROM settlement") == [("2026-03-10", -10000)]
    assert ask(book, "SELECT used_up_on::VARCHAR FROM cash") == [("2026-03-10",)]
    assert ask(book, "SELECT applied_on::VARCHAR FROM application") == [("2026-02-20",)]


def test_what_is_dated_after_the_books_own_day_is_not_counted_yet(ledger: Ledger) -> None:
    rows = "A INV1 issued 2026-01-10 100.00 EUR paid 100.00 on 2026-03-01"
    book = ledger(rows, list_on=date(2026, 2, 1))
    assert balances(book) == {"INV1": 10000}
    assert unapplied(book) == 10000
    assert ask(book, "SELECT applied_on::VARCHAR, item_closed_on FROM settlement") == [("2026-03-01", None)]


def test_money_that_names_an_unknown_invoice_is_kept(ledger: Ledger) -> None:
    book = ledger("A cash 2026-02-15 30.00 EUR for INV404")
    assert unapplied(book) == 3000


def test_another_currency_never_pays(ledger: Ledger) -> None:
    book = ledger("A INV1 issued 2026-01-10 100.00 EUR\nA cash 2026-02-15 100.00 USD for INV1")
    assert balances(book) == {"INV1": 10000}
    assert unapplied(book) == 10000


def test_the_same_number_in_two_years_is_paid_in_the_year_meant(ledger: Ledger) -> None:
    book = ledger(
        """
        A 17 issued 2025-01-10 100.00 EUR year 2025
        A 17 issued 2026-01-10 100.00 EUR year 2026
        A cash 2025-02-15 100.00 EUR for 17
        A cash 2026-02-15 60.00 EUR for 17
        """,
    )
    found = dict(ask(book, "SELECT fiscal_year, balance_minor FROM item"))
    assert found == {2025: 0, 2026: 4000}


def test_a_dispute_counts_on_the_oldest_parts_until_it_is_closed(ledger: Ledger) -> None:
    rows = """
        A INV1 issued 2026-01-10 90.00 EUR parts 2026-02-01:30.00,2026-03-01:30.00,2026-04-01:30.00
        A INV2 issued 2026-01-10 50.00 EUR disputed
        A disputes INV1 40.00 from 2026-02-10
    """
    shown = "SELECT number, part_no, is_disputed, disputed_minor FROM item ORDER BY number, part_no"
    book = ledger(rows)
    assert ask(book, shown) == [
        ("INV1", 1, True, 3000),
        ("INV1", 2, True, 1000),
        ("INV1", 3, False, 0),
        ("INV2", 1, True, 5000),
    ]
    book = ledger(rows.replace("from 2026-02-10", "from 2026-02-10 until 2026-03-01"))
    assert ask(book, shown)[0] == ("INV1", 1, False, 0)
    assert ask(book, "SELECT COUNT(*), COUNT(known_until) FROM dispute") == [(2, 1)]
