"""Lists of open items: what is absent, lower or back on the list says what was settled in between."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.book.errors import AbnormalSettlementError, NamelessListError, OlderListError
from core.book.usual import usual_share
from core.vocabulary import ImportMode
from tests.ledger import ask

if TYPE_CHECKING:
    from core.book.book import Book
    from tests.ledger import Ledger

JANUARY, FEBRUARY, MARCH, APRIL = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)


def listed(ledger: Ledger, text: str, on: date, **more: Any) -> Book:
    return ledger(text, list_on=on, mode=ImportMode.SNAPSHOT, **more)


def inferred(book: Book) -> list[tuple[Any, ...]]:
    return ask(
        book,
        "SELECT i.number, a.amount_minor, a.settled_after::VARCHAR, a.applied_on::VARCHAR FROM application AS a "
        "JOIN item AS i USING (item_key) WHERE a.is_inferred AND a.known_until IS NULL ORDER BY ALL",
    )


def balances(book: Book) -> dict[str, int]:
    return dict(ask(book, "SELECT number, SUM(balance_minor)::BIGINT FROM item GROUP BY number"))


INV1 = "A INV1 issued 2026-01-10 due 2026-02-09 100.00 EUR"
INV2 = "A INV2 issued 2026-01-12 due 2026-02-11 80.00 EUR"
INV3 = "A INV3 issued 2026-02-12 due 2026-03-14 70.00 EUR"


def test_absent_from_the_next_list_means_settled_between_the_two(ledger: Ledger) -> None:
    listed(ledger, f"{INV1}\n{INV2}", JANUARY)
    book = listed(ledger, f"{INV2}\n{INV3}", FEBRUARY)
    assert ledger.merged is not None
    assert ledger.merged.inferred_settled == 1
    assert inferred(book) == [("INV1", 10000, "2026-01-31", "2026-02-28")]
    assert balances(book) == {"INV1": 0, "INV2": 8000, "INV3": 7000}
    assert ask(book, "SELECT closed_on::VARCHAR, is_inferred FROM item WHERE number = 'INV1'") == [("2026-02-28", True)]
    assert book.rows("book_imports")[0]["inferred_settled"] == 1


def test_absent_from_movements_means_nothing(ledger: Ledger) -> None:
    listed(ledger, f"{INV1}\n{INV2}", JANUARY)
    book = ledger(INV3, list_on=FEBRUARY)
    assert inferred(book) == []
    assert balances(book) == {"INV1": 10000, "INV2": 8000, "INV3": 7000}


def test_a_list_speaks_for_its_own_entity_only(ledger: Ledger) -> None:
    listed(ledger, INV1, JANUARY)
    listed(ledger, f"{INV2} entity BE01", JANUARY)
    book = listed(ledger, f"{INV3} entity BE01", FEBRUARY)
    assert inferred(book) == [("INV2", 8000, "2026-01-31", "2026-02-28")]


def test_an_empty_list_settles_everything_of_the_entity_it_names(ledger: Ledger) -> None:
    listed(ledger, f"{INV1}\n{INV2}", JANUARY)
    book = listed(ledger, "", FEBRUARY, entities=("NL01",))
    assert balances(book) == {"INV1": 0, "INV2": 0}


def test_an_empty_list_of_no_entity_is_refused(ledger: Ledger) -> None:
    listed(ledger, INV1, JANUARY)
    with pytest.raises(NamelessListError, match="which entity"):
        listed(ledger, "", FEBRUARY)


def test_less_open_than_before_is_a_part_settled_in_between(ledger: Ledger) -> None:
    listed(ledger, f"{INV1} open 100.00", JANUARY)
    book = listed(ledger, f"{INV1} open 60.00", FEBRUARY)
    assert inferred(book) == [("INV1", 4000, "2026-01-31", "2026-02-28")]
    book = listed(ledger, f"{INV1} open 25.00", MARCH)
    assert inferred(book) == [
        ("INV1", 3500, "2026-02-28", "2026-03-31"),
        ("INV1", 4000, "2026-01-31", "2026-02-28"),
    ]
    assert balances(book) == {"INV1": 2500}


def test_partly_open_on_the_first_list_was_settled_before_it(ledger: Ledger) -> None:
    book = listed(ledger, f"{INV1} open 60.00\n{INV2}", JANUARY)
    assert inferred(book) == [("INV1", 4000, None, "2026-01-31")]


def test_open_amounts_count_in_movements_too(ledger: Ledger) -> None:
    ledger(INV1, list_on=JANUARY)
    book = ledger(f"{INV1} open 60.00", list_on=FEBRUARY)
    assert inferred(book) == [("INV1", 4000, "2026-01-31", "2026-02-28")]


def test_back_on_the_list_was_never_settled(ledger: Ledger) -> None:
    listed(ledger, f"{INV1}\n{INV2}", JANUARY)
    listed(ledger, INV2, FEBRUARY)
    book = listed(ledger, f"{INV1}\n{INV2}", MARCH)
    assert inferred(book) == []
    assert balances(book) == {"INV1": 10000, "INV2": 8000}
    assert ask(book, "SELECT known_from, known_until FROM application") == [(2, 3)]


def test_back_on_the_list_with_less_takes_back_the_latest_first(ledger: Ledger) -> None:
    listed(ledger, f"{INV1} open 100.00", JANUARY)
    listed(ledger, f"{INV1} open 60.00", FEBRUARY)
    listed(ledger, "", MARCH, entities=("NL01",))
    book = listed(ledger, f"{INV1} open 45.00", APRIL)
    assert inferred(book) == [
        ("INV1", 1500, "2026-02-28", "2026-03-31"),
        ("INV1", 4000, "2026-01-31", "2026-02-28"),
    ]
    assert balances(book) == {"INV1": 4500}


def test_a_payment_that_comes_later_explains_what_was_inferred(ledger: Ledger) -> None:
    listed(ledger, f"{INV1}\n{INV2}", JANUARY)
    listed(ledger, INV2, FEBRUARY)
    book = ledger("A cash 2026-02-17 100.00 EUR for INV1", list_on=MARCH)
    assert inferred(book) == []
    assert balances(book) == {"INV1": 0, "INV2": 8000}
    assert ask(book, "SELECT closed_on::VARCHAR, is_inferred FROM item WHERE number = 'INV1'") == [
        ("2026-02-17", False)
    ]
    assert ask(book, "SELECT unapplied_minor FROM cash") == [(0,)]


def test_a_part_payment_explains_a_part_of_it(ledger: Ledger) -> None:
    listed(ledger, f"{INV1}\n{INV2}", JANUARY)
    listed(ledger, INV2, FEBRUARY)
    book = ledger("A cash 2026-02-17 30.00 EUR for INV1", list_on=MARCH)
    assert inferred(book) == [("INV1", 7000, "2026-01-31", "2026-02-28")]
    assert balances(book)["INV1"] == 0


def test_a_payment_after_the_list_is_not_what_the_list_saw(ledger: Ledger) -> None:
    listed(ledger, f"{INV1} open 100.00", JANUARY)
    listed(ledger, f"{INV1} open 60.00", FEBRUARY)
    book = ledger("A cash 2026-03-17 40.00 EUR for INV1", list_on=MARCH)
    assert inferred(book) == [("INV1", 4000, "2026-01-31", "2026-02-28")]
    assert balances(book) == {"INV1": 2000}


def test_a_settlement_the_source_takes_back_is_open_again(ledger: Ledger) -> None:
    ledger(f"{INV1} settled on 2026-02-01", list_on=FEBRUARY)
    book = ledger(f"{INV1} open 100.00", list_on=MARCH)
    assert balances(book) == {"INV1": 10000}
    assert ask(book, "SELECT COUNT(*) FROM cash") == [(0,)]


def test_a_credit_note_gone_from_the_list_is_used_up(ledger: Ledger) -> None:
    listed(ledger, f"{INV1}\nA CN1 credit 2026-01-15 25.00 EUR", JANUARY)
    book = listed(ledger, INV1, FEBRUARY)
    assert balances(book) == {"INV1": 10000, "CN1": 0}
    assert inferred(book) == [("CN1", -2500, "2026-01-31", "2026-02-28")]


def test_what_was_issued_after_the_list_is_not_missing_from_it(ledger: Ledger) -> None:
    ledger(f"{INV1}\n{INV3}", list_on=date(2026, 2, 15))
    book = listed(ledger, INV1, JANUARY)
    assert balances(book) == {"INV1": 10000, "INV3": 7000}


def test_parts_of_an_absent_invoice_are_all_settled(ledger: Ledger) -> None:
    parts = f"{INV1} parts 2026-02-09:60.00,2026-03-09:40.00"
    listed(ledger, f"{parts}\n{INV2}", JANUARY)
    book = listed(ledger, f"{parts} open 25.00\n{INV2}", FEBRUARY)
    assert inferred(book) == [
        ("INV1", 1500, "2026-01-31", "2026-02-28"),
        ("INV1", 6000, "2026-01-31", "2026-02-28"),
    ]
    assert balances(listed(ledger, INV2, MARCH))["INV1"] == 0


def test_an_older_list_is_refused(ledger: Ledger) -> None:
    listed(ledger, INV1, FEBRUARY)
    with pytest.raises(OlderListError, match=r"2026-01-31.*2026-02-28.*movements"):
        listed(ledger, INV1, JANUARY)


def test_a_corrected_list_of_the_same_day_replaces_the_first(ledger: Ledger) -> None:
    listed(ledger, f"{INV1}\n{INV2}", JANUARY)
    listed(ledger, INV1, FEBRUARY)
    book = listed(ledger, INV2, FEBRUARY)
    assert inferred(book) == [("INV1", 10000, "2026-01-31", "2026-02-28")]


def many(first: int, last: int) -> str:
    return "\n".join(f"A INV{n} issued 2026-01-10 due 2026-02-09 100.00 EUR" for n in range(first, last))


def test_a_cut_off_list_asks_before_it_publishes(ledger: Ledger) -> None:
    listed(ledger, many(0, 40), JANUARY)
    with pytest.raises(AbnormalSettlementError, match="35 of the 40 open documents of NL01") as asked:
        listed(ledger, many(0, 5), date(2026, 2, 3))
    assert (asked.value.missing, asked.value.open_documents) == (35, 40)
    assert ledger.store.current() == "v000001"
    book = listed(ledger, many(0, 5), date(2026, 2, 3), confirmed=True)
    assert ask(book, "SELECT COUNT(*) FROM open_item") == [(5,)]


def test_a_usual_month_does_not_ask(ledger: Ledger) -> None:
    listed(ledger, many(0, 40), JANUARY)
    book = listed(ledger, many(12, 40), FEBRUARY)
    assert ask(book, "SELECT COUNT(*) FROM open_item") == [(28,)]


def test_more_may_disappear_the_longer_ago_the_last_list_was() -> None:
    shares = [usual_share(days) for days in (0, 7, 30, 90, 400)]
    assert shares == sorted(shares)
    assert shares[0] == 0.25
    assert shares[-1] == 0.9


def test_money_on_account_that_left_the_list_was_used(ledger: Ledger) -> None:
    cash = "A cash 2026-01-20 50.00 EUR id P1"
    listed(ledger, f"{INV1}\n{cash}", JANUARY)
    book = listed(ledger, INV1, FEBRUARY)
    shown = "SELECT received_on::VARCHAR, unapplied_minor FROM cash ORDER BY 1"
    assert ask(book, shown) == [("2026-01-20", 5000), ("2026-02-28", -5000)]
    assert ask(listed(ledger, INV1, MARCH), shown) == [("2026-01-20", 5000), ("2026-02-28", -5000)]
    assert ask(listed(ledger, f"{INV1}\n{cash}", APRIL), shown) == [("2026-01-20", 5000)]


def test_money_from_a_payments_file_is_not_expected_on_a_list(ledger: Ledger) -> None:
    listed(ledger, INV1, JANUARY)
    ledger("A cash 2026-01-20 50.00 EUR id P1", list_on=JANUARY, kind="payments")
    book = listed(ledger, INV1, FEBRUARY)
    assert ask(book, "SELECT unapplied_minor FROM cash") == [(5000,)]
