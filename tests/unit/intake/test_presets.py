"""Presets on small exports written in each system's own layout, with its traps."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from core.errors import UnknownNameError
from core.intake.fields import FIELDS
from core.intake.mapping import Mapping, bind
from core.intake.presets import PRESETS, preset, recognise
from core.intake.presets.coverage import coverage

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.intake.conftest import Staged

INVOICES = "SELECT customer_id, number, document_type, issued_on, due_on, amount_minor, open_minor, currency FROM stage.invoice ORDER BY source_row"


def sheet_of(*rows: tuple[object, ...]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("Report")
    dates = book.add_format({"num_format": "dd/mm/yyyy"})
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(place, column, value, dates)
            elif value not in {"", None}:
                page.write(place, column, value)
    book.close()
    return buffer.getvalue()


def test_every_preset_binds_what_it_requires() -> None:
    for each in PRESETS.values():
        headers = [header for headers in each.mapping.columns.values() for header in headers]
        bound = bind(each.mapping.with_constants(currency="EUR", entity="X"), headers)
        assert not bound.missing, each.name
        known = {field.name for field in FIELDS[each.mapping.kind]}
        assert set(each.mapping.columns) <= known, each.name
        assert set(each.mapping.constants) <= known, each.name


def test_every_preset_survives_being_saved() -> None:
    for each in PRESETS.values():
        again = Mapping.from_dict(json.loads(json.dumps(each.mapping.as_dict())))
        assert again.as_dict() == json.loads(json.dumps(each.mapping.as_dict())) or again.kind is each.mapping.kind
        assert again.group == each.mapping.group
        assert again.mode is each.mapping.mode


@pytest.mark.parametrize(
    "each",
    [each for each in PRESETS.values() if not each.is_variant and not each.mapping.headers],
    ids=lambda each: each.name,
)
def test_a_header_is_recognised_as_its_own_preset(each: Any) -> None:
    for headers in each.signature:
        found = recognise(headers)
        assert found is not None
        assert found.name == each.name


def test_an_unknown_preset_names_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="There is no preset called 'sap'"):
        preset("sap")


def test_every_format_is_covered_or_says_why_not() -> None:
    for system in coverage():
        assert bool(system.presets) != bool(system.why_not), system
    assert sum(1 for system in coverage() if system.presets) >= 14
    assert {system.system.split()[0] for system in coverage() if system.why_not} == {
        "Twinfield",
        "e-Boekhouden.nl",
        "Dutch",
    }


def test_sap_text_export_with_subtotals_per_account_and_currency(staged: Callable[..., Staged]) -> None:
    file = staged(
        "Account\tDocument Number\tDocument Type\tDocument Date\tNet due date\tAmount in doc. curr.\tDocument currency\tAmount in local currency\tLocal Currency\tText\n"
        "0000100017\t1800000001\tRV\t10.01.2026\t09.02.2026\t1.234,56\tUSD\t1.100,00\tEUR\tfirst\n"
        "0000100017\t1600000001\tDG\t12.01.2026\t12.01.2026\t34,56-\tUSD\t30,00-\tEUR\tcredit\n"
        "Account 0000100017\t\t\t\t\t1.200,00\tUSD\t1.070,00\tEUR\t\n"
        "0000100020\t1800000002\tRV\t13.01.2026\t12.02.2026\t50,00\tEUR\t50,00\tEUR\t\n"
        "0000100020\t1400000001\tDZ\t20.01.2026\t20.01.2026\t15,00-\tEUR\t15,00-\tEUR\ton account\n"
        "Account 0000100020\t\t\t\t\t35,00\tEUR\t35,00\tEUR\t\n"
        "\t\t\t\t\t1.200,00\tUSD\t\t\t\n"
        "\t\t\t\t\t36,00\tEUR\t\t\t\n"
    )
    assert file.report.preset == "sap_en"
    assert file.rows(INVOICES) == [
        ("0000100017", "1800000001", "invoice", date(2026, 1, 10), date(2026, 2, 9), 123456, None, "USD"),
        ("0000100017", "1600000001", "credit_note", date(2026, 1, 12), date(2026, 1, 12), -3456, None, "USD"),
        ("0000100020", "1800000002", "invoice", date(2026, 1, 13), date(2026, 2, 12), 5000, None, "EUR"),
    ]
    assert file.rows("SELECT customer_id, amount_minor, received_on FROM stage.payment") == [
        ("0000100020", 1500, date(2026, 1, 20))
    ]
    assert (file.report.rows_read, file.report.total_rows) == (4, 4)
    assert file.report.totals == {"EUR": 3500, "USD": 120000}
    assert file.report.file_totals == {"EUR": 3600, "USD": 120000}
    assert file.report.differences == {"EUR": -100}
    assert any("a difference of -1.00" in remark for remark in file.report.remarks)


def test_sap_in_german_takes_the_account_from_the_row_below(staged: Callable[..., Staged]) -> None:
    file = staged(
        "﻿Symbol Posten offen/ausg.;Zuordnung;Belegnummer;Belegart;Belegdatum;Betrag in Hauswährung;Hauswährung;Text\n"
        ";a;100;RV;30.04.23;1.000,00;EUR;\n"
        ";b;101;RV;15.04.23;-1,50;EUR;\n"
        "@5C\\Qoffen@;;;;;998,50;EUR;\n"
        "Konto 30030000;;;;;998,50;EUR;\n"
        ";c;102;RV;01.04.23;2,00;EUR;\n"
        "Konto 30030007;;;;;2,00;EUR;\n"
        ";;;;;1.000,50;EUR;\n"
    )
    assert file.report.preset == "sap_de"
    assert file.report.layout.has_bom
    assert [row[:2] for row in file.rows(INVOICES)] == [("30030000", "100"), ("30030000", "101"), ("30030007", "102")]
    assert file.rows(INVOICES)[0][3:5] == (date(2023, 4, 30), date(2023, 5, 30))
    assert (file.report.total_rows, file.report.differences) == (4, {})


DUTCH = """Rekening;Toewijzing;Documentnummer;Netto vervaldatum;Omschrijving;Bedrag in lokale valuta
17;x;1;31-01-2026;Factuur;1.000,50
17;x;2;28-02-2026;Creditnota;-0,50
17;x;3;28-02-2026;Betaling;-10,00
;;;;;990,00
"""
FRENCH = """Compte;Affectation;Numéro de document;Date d'échéance nette;Description;Montant en devise locale
17;x;1;31.01.2026;Facture;1 000,50
17;x;2;28.02.2026;Note de crédit;-0,50
17;x;3;28.02.2026;Paiement;-10,00
;;;;;990,00
"""


@pytest.mark.parametrize(("name", "text"), [("sap_nl", DUTCH), ("sap_fr", FRENCH)])
def test_sap_in_dutch_and_french(staged: Callable[..., Staged], name: str, text: str) -> None:
    file = staged(text)
    assert file.report.preset == name
    assert [(row[1], row[2], row[5]) for row in file.rows(INVOICES)] == [
        ("1", "invoice", 100050),
        ("2", "credit_note", -50),
    ]
    assert file.rows("SELECT amount_minor FROM stage.payment") == [(1000,)]
    assert not file.report.differences
    assert any("30 days before the due date" in remark for remark in file.report.remarks)


def test_a_dutch_debtor_list_carries_its_reminders_and_blocks(staged: Callable[..., Staged]) -> None:
    file = staged(
        "Factuurnr.;Naam;Deb.nr.;Omschrijving factuur;Boekstuk;Vervalt;Factuur;Saldo;Aanmaningen;Vervaldagen;Factuur Gbl.\n"
        "1;Bakker;17;Brood;3-01-2026;17-01-2026;100,00;40,00;2;9;0\n"
        "2;Bakker;17;Koek;23-01-2026;6-02-2026;50,00;50,00;0;-9;1\n"
        "Totaal;;;;;;150,00;90,00;;;\n"
    )
    assert file.report.preset == "afas"
    assert file.rows(
        "SELECT number, amount_minor, open_minor, source_step, block_reason, blocked_until FROM stage.invoice ORDER BY 1"
    ) == [
        ("1", 10000, 4000, 2, None, None),
        ("2", 5000, 5000, 0, "blocked in the source system", date(9999, 12, 31)),
    ]
    assert (file.report.open_totals, file.report.file_totals, file.report.differences) == (
        {"EUR": 9000},
        {"EUR": 9000},
        {},
    )


def test_exact_adds_up_rows_of_one_entry_and_keeps_money_in_transit_apart(staged: Callable[..., Staged]) -> None:
    file = staged(
        "AccountCode,AccountName,InvoiceNumber,EntryNumber,InvoiceDate,DueDate,Amount,AmountInTransit,CurrencyCode,Description\n"
        "                17,Bakker,9001,1,2026-01-01,2026-01-31,100.00,0,EUR,a\n"
        "                17,Bakker,9001,1,2026-01-01,2026-02-28,100.00,25.00,EUR,a\n"
        "                17,Bakker,9002,2,2026-01-05,2026-02-04,80.00,0,EUR,b\n"
        "                17,Bakker,9002,2,2026-01-05,2026-02-04,-30.00,0,EUR,part paid\n"
    )
    assert file.report.preset == "exact"
    assert [(row[0], row[1], row[5], row[6]) for row in file.rows(INVOICES)] == [
        ("17", "9001", 20000, 20000),
        ("17", "9002", 5000, 5000),
    ]
    assert file.rows("SELECT number, part_no, due_on, amount_minor FROM stage.instalment ORDER BY 2") == [
        ("9001", 1, date(2026, 1, 31), 10000),
        ("9001", 2, date(2026, 2, 28), 10000),
    ]
    assert file.rows("SELECT in_transit_minor FROM stage.invoice WHERE number = '9001'") == [(2500,)]
    assert file.report.totals == {"EUR": 25000}


def test_yuki_without_header_leaves_creditors_out(staged: Callable[..., Staged]) -> None:
    file = staged(
        "13000;Debiteuren;05-01-2026;1.210,00;Factuur 1;2026001;04-02-2026;Bakker;17;NL00BANK0123456789\n"
        "13000;Debiteuren;15-01-2026;-10,00;Credit;2026002;15-01-2026;Bakker;17;\n"
        "16000;Crediteuren;06-01-2026;-500,00;Inkoop;55;05-02-2026;Molen;80;\n"
    )
    assert file.report.preset == "yuki"
    assert file.report.layout.header_row == 0
    assert [(row[0], row[1], row[5]) for row in file.rows(INVOICES)] == [
        ("17", "2026001", 121000),
        ("17", "2026002", -1000),
    ]
    assert (file.report.rows_read, file.report.skipped) == (2, 1)
    assert file.rows("SELECT source_row FROM stage.invoice ORDER BY 1") == [(1,), (2,)]


def test_xero_names_the_customer_above_and_its_total_only_warns(staged: Callable[..., Staged]) -> None:
    file = staged(
        sheet_of(
            ("Aged Receivables Detail",),
            ("Acme Ltd",),
            ("As at 31 March 2026",),
            ("Ageing by due date",),
            (),
            (
                "Contact Account Number",
                "Phone",
                "Email",
                "Invoice Date",
                "Due Date",
                "Expected Date",
                "Invoice Number",
                "Invoice Reference",
                "< 1 Month",
                "Older",
                "Total",
            ),
            (),
            ("Total Energies B.V.",),
            (
                "",
                "020 1",
                "ar@example.org",
                date(2026, 1, 5),
                date(2026, 2, 4),
                date(2026, 4, 10),
                "INV-1",
                "ref",
                0,
                100.5,
                100.5,
            ),
            ("", "020 1", "ar@example.org", date(2026, 1, 9), "", "", "", "", 0, -20, -20),
            ("Total Total Energies B.V.", "", "", "", "", "", "", "", 0, 80.5, 80.5),
            ("Bakker",),
            ("", "", "", date(2026, 3, 20), date(2026, 4, 20), "", "INV-2", "", 10, 0, 10),
            ("Total Bakker", "", "", "", "", "", "", "", 10, 0, 10),
            ("Total", "", "", "", "", "", "", "", 0, 0, 0),
        ),
        name="aged.xlsx",
    )
    assert (file.report.preset, file.report.list_on) == ("xero", date(2026, 3, 31))
    assert [(row[0], row[1], row[2], row[5]) for row in file.rows(INVOICES)] == [
        ("Total Energies B.V.", "INV-1", "invoice", 10050),
        ("Total Energies B.V.", "no number, 2026-01-09, -20.0000", "credit_note", -2000),
        ("Bakker", "INV-2", "invoice", 1000),
    ]
    assert file.rows("SELECT promised_on FROM stage.invoice WHERE number = 'INV-1'") == [(date(2026, 4, 10),)]
    assert file.rows("SELECT customer_id, kind, address FROM stage.contact_point ORDER BY kind") == [
        ("Total Energies B.V.", "email", "ar@example.org"),
        ("Total Energies B.V.", "phone", "020 1"),
    ]
    assert file.report.differences == {"EUR": 9050}
    assert file.report.quarantined == 0


def test_quickbooks_with_buckets_as_headings(staged: Callable[..., Staged]) -> None:
    file = staged(
        "Acme Inc\nA/R Aging Detail\nAs of 31 December 2025\n\n"
        "Num,Customer,Date,Due Date,Amount,Open Balance,P.O. #\n"
        "1 - 30 days past due,,,,,,\n"
        '1001,Bakker,11/20/2025,12/20/2025,"1,284.50","1,284.50",\n'
        '1002,Bakker,11/01/2025,12/01/2025,"4,180.75","2,180.75",7\n'
        'Total for 1 - 30 days past due,,,,"5,465.25","3,465.25",\n'
        'TOTAL,,,,"5,465.25","3,465.25",\n'
    )
    assert (file.report.preset, file.report.list_on) == ("quickbooks", date(2025, 12, 31))
    assert [row[1:] for row in file.rows(INVOICES)] == [
        ("1001", "invoice", date(2025, 11, 20), date(2025, 12, 20), 128450, 128450, "USD"),
        ("1002", "invoice", date(2025, 11, 1), date(2025, 12, 1), 418075, 218075, "USD"),
    ]
    assert (file.report.rows_read, file.report.total_rows, file.report.differences) == (2, 2, {})


def test_tally_with_two_header_rows_and_the_party_above(staged: Callable[..., Staged]) -> None:
    file = staged(
        sheet_of(
            ("Pending Bills",),
            ("Date", "Ref. No.", "Party's Name", "Opening", "Pending", "Due on", "Overdue"),
            ("", "", "", "Amount", "Amount", "", "by days"),
            ("Bakker & Zn",),
            ("1-Apr-25", "B/1", "", "1,50,000.00 Dr", "50,000.00 Dr", "1-May-25", 30),
            ("5-Apr-25", "B/2", "", "2,000.00 Cr", "2,000.00 Cr", "5-Apr-25", 56),
        ),
        name="bills.xlsx",
    )
    assert file.report.preset == "tally", file.report.layout
    assert not file.refused
    assert file.rows(INVOICES) == [
        ("Bakker & Zn", "B/1", "invoice", date(2025, 4, 1), date(2025, 5, 1), 15000000, 5000000, "INR"),
        ("Bakker & Zn", "B/2", "credit_note", date(2025, 4, 5), date(2025, 4, 5), -200000, -200000, "INR"),
    ]


def test_business_central_entries(staged: Callable[..., Staged]) -> None:
    file = staged(
        "Entry No.,Customer No.,Posting Date,Document Type,Document No.,Document Date,Currency Code,Amount,Remaining Amount,Due Date,Open,Closed at Date\n"
        '1,C1,2026-01-01,Invoice,S1,2026-01-02,,"1,000.00",400.00,2026-02-01,Yes,\n'
        "2,C1,2026-01-03,Payment,P1,,USD,-600.00,-100.00,2026-01-03,Yes,\n"
        "3,C1,2026-01-04,Credit Memo,CM1,2026-01-04,,-50.00,0.00,2026-01-04,No,2026-01-20\n"
        "4,C1,2026-01-05,Payment,P2,,,-70.00,0.00,2026-01-05,No,2026-01-06\n"
    )
    assert file.report.preset == "business_central"
    assert [(row[1], row[2], row[5], row[6], row[7]) for row in file.rows(INVOICES)] == [
        ("S1", "invoice", 100000, 40000, "EUR"),
        ("CM1", "credit_note", -5000, 0, "EUR"),
    ]
    assert file.rows("SELECT source_id, amount_minor, currency FROM stage.payment") == [("P1/2026", 10000, "USD")]


def test_erpnext_report(staged: Callable[..., Staged]) -> None:
    file = staged(
        "Posting Date,Party Type,Party,Customer Name,Voucher Type,Voucher No,Due Date,Invoiced Amount,Paid Amount,Credit Note,Outstanding Amount,Currency\n"
        "2026-01-01,Customer,C1,Bakker,Sales Invoice,SI-1,2026-01-31,100.00,30.00,0,70.00,EUR\n"
        "2026-01-02,Customer,C1,Bakker,Payment Entry,PE-1,,0,20.00,0,-20.00,EUR\n"
        "2026-01-03,Customer,C1,Bakker,Sales Invoice,SR-1,,0,0,5.00,-5.00,EUR\n"
        "Total,,,,,,,100.00,50.00,5.00,45.00,\n"
    )
    assert file.report.preset == "erpnext"
    assert [(row[1], row[2], row[5], row[6]) for row in file.rows(INVOICES)] == [
        ("SI-1", "invoice", 10000, 7000),
        ("SR-1", "credit_note", -500, -500),
    ]
    assert file.rows("SELECT amount_minor FROM stage.payment") == [(2000,)]
    assert file.report.quarantined == 0
    assert file.report.total_rows == 1


def test_odoo_open_items_and_the_native_list_in_dutch(staged: Callable[..., Staged]) -> None:
    file = staged(
        "Date,Entry,Journal,Account,Partner,Ref - Label,Due date,Original,Residual,Cur. Original,Cur. Residual\n"
        "01/13/2026,INV/1,INV,1100,Bakker,a,02/12/2026,100.00,60.00,,\n"
    )
    assert file.report.preset == "odoo_open_items"
    assert file.rows(INVOICES) == [
        ("Bakker", "INV/1", "invoice", date(2026, 1, 13), date(2026, 2, 12), 10000, 6000, "EUR")
    ]
    file = staged(
        "Nummer;Partner;Factuurdatum;Vervaldatum;Totaal;Verschuldigd bedrag;Status\n"
        "INV/2;Bakker;13-01-2026;12-02-2026;1.100,00;0,00;Geboekt\n/;Bakker;13-01-2026;12-02-2026;5,00;5,00;Concept\n",
        name="odoo.csv",
    )
    assert file.report.preset == "odoo_invoices"
    assert file.rows(INVOICES) == [
        ("Bakker", "INV/2", "invoice", date(2026, 1, 13), date(2026, 2, 12), 110000, 0, "EUR")
    ]
    assert file.report.skipped == 1


def test_highradius_with_four_date_formats_tails_and_exact_repeats(staged: Callable[..., Staged]) -> None:
    row = "U001,0200769623,WAL-MAR corp,{clear},2020.0,{doc},2020-01-26,20200125,20200126.0,20200210.0,USD,RV,1.0,,{amount},20200126.0,NAH4,{doc},{open}\n"
    file = staged(
        "business_code,cust_number,name_customer,clear_date,buisness_year,doc_id,posting_date,document_create_date,document_create_date.1,due_in_date,"
        "invoice_currency,document type,posting_id,area_business,total_open_amount,baseline_create_date,cust_payment_terms,invoice_id,isOpen\n"
        + row.format(clear="2020-02-11 00:00:00", doc="1930438491.0", amount="54273.28", open=0)
        + row.format(clear="2020-02-11 00:00:00", doc="1930438491.0", amount="54273.28", open=0)
        + row.format(clear="", doc="1930438492.0", amount="10.5", open=1)
    )
    assert file.report.preset == "highradius"
    assert file.rows(
        "SELECT customer_id, number, fiscal_year, issued_on, due_on, settled_on, amount_minor FROM stage.invoice ORDER BY number"
    ) == [
        ("0200769623", "1930438491", 2020, date(2020, 1, 26), date(2020, 2, 10), date(2020, 2, 11), 5427328),
        ("0200769623", "1930438492", 2020, date(2020, 1, 26), date(2020, 2, 10), None, 1050),
    ]
    assert file.report.repeated == 1
