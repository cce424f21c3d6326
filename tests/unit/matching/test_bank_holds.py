"""Whose reminders wait for money on a statement, and for how long: odd money, odd banks, and two people at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.desk import bank
from core.desk.bank_frames import bank_credits
from core.matching.deciding import accept, dismiss
from core.matching.rematch import rematch
from core.matching.statements import take_statement
from tests.unit.matching.test_bank_desk import BOOK, entry, lines_of, statement

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(4)


def test_money_in_another_currency_that_may_be_theirs_holds_them_too(
    desk: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    book = ledger(BOOK)
    path = statement(tmp_path, entry("110,00", "Bakkerij Smit", "invoice"))
    path.write_text(path.read_text(encoding="utf-8").replace("EUR", "USD"), encoding="utf-8")
    take_statement(desk, path, by="ann", entity="NL01")
    rematch(desk, book)
    assert lines_of(desk) == [("invoice", "proposed", ["A"])]
    assert bank_credits(desk)["currency"].isna().tolist() == [True]


def test_what_a_payment_brings_above_its_items_holds_the_customer_until_the_ledger_has_it(
    desk: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    book = ledger(BOOK)
    over = entry("130,00", "Bakkerij Smit", "RF18539007547034")
    take_statement(desk, statement(tmp_path, over), by="ann", entity="NL01")
    rematch(desk, book)
    ((_, match),) = bank.matches(desk)
    assert (match.state, match.rest_minor) == ("booked", 3000)
    assert bank_credits(desk)["number"].fillna("all").tolist() == ["INV001", "all"]


def test_money_of_one_of_two_customers_holds_both_until_a_person_looked(
    desk: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    book = ledger("""
        A is consumer NL nl name "Petra Dekker"
        A INV001 issued 2026-09-01 due 2026-10-01 100.00 EUR
        B is consumer NL nl name "P. Dekker Petra"
        B INV002 issued 2026-09-01 due 2026-10-01 60.00 EUR
    """)
    take_statement(
        desk, statement(tmp_path, entry("30,00", "Petra Dekker", "termijn", account="")), by="ann", entity="NL01"
    )
    rematch(desk, book)
    assert lines_of(desk) == [("termijn", "proposed", ["A", "B"])]
    assert bank_credits(desk)["customer_id"].tolist() == ["A", "B"]


def test_an_item_a_person_matched_is_not_paid_by_the_next_line_too(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    book = ledger(BOOK)
    first = entry("100,00", "Zaak 12", "een", account="NL02RABO0000000001")
    take_statement(desk, statement(tmp_path, first), by="ann", entity="NL01")
    rematch(desk, book)
    (line,) = bank.lines(desk)
    accept(desk, book, line.id, customer_id="A", by="ann")
    second = entry("100,00", "Zaak 12", "twee", account="NL02RABO0000000001")
    take_statement(desk, statement(tmp_path, first, second, number=2), by="ann")
    rematch(desk, book)
    assert lines_of(desk) == [("een", "accepted", ["A"]), ("twee", "proposed", ["A"])]
    assert bank_credits(desk)["number"].fillna("all").tolist() == ["INV001", "all"]


def test_what_a_person_matched_stops_holding_once_the_ledger_has_it(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    book = ledger(BOOK)
    take_statement(desk, statement(tmp_path, entry("30,00", "Zaak 12", "x")), by="ann", entity="NL01")
    rematch(desk, book)
    (line,) = bank.lines(desk)
    accept(desk, book, line.id, customer_id="A", by="ann")
    others = ledger(BOOK.replace("INV004 issued 2026-09-02 due 2026-10-02 45.00 EUR", "INV004 issued 2026-09-02 due 2026-10-02 45.00 EUR paid 30.00 on 2026-10-15"))  # fmt: skip
    rematch(desk, others)
    assert bank_credits(desk)["customer_id"].tolist() == ["A"], "the payment of another customer is not this one"
    rematch(desk, ledger(BOOK.replace("reference RF", "paid 30.00 on 2026-10-16 reference RF")))
    assert lines_of(desk) == [("x", "in_ledger", ["A"])]
    assert bank_credits(desk).empty


def test_an_account_that_turns_out_to_be_another_entitys_takes_its_lines_along(
    desk: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    book = ledger(BOOK)
    path = statement(tmp_path, entry("100,00", "Bakkerij Smit", "RF18539007547034"))
    take_statement(desk, path, by="ann", entity="BE01")
    rematch(desk, book)
    assert bank_credits(desk).empty
    assert take_statement(desk, path, by="ann", entity="NL01").is_repeated
    rematch(desk, book)
    assert bank_credits(desk)[["entity", "customer_id"]].to_numpy().tolist() == [["NL01", "A"]]


def test_a_day_mistyped_far_ahead_makes_no_history_of_the_rest(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    book = ledger(BOOK)
    now, ahead = entry("60,00", "K. Onbekend", "x"), entry("1,00", "K. Onbekend", "y", on="361015")
    take_statement(desk, statement(tmp_path, now, ahead), by="ann", entity="NL01")
    rematch(desk, book)
    assert bank_credits(desk)["customer_id"].tolist() == ["A"]


def test_a_bank_that_gives_no_reference_does_not_make_two_payments_one(desk: Desk, tmp_path: Path) -> None:
    one, two = (
        f":61:2610151015C25,00NTRFNONREF//NONREF\n:86:/IBAN/{iban}/NAME/{name}/REMI/mei/\n"
        for iban, name in (("NL20INGB0001234567", "Smit"), ("NL57ABNA0876543211", "Dekker"))
    )
    take_statement(desk, statement(tmp_path, one, number=1), by="ann", entity="NL01")
    assert take_statement(desk, statement(tmp_path, two, number=2), by="ann").added == 1


def test_what_was_found_of_a_line_that_came_meanwhile_stays(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    """Two people take a statement in at once; who began first ends last and knows only the first line."""
    book = ledger(BOOK)
    one, two = entry("100,00", "Bakkerij Smit", "RF18539007547034"), entry("60,00", "Bakkerij Smit", "INV002")
    take_statement(desk, statement(tmp_path, one), by="ann", entity="NL01")
    (first,) = bank.lines(desk)
    take_statement(desk, statement(tmp_path, one, two, number=2), by="ben")
    rematch(desk, book)
    bank.keep_matches(desk, [], through=first.id)
    assert bank_credits(desk)["number"].tolist() == ["INV002"]


def test_a_payer_without_a_name_teaches_nothing_of_the_next_one(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    book = ledger(BOOK)
    nameless = [f":61:2610151015C{amount}NTRFNONREF//{amount}\n:86:storting\n" for amount in ("12,34", "56,78")]
    take_statement(desk, statement(tmp_path, *nameless), by="ann", entity="NL01")
    rematch(desk, book)
    first, _ = bank.lines(desk)
    assert (first.party, first.account) == ("", "")
    dismiss(desk, first.id, by="ann", why="interest")
    assert rematch(desk, book).unmatched == 1


def test_money_that_surely_went_back_keeps_nobody_from_being_reminded(
    desk: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    book = ledger(BOOK)
    paid = entry("100,00", "Bakkerij Smit", "RF18539007547034")
    unsure = entry("-100,00", "Bakkerij Smit", "terug", on="261016")
    take_statement(desk, statement(tmp_path, paid, unsure), by="ann", entity="NL01")
    rematch(desk, book)
    assert bank_credits(desk)["number"].tolist() == ["INV001"], "money out may be something else"
    sure = entry("-100,00", "Bakkerij Smit", "storno", on="261016").replace("D100,00", "RC100,00")
    take_statement(desk, statement(tmp_path, paid, unsure, sure, number=2), by="ann")
    rematch(desk, book)
    assert lines_of(desk, "booked") == [("RF18539007547034", "booked", ["A"]), ("storno", "booked", ["A"])]
    assert bank_credits(desk).empty
