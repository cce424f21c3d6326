"""Each kind of bad input of the list: a clear sentence, nothing lost, nothing half done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.intake.errors import (
    AmbiguousDatesError,
    EmptyFileError,
    FileMissingError,
    LayoutUnknownError,
    NothingAcceptedError,
    OnlyHeaderError,
    UnclosedQuoteError,
)
from tests.unit.intake.conftest import HEADER, ledger_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.intake.conftest import Office, Staged

GOOD = "NL01,C1,F1,2026-01-10,2026-02-09,100.00,EUR"


def test_an_empty_file_says_what_to_do_and_leaves_no_book(office: Office) -> None:
    with pytest.raises(EmptyFileError, match=r"file\.csv is empty: export it again"):
        office.take("")
    assert office.store.current() is None


@pytest.mark.parametrize("content", ["\n\n\n", "﻿", " \r\n \r\n"])
def test_a_file_of_blank_lines_is_empty_too(office: Office, content: str) -> None:
    with pytest.raises(EmptyFileError):
        office.take(content)


def test_a_file_that_is_not_there(office: Office, tmp_path: Path) -> None:
    with pytest.raises(FileMissingError, match="check the name"):
        office.take(tmp_path / "nothing.csv")


@pytest.mark.parametrize("content", [HEADER + "\n", HEADER, HEADER + "\n\n,,,,,,\n"])
def test_only_a_header(office: Office, content: str) -> None:
    with pytest.raises(OnlyHeaderError, match="a header and no rows"):
        office.take(content)
    assert office.store.current() is None


def test_the_thirtieth_of_february_is_quarantined_with_its_row(staged: Callable[..., Staged]) -> None:
    file = staged(ledger_of(GOOD, "NL01,C1,F2,2026-01-10,2026-02-30,50.00,EUR"))
    assert file.refused == {3: 'The due date "2026-02-30" is not a date that exists, written as year-month-day.'}
    assert (file.report.rows_read, file.report.accepted, file.report.quarantined) == (2, 1, 1)


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        ("1.234,56-", -123456),
        ("(12.00)", -1200),
        ('"1,234.56"', 123456),
        ("1234.5", 123450),
        ("-0.01", -1),
        ("€ 99.95", 9995),
        ("EUR 99.95", 9995),
        ("99.95 CR", -9995),
        ("1 234 567.00", 123456700),
        ("1'234.50", 123450),
        ("12345.6700000001", 1234567),
        ("−7.00", -700),
        ("1e3", 100000),
    ],
)
def test_amounts_are_read_however_they_are_written(staged: Callable[..., Staged], cell: str, minor: int) -> None:
    quoted = cell if cell.startswith('"') else f'"{cell}"'
    file = staged(
        ledger_of("NL01,C1,F1,2026-01-10,2026-02-09,10.25,EUR", f"NL01,C1,F2,2026-01-10,2026-02-09,{quoted},EUR")
    )
    assert file.amounts["F2"] == minor, file.refused


@pytest.mark.parametrize("cell", ["abc", "12 apples", "1.2.3", "12,34,56", "--5", "1.23.456,00", "n/a", "#DIV/0!"])
def test_text_in_an_amount_is_quarantined(staged: Callable[..., Staged], cell: str) -> None:
    file = staged(ledger_of(GOOD, f'NL01,C1,F2,2026-01-10,2026-02-09,"{cell}",EUR'))
    assert file.refused == {3: f'The amount "{cell}" is not an amount, such as 1234.56.'}


def test_no_amount_at_all_is_quarantined(staged: Callable[..., Staged]) -> None:
    assert staged(ledger_of(GOOD, "NL01,C1,F2,2026-01-10,2026-02-09,,EUR")).refused == {3: "There is no amount."}


def test_more_decimals_than_the_currency_has(staged: Callable[..., Staged]) -> None:
    file = staged(
        ledger_of(
            "NL01,C1,F1,2026-01-10,2026-02-09,10.005,EUR",
            "NL01,C1,F2,2026-01-10,2026-02-09,10.5,JPY",
            "NL01,C1,F3,2026-01-10,2026-02-09,10.005,TND",
            "NL01,C1,F4,2026-01-10,2026-02-09,1050,JPY",
        )
    )
    assert set(file.refused) == {2, 3}
    assert "more decimals than EUR" in file.refused[2]
    assert file.amounts == {"F3": 10005, "F4": 1050}


def test_a_due_date_before_the_invoice_date(staged: Callable[..., Staged]) -> None:
    file = staged(ledger_of(GOOD, "NL01,C1,F2,2026-02-10,2026-02-09,50.00,EUR"))
    assert file.refused == {3: "The due date 2026-02-09 lies before the invoice date 2026-02-10."}


def test_a_year_nobody_means(staged: Callable[..., Staged]) -> None:
    file = staged(ledger_of(GOOD, "NL01,C1,F2,0026-01-10,2026-02-09,50.00,EUR"))
    assert "lies outside 1990 to 2099" in file.refused[3]


def test_the_same_number_for_two_customers_is_two_documents(office: Office) -> None:
    report = office.take(ledger_of(GOOD, "NL01,C2,F1,2026-01-10,2026-02-09,30.00,EUR"))
    assert (report.accepted, report.quarantined, report.totals) == (2, 0, {"EUR": 13000})


def test_the_same_row_twice_counts_once_and_says_so(staged: Callable[..., Staged]) -> None:
    file = staged(ledger_of(GOOD, GOOD))
    assert (file.report.rows_read, file.report.accepted, file.report.repeated) == (2, 2, 1)
    assert file.amounts == {"F1": 10000}
    assert file.report.totals == {"EUR": 10000}
    assert any("repeats an earlier row" in remark for remark in file.report.remarks)


def test_the_same_invoice_with_another_amount_names_the_row_that_was_taken(staged: Callable[..., Staged]) -> None:
    file = staged(ledger_of(GOOD, GOOD.replace("100.00", "90.00"), GOOD.replace("100.00", "80.00")))
    assert file.amounts == {"F1": 10000}
    assert set(file.refused) == {3, 4}
    assert file.refused[4] == "The same invoice stands on row 2 with other amounts or dates; that row was taken."


def test_a_payment_larger_than_its_invoice_leaves_the_rest_unapplied(office: Office) -> None:
    office.take(ledger_of(GOOD))
    report = office.take(
        "entity,customer_id,payment_id,received_on,amount,currency,number\nNL01,C1,P1,2026-02-01,130.00,EUR,F1\n",
        name="payments.csv",
    )
    assert report.accepted == 1
    [cash] = (
        office.store.open()._connection.execute("SELECT amount_minor, unapplied_minor FROM cash").fetchall()
    )  # the mart
    assert cash == (13000, 3000)


@pytest.mark.parametrize("currency", ["EURO", "QQQ", "XXX", "12"])
def test_an_unknown_currency_is_quarantined(staged: Callable[..., Staged], currency: str) -> None:
    file = staged(ledger_of(GOOD, f"NL01,C1,F2,2026-01-10,2026-02-09,5.00,{currency}"))
    assert file.refused == {3: f'The currency "{currency}" is not a currency code such as EUR.'}


def test_when_no_row_can_be_taken_nothing_is_published(office: Office) -> None:
    with pytest.raises(NothingAcceptedError, match="None of the rows"):
        office.take(ledger_of("NL01,C1,F1,2026-01-10,2026-02-09,abc,EUR"))
    assert office.store.current() is None
    assert not office.sources.exists()


def test_names_are_kept_as_they_are(staged: Callable[..., Staged]) -> None:
    names = [
        'Bakker "De Korst" & Zn.',
        "<b>Vet</b> <script>alert(1)</script>",
        "**vet** _cursief_ `code`",
        "مخبز الحي",
        "O'Brien; DROP",
        "=SUM(A1)",
    ]
    lines = ['NL01,C{},"{}",business'.format(place, name.replace('"', '""')) for place, name in enumerate(names)]
    file = staged("\n".join(("entity,customer_id,customer_name,customer_type", *lines)) + "\n")
    assert [name for (name,) in file.rows("SELECT name FROM stage.customer ORDER BY customer_id")] == names


def test_a_customer_without_any_address_is_taken(staged: Callable[..., Staged]) -> None:
    file = staged("entity,customer_id,customer_name,email\nNL01,C1,Bakker,\n")
    assert file.report.accepted == 1
    assert file.rows("SELECT count(*) FROM stage.contact_point") == [(0,)]


@pytest.mark.parametrize(
    "address",
    [
        "no-at-sign",
        "two@@example.org",
        "a b@example.org",
        "a@localhost",
        "a..b@example.org",
        "a@-x.org",
        "<a@example.org>",
    ],
)
def test_an_invalid_address_is_left_out_and_told(staged: Callable[..., Staged], address: str) -> None:
    file = staged(f"entity,customer_id,customer_name,email,phone\nNL01,C1,Bakker,{address},+31 20 123\n")
    assert (file.report.accepted, file.report.quarantined) == (1, 0)
    assert file.rows("SELECT kind, address FROM stage.contact_point") == [("phone", "+31 20 123")]
    assert [remark for remark in file.report.remarks if "e-mail address" in remark and "row 2" in remark]


@pytest.mark.parametrize(
    "address", ["a@example.org", "jan.de-vries+ar@mail.example.co.uk", "bücher@müller.example", "x_y%z@example.museum"]
)
def test_valid_addresses_are_kept(staged: Callable[..., Staged], address: str) -> None:
    file = staged(f"entity,customer_id,customer_name,email\nNL01,C1,Bakker,{address}\n")
    assert file.rows("SELECT address FROM stage.contact_point") == [(address,)]


def test_dates_that_can_be_read_both_ways_ask(office: Office) -> None:
    with pytest.raises(AmbiguousDatesError, match=r"'01/02/2026', can be day/month or month/day"):
        office.take(ledger_of("NL01,C1,F1,01/02/2026,05/03/2026,100.00,EUR"))
    assert office.store.current() is None


def test_an_unknown_layout_asks_for_a_mapping(office: Office) -> None:
    with pytest.raises(LayoutUnknownError, match="map them once on Settings > Data"):
        office.take("foo,bar,baz\na,b,c\nd,e,f\n")


def test_torn_rows_are_quarantined_with_their_line(staged: Callable[..., Staged]) -> None:
    file = staged(ledger_of(GOOD, "NL01,C1,F2,2026-01-10,2026-02-09,5,00,EUR", GOOD.replace("F1", "F3")))
    assert list(file.refused) == [3]
    assert file.refused[3].startswith("Too many cells: 7 are expected")
    assert file.report.rows_read == 3
    assert file.rows("SELECT source_row, number FROM stage.invoice ORDER BY 1") == [(2, "F1"), (4, "F3")]


def test_a_quote_that_swallows_rows_stops_the_import(office: Office) -> None:
    torn = 'NL01,C1,"F2,2026-01-10,2026-02-09,5.00,EUR'
    with pytest.raises(UnclosedQuoteError, match=r"Line 3 of file\.csv opens a quotation mark"):
        office.take(ledger_of(GOOD, torn, GOOD.replace("F1", "F3")))
    assert office.store.current() is None


def test_an_unclosed_quote_on_the_last_row_costs_that_row_only(staged: Callable[..., Staged]) -> None:
    file = staged(ledger_of(GOOD, 'NL01,C1,"F2,2026-01-10,2026-02-09,5.00,EUR').rstrip("\n"))
    assert file.amounts == {"F1": 10000}
    assert file.refused == {3: "A quotation mark is opened and not closed."}


def test_a_row_longer_than_the_sample_is_read(staged: Callable[..., Staged]) -> None:
    file = staged(ledger_of(f"{GOOD},{'x' * 400_000}", header=HEADER + ",description"))
    assert file.rows("SELECT length(description) FROM stage.invoice") == [(400_000,)]


def test_row_numbers_hold_across_blank_lines_and_line_breaks_in_cells(staged: Callable[..., Staged]) -> None:
    header = "entity,customer_id,number,issued_on,due_on,amount,currency,description"
    file = staged(
        f'{header}\n\n{GOOD},"two\nlines"\n\n{GOOD.replace("F1", "F2")},x\n{GOOD.replace("F1", "F3").replace("100.00", "abc")},y\n'
    )
    assert file.rows("SELECT source_row, number FROM stage.invoice ORDER BY 1") == [(3, "F1"), (6, "F2")]
    assert list(file.refused) == [7]
    assert file.report.quarantine_preview[0].cells["number"] == "F3"
