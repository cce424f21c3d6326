"""Known-from and known-until: equal rows stay, changed rows get a new period, keys never change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.vocabulary import ImportMode
from tests.ledger import ask

if TYPE_CHECKING:
    from core.book.book import Book
    from tests.ledger import Ledger

FACTS = ("customer", "invoice", "instalment", "payment", "application", "dispute", "exchange_rate")
MARTS = ("item", "open_item", "settlement", "cash", "receivable_cube")
RICH = """
A INV1 issued 2026-01-10 due 2026-02-09 100.00 EUR paid 40.00 on 2026-02-20 paid 80.00 on 2026-02-21
A INV2 issued 2026-01-11 90.00 EUR parts 2026-02-01:30.00,2026-03-01:60.00 paid 45.00 on 2026-02-20
A INV3 issued 2026-01-12 70.00 EUR settled on 2026-02-01
A INV4 issued 2026-01-13 due 2026-02-12 60.00 EUR open 20.00 disputed 5.00 promised 2026-03-01
A CN1 credit 2026-01-15 25.00 EUR on INV4 2026-01-20 10.00
A cash 2026-02-01 15.00 EUR
A is consumer NL nl a@example.org label negative name "A. Jansen" reminded INV1 1 on 2026-02-15
B INV1 issued 2026-01-10 100.00 USD entity BE01
A disputes INV1 30.00 from 2026-02-10
rate USD 2026-01-31 0.92
"""


def periods(book: Book) -> dict[str, tuple[int, int]]:
    """Rows of each fact table, and how many of them are no longer so."""
    counted = "SELECT COUNT(*), COUNT(known_until) FROM "
    return {table: ask(book, counted + table)[0] for table in FACTS}


def marts(book: Book) -> dict[str, list[tuple[object, ...]]]:
    return {table: sorted(ask(book, f"FROM {table}"), key=str) for table in MARTS}


def test_the_same_rows_again_change_nothing(ledger: Ledger) -> None:
    first = ledger(RICH)
    before = periods(first), marts(first)
    again = ledger(RICH + "# once more\n")
    assert (periods(again), marts(again)) == before
    assert ledger.merged is not None
    assert (ledger.merged.added, ledger.merged.changed, ledger.merged.unchanged) == (0, 0, 6)


def test_the_same_list_again_changes_nothing(ledger: Ledger) -> None:
    on = date(2026, 3, 1)
    first = ledger(RICH, list_on=on, mode=ImportMode.SNAPSHOT)
    before = periods(first), marts(first)
    again = ledger(RICH + "# once more\n", list_on=on, mode=ImportMode.SNAPSHOT)
    assert (periods(again), marts(again)) == before


def test_a_changed_document_gets_a_new_period_and_keeps_its_keys(ledger: Ledger) -> None:
    ledger("A INV1 issued 2026-01-10 due 2026-02-09 100.00 EUR")
    book = ledger("A INV1 issued 2026-01-10 due 2026-02-19 100.00 EUR\nA INV2 issued 2026-02-10 20.00 EUR")
    asked = "SELECT invoice_key, due_on::VARCHAR, known_from, known_until FROM invoice WHERE number = 'INV1' ORDER BY known_from"
    assert ask(book, asked) == [(1, "2026-02-09", 1, 2), (1, "2026-02-19", 2, None)]
    assert ask(
        book, "SELECT due_on::VARCHAR, known_from, known_until FROM instalment WHERE invoice_key = 1 ORDER BY 2"
    ) == [
        ("2026-02-09", 1, 2),
        ("2026-02-19", 2, None),
    ]
    assert ask(book, "SELECT item_key, due_on::VARCHAR, import_id, source_row FROM item WHERE number = 'INV1'") == [
        (1, "2026-02-19", 1, 1),
    ]
    assert ledger.merged is not None
    assert (ledger.merged.added, ledger.merged.changed, ledger.merged.unchanged) == (1, 1, 0)


def test_what_was_known_at_an_import_can_be_asked(ledger: Ledger) -> None:
    ledger("A INV1 issued 2026-01-10 100.00 EUR")
    ledger("A INV1 issued 2026-01-10 120.00 EUR")
    book = ledger("A INV1 issued 2026-01-10 110.00 EUR")
    asked = "SELECT amount_minor FROM invoice WHERE known_from <= ? AND (known_until IS NULL OR known_until > ?)"
    assert [ask(book, asked, at, at) for at in (1, 2, 3)] == [[(10000,)], [(12000,)], [(11000,)]]


def test_a_lower_amount_gives_back_what_no_longer_fits(ledger: Ledger) -> None:
    rows = "A INV1 issued 2026-01-10 100.00 EUR paid 100.00 on 2026-02-01"
    ledger(rows)
    book = ledger("A INV1 issued 2026-01-10 80.00 EUR", list_on=date(2026, 3, 1))
    assert ask(book, "SELECT balance_minor FROM item") == [(0,)]
    assert ask(book, "SELECT unapplied_minor FROM cash") == [(2000,)]


def test_new_parts_are_paid_from_what_was_paid(ledger: Ledger) -> None:
    ledger("A INV1 issued 2026-01-10 90.00 EUR paid 40.00 on 2026-02-01")
    book = ledger(
        "A INV1 issued 2026-01-10 90.00 EUR parts 2026-02-01:30.00,2026-03-01:60.00", list_on=date(2026, 3, 1)
    )
    assert ask(book, "SELECT part_no, balance_minor FROM item ORDER BY 1") == [(1, 0), (2, 5000)]
    book = ledger("A INV1 issued 2026-01-10 95.00 EUR", list_on=date(2026, 3, 1))
    assert ask(book, "SELECT part_no, balance_minor FROM item ORDER BY 1") == [(1, 5500)]


def test_a_file_without_parts_keeps_the_parts_that_add_up(ledger: Ledger) -> None:
    ledger("A INV1 issued 2026-01-10 90.00 EUR parts 2026-02-01:30.00,2026-03-01:60.00")
    book = ledger("A INV1 issued 2026-01-10 90.00 EUR reminded 1")
    assert ask(book, "SELECT part_no, source_step FROM item ORDER BY 1") == [(1, 1), (2, 1)]


def test_a_payment_that_changes_is_laid_out_again(ledger: Ledger) -> None:
    ledger("A INV1 issued 2026-01-10 100.00 EUR\nA cash 2026-02-01 100.00 EUR for INV1 id P1")
    book = ledger("A cash 2026-02-03 70.00 EUR for INV1 id P1")
    assert ask(book, "SELECT balance_minor FROM item") == [(3000,)]
    assert ask(book, "SELECT payment_key, amount_minor, received_on::VARCHAR FROM cash") == [(1, 7000, "2026-02-03")]
    assert ask(book, "SELECT COUNT(*), COUNT(known_until) FROM application") == [(2, 1)]


def test_a_payment_before_its_invoice_is_set_against_it_when_it_comes(ledger: Ledger) -> None:
    ledger("A cash 2026-02-01 100.00 EUR for INV1 id P1", kind="payments")
    book = ledger("A INV1 issued 2026-01-10 100.00 EUR", list_on=date(2026, 3, 1))
    assert ask(book, "SELECT balance_minor FROM item") == [(0,)]
    assert ask(book, "SELECT unapplied_minor FROM cash") == [(0,)]


def test_a_column_the_file_does_not_have_leaves_what_is_known(ledger: Ledger) -> None:
    ledger(
        "A INV1 issued 2026-01-10 100.00 EUR reminded 2 on 2026-02-15 promised 2026-03-01 blocked 2026-04-01 because x"
    )
    asked = (
        "SELECT source_step, promised_on::VARCHAR, blocked_until::VARCHAR, block_reason FROM item WHERE number = 'INV1'"
    )
    book = ledger("A INV1 issued 2026-01-10 100.00 EUR disputed 5.00")
    assert ask(book, asked) == [(2, "2026-03-01", "2026-04-01", "x")]
    # The column is there now, and says that INV1 has no promise any more.
    book = ledger("A INV1 issued 2026-01-10 100.00 EUR\nA INV2 issued 2026-01-10 100.00 EUR promised 2026-05-01")
    assert ask(book, asked) == [(2, None, "2026-04-01", "x")]


def test_a_customer_keeps_what_a_file_does_not_say(ledger: Ledger) -> None:
    ledger('A INV1 issued 2026-01-10 100.00 EUR\nA is consumer FR fr label negative name "A. Martin" a@example.org')
    book = ledger("A is consumer FR fr sector retail")
    assert ask(book, "SELECT label, sector, known_from, known_until FROM customer ORDER BY known_from") == [
        ("negative", None, 1, 2),
        ("negative", "retail", 2, None),
    ]
    assert ask(book, "SELECT name FROM party") == [("A. Martin",)]
    book = ledger("A is consumer FR fr b@example.org phone +33123456789")
    assert sorted(ask(book, "SELECT kind, address FROM contact_point")) == [
        ("email", "b@example.org"),
        ("phone", "+33123456789"),
    ]


def test_a_customer_nobody_described_gets_the_defaults_of_its_entity(ledger: Ledger) -> None:
    book = ledger(
        """
        A INV1 issued 2026-01-10 1.00 EUR entity DE02
        B INV2 issued 2026-01-10 1.00 EUR entity FR
        C INV3 issued 2026-01-10 1.00 EUR entity Zuid
        """,
    )
    asked = "SELECT customer_id, country, language, customer_type, label, has_mandate, name FROM customer JOIN party USING (customer_key) ORDER BY 1"
    assert ask(book, asked) == [
        ("A", "DE", "de", "business", "neutral", False, "A"),
        ("B", "FR", "fr", "business", "neutral", False, "B"),
        ("C", "NL", "nl", "business", "neutral", False, "C"),
    ]


def test_a_rate_that_changes_gets_a_new_period(ledger: Ledger) -> None:
    ledger("rate USD 2026-01-31 0.92\nrate USD 2026-02-28 0.93")
    book = ledger("rate USD 2026-02-28 0.94")
    assert ask(book, "SELECT rate FROM exchange_rate WHERE known_until IS NULL ORDER BY rate_on") == [(0.92,), (0.94,)]
    assert periods(book)["exchange_rate"] == (3, 1)
