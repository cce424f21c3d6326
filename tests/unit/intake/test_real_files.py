"""Every real ledger and export imports with the totals its README states."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from core.book.book import Book
    from tests.unit.intake.conftest import Office

FOLDER = os.environ.get("SALDO_TEST_DATA")
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not FOLDER, reason="SALDO_TEST_DATA names no folder with real files"),
]
RECEIVABLES = Path(FOLDER or ".") / "data" / "receivables"
EXPORTS = Path(FOLDER or ".") / "data" / "erp_exports"


def counts(book: Book) -> tuple[int, int]:
    """All items and the open ones."""
    [counted] = book._connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE balance_minor <> 0) FROM item"
    ).fetchall()
    items, still_open = counted
    return items, still_open


def test_ibm_1930_invoices_of_100_customers_84_open(office: Office) -> None:
    report = office.take(RECEIVABLES / "ibm_as_known_on_2013-07-01.csv")
    assert (report.preset, report.mode, report.list_on) == ("ibm", ImportMode.MOVEMENTS, date(2013, 7, 1))
    assert (report.rows_read, report.accepted, report.quarantined) == (1930, 1930, 0)
    assert (report.layout.date_order, report.totals) == ("mdy", {"USD": 11544459})
    book = office.store.open()
    assert counts(book) == (1930, 84)
    assert book._connection.execute("SELECT count(*) FROM customer").fetchall() == [(100,)]
    assert book._connection.execute("SELECT count(*) FROM item WHERE number LIKE '0%'").fetchall()[0][0] > 0


def test_ibm_with_lost_leading_zeros_says_so(office: Office) -> None:
    office.take(RECEIVABLES / "ibm_as_known_on_2013-07-01.csv")
    report = office.take(EXPORTS / "ibm_ar_excel_mangled_invoice_numbers.csv", list_on=date(2014, 1, 9))
    assert (report.rows_read, report.accepted) == (2466, 2466)
    assert [remark for remark in report.remarks if "leading zeros" in remark]


def test_hr_25274_cleared_and_1634_open_with_derived_invoice_dates(office: Office) -> None:
    report = office.take(RECEIVABLES / "hr_as_known_on_2019-10-01.csv")
    assert (report.preset, report.rows_read, report.accepted) == ("hr_cleared", 26908, 26908)
    assert report.totals == {"USD": 84969894627}
    assert any("15 days before the due date" in remark for remark in report.remarks)
    book = office.store.open()
    assert counts(book) == (26908, 1634)
    opened = book._connection.execute(
        "SELECT sum(balance_minor), min(due_on - issued_on), max(due_on - issued_on) FROM open_item"
    )
    assert opened.fetchall() == [(5480215905, 15, 15)]


def test_hr_9681_open_items_in_dollars(office: Office) -> None:
    report = office.take(RECEIVABLES / "hr_open_items_9681_feb-may2020.csv")
    assert (report.preset, report.mode) == ("hr_open_items", ImportMode.SNAPSHOT)
    assert (report.rows_read, report.accepted, report.quarantined) == (9681, 9681, 0)
    assert report.totals == {"USD": 31042785902}
    assert "U001" in report.entities
    assert counts(office.store.open()) == (9681, 9681)


@pytest.mark.parametrize("name", ["nl_debiteurenlijst_sample.csv", "nl_debiteurenlijst_sample.xlsx"])
def test_the_dutch_debtor_list(office: Office, name: str) -> None:
    report = office.take(EXPORTS / name)
    assert (report.preset, report.accepted, report.totals) == ("afas", 4, {"EUR": 10381221})
    assert report.open_totals == report.totals


def test_sap_655_items_of_16_accounts_agree_with_the_grand_total(office: Office) -> None:
    report = office.take(EXPORTS / "sap_open_items_german_ui_anonymised.xlsx")
    assert (report.preset, report.rows_read, report.accepted, report.total_rows) == ("sap_de", 655, 655, 33)
    assert report.totals == report.file_totals == {"EUR": -144147826}
    assert not report.differences
    assert office.store.open()._connection.execute("SELECT count(*) FROM customer").fetchall() == [(16,)]


def test_the_payables_variant_turns_every_sign(office: Office) -> None:
    report = office.take(EXPORTS / "sap_open_items_german_ui_anonymised.xlsx", preset="sap_de_payables")
    assert report.totals == report.file_totals == {"EUR": 144147826}
    rows = (
        office.store.open()
        ._connection.execute("SELECT document_type, count(*) FROM item GROUP BY 1 ORDER BY 1")
        .fetchall()
    )
    assert rows == [("credit_note", 20), ("invoice", 635)]


def test_every_real_file_imports_twice_without_a_second_version(office: Office) -> None:
    files = [*RECEIVABLES.glob("*.csv"), *EXPORTS.glob("*.csv"), *EXPORTS.glob("*.xlsx")]
    assert len(files) >= 7
    for path in sorted(files):
        first = office.take(path, entity=None if path.name.startswith(("ibm", "hr")) else path.stem)
        again = office.take(path, entity=None if path.name.startswith(("ibm", "hr")) else path.stem)
        assert first.accepted, path.name
        assert again.unchanged, path.name
        assert again.version == first.version
