"""Saldo's own layouts: customers, payments, credit notes, disputes, rates, instalments."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from core.intake.fields import FIELDS, ImportKind
from tests.unit.intake.conftest import HEADER, ledger_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.intake.conftest import Office, Staged

PAYMENTS = "entity,customer_id,payment_id,received_on,received_time,amount,currency,method,reference,number,applied_amount,credit_number"


def test_a_customer_with_everything(staged: Callable[..., Staged]) -> None:
    header = [field.name for field in FIELDS[ImportKind.CUSTOMERS]]
    cells = {
        "entity": "NL01", "customer_id": "C1", "customer_name": "Bakker", "email": "a@example.org; b@example.org", "phone": "020 1", "mobile": "06 1",
        "country": "nl", "customer_type": "Zakelijk", "language": "NL", "has_mandate": "ja", "group_id": "G1", "collector": "Ann", "account_manager": "Ben",
        "province": "Utrecht", "sector": "bakery", "size_class": "small", "customer_since": "2019-05-01", "registration_number": "123", "vat_number": "NL1",
        "parent_id": "C0", "payer_id": "C9", "credit_limit": "5000.00", "credit_limit_currency": "eur", "external_score": "7.5", "label": "positive",
        "person": "J. Bakker", "role": "owner", "post": "Street 1, 1234 AB Town", "is_allowed": "yes", "preferred": "email",
    }  # fmt: skip
    assert set(cells) == set(header)
    file = staged(",".join(header) + "\n" + ",".join(f'"{cells[name]}"' for name in header) + "\n")
    assert not file.report.remarks[1:], file.report.remarks
    customer = dict(
        zip(
            [column[0] for column in file.connection.execute("FROM stage.customer").description or []],
            file.rows("FROM stage.customer")[0],
            strict=True,
        )
    )
    assert customer == {
        "source_row": 2, "entity": "NL01", "customer_id": "C1", "name": "Bakker", "country": "NL", "customer_type": "business", "language": "nl",
        "has_mandate": True, "group_id": "G1", "collector": "Ann", "account_manager": "Ben", "province": "Utrecht", "sector": "bakery", "size_class": "small",
        "customer_since": date(2019, 5, 1), "registration_number": "123", "vat_number": "NL1", "parent_id": "C0", "payer_id": "C9",
        "credit_limit_minor": 500000, "credit_limit_currency": "EUR", "external_score": 7.5, "label": "positive",
    }  # fmt: skip
    assert file.rows("SELECT kind, address, is_preferred, person FROM stage.contact_point ORDER BY 1, 2") == [
        ("email", "a@example.org", True, "J. Bakker"),
        ("email", "b@example.org", True, "J. Bakker"),
        ("mobile", "06 1", False, "J. Bakker"),
        ("phone", "020 1", False, "J. Bakker"),
        ("post", "Street 1, 1234 AB Town", False, "J. Bakker"),
    ]


def test_two_persons_of_one_customer(staged: Callable[..., Staged]) -> None:
    file = staged(
        "customer_id,customer_name,email,person,is_allowed\nC1,Bakker,a@example.org,Ann,yes\nC1,Bakker,b@example.org,Ben,no\n"
    )
    assert file.rows("SELECT count(*) FROM stage.customer") == [(1,)]
    assert file.rows("SELECT person, address, is_allowed FROM stage.contact_point ORDER BY 1") == [
        ("Ann", "a@example.org", True),
        ("Ben", "b@example.org", False),
    ]


def test_a_word_that_is_no_customer_type_is_left_out_and_told(staged: Callable[..., Staged]) -> None:
    file = staged("customer_id,customer_name,customer_type\nC1,Bakker,robot\n")
    assert file.rows("SELECT customer_type FROM stage.customer") == [(None,)]
    assert any("customer type" in remark for remark in file.report.remarks)


def test_payments_with_time_method_and_invoice(staged: Callable[..., Staged]) -> None:
    file = staged(f"{PAYMENTS}\nNL01,C1,P1,2026-02-01,20:14,60.00,EUR,ideal,RF18,F1,40.00,\n")
    assert file.rows(
        "SELECT source_id, received_on, received_at, amount_minor, currency, method, reference, number, applied_minor FROM stage.payment"
    ) == [("P1", date(2026, 2, 1), datetime(2026, 2, 1, 20, 14), 6000, "EUR", "ideal", "RF18", "F1", 4000)]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("received_on", "2026-02-01 20:14:30"),
        ("received_at", "2026-02-01T20:14:30"),
        ("received_at", "01-02-2026 20:14:30"),
    ],
)
def test_the_time_may_stand_with_the_day(staged: Callable[..., Staged], header: str, cell: str) -> None:
    lines = f"NL01,C1,{cell},10.00,EUR\nNL01,C2,{cell.replace('01-02', '13-02')},10.00,EUR\n"
    file = staged(f"entity,customer_id,{header},amount,currency\n{lines}")
    assert file.rows("SELECT received_on, received_at FROM stage.payment WHERE customer_id = 'C1'") == [
        (date(2026, 2, 1), datetime(2026, 2, 1, 20, 14, 30))  # noqa: DTZ001
    ]


def test_payments_without_a_number_are_told_apart_by_being_the_nth(office: Office) -> None:
    line = "NL01,C1,,2026-02-01,,5.00,EUR,bank,ref,,,"
    office.take(f"{PAYMENTS}\n{line}\n{line}\n", name="one.csv")
    report = office.take(f"{PAYMENTS}\n{line}\n{line}\n{line}\n", name="two.csv")
    assert report.accepted == 3
    rows = office.store.open()._connection.execute("SELECT count(*), sum(amount_minor) FROM cash").fetchall()
    assert rows == [(3, 1500)]


def test_one_payment_over_two_invoices(office: Office) -> None:
    office.take(ledger_of("NL01,C1,F1,2026-01-10,2026-02-09,100.00,EUR", "NL01,C1,F2,2026-01-10,2026-02-09,50.00,EUR"))
    office.take(
        f"{PAYMENTS}\nNL01,C1,P1,2026-02-01,,150.00,EUR,bank,,F1,100.00,\nNL01,C1,P1,2026-02-01,,150.00,EUR,bank,,F2,50.00,\n",
        name="payments.csv",
    )
    connection = office.store.open()._connection
    assert connection.execute("SELECT count(*), sum(amount_minor), sum(unapplied_minor) FROM cash").fetchall() == [
        (1, 15000, 0)
    ]
    assert connection.execute("SELECT count(*) FROM open_item").fetchall() == [(0,)]


def test_one_payment_number_with_two_amounts_is_refused(staged: Callable[..., Staged]) -> None:
    file = staged(
        f"{PAYMENTS}\nNL01,C1,P1,2026-02-01,,150.00,EUR,bank,,F1,100.00,\nNL01,C1,P1,2026-02-01,,140.00,EUR,bank,,F2,40.00,\n"
    )
    assert file.refused == {
        3: "The same payment stands on row 2 with another amount, day, currency or customer; that row was taken."
    }


def test_a_credit_note_set_against_an_invoice(office: Office) -> None:
    header = "entity,customer_id,document_type,number,issued_on,due_on,amount,currency"
    office.take(
        ledger_of(
            "NL01,C1,invoice,F1,2026-01-10,2026-02-09,100.00,EUR",
            "NL01,C1,credit_note,CN1,2026-01-15,2026-01-15,25.00,EUR",
            header=header,
        )
    )
    office.take(f"{PAYMENTS}\nNL01,C1,,2026-01-20,,10.00,EUR,,,F1,,CN1\n", name="credits.csv")
    rows = (
        office.store.open()
        ._connection.execute("SELECT number, document_type, balance_minor FROM open_item ORDER BY number DESC")
        .fetchall()
    )
    assert rows == [("F1", "invoice", 9000), ("CN1", "credit_note", -1500)]


def test_a_dispute(staged: Callable[..., Staged]) -> None:
    file = staged(
        "entity,customer_id,number,reference,opened_on,closed_on,amount,currency,cause\nNL01,C1,F1,D1,2026-01-20,,10.00,EUR,price\n"
    )
    assert file.rows("SELECT number, reference, opened_on, closed_on, amount_minor, cause FROM stage.dispute") == [
        ("F1", "D1", date(2026, 1, 20), None, 1000, "price")
    ]


def test_rates(staged: Callable[..., Staged]) -> None:
    file = staged("currency,rate_on,rate\nUSD,2026-01-01,0.92\nGBP,2026-01-01,-1\nZZZ,2026-01-01,1\n")
    assert file.rows("FROM stage.exchange_rate") == [("USD", date(2026, 1, 1), 0.92)]
    assert set(file.refused) == {3, 4}


def test_instalments_in_one_cell(staged: Callable[..., Staged]) -> None:
    file = staged(
        ledger_of(
            "NL01,C1,F1,2026-01-10,2026-03-01,100.00,EUR,2026-03-01:50.00 2026-04-01:50.00",
            "NL01,C1,F2,2026-01-10,2026-03-01,100.00,EUR,2026-03-01:50.00 2026-04-01:40.00",
            "NL01,C1,F3,2026-01-10,2026-03-01,100.00,EUR,half in March",
            "NL01,C1,F4,2026-01-10,2026-03-01,100.00,EUR,",
            header=HEADER + ",instalments",
        )
    )
    assert file.rows("SELECT number, part_no, due_on, amount_minor FROM stage.instalment ORDER BY 1, 2") == [
        ("F1", 1, date(2026, 3, 1), 5000),
        ("F1", 2, date(2026, 4, 1), 5000),
    ]
    assert "do not add up to the amount" in file.refused[3]
    assert "are not written like 2026-03-01:50.00" in file.refused[4]
    assert file.amounts == {"F1": 10000, "F4": 10000}


def test_instalments_as_rows_of_their_own(office: Office) -> None:
    header = HEADER + ",part_no"
    office.take(
        ledger_of(
            "NL01,C1,F1,2026-01-10,2026-03-01,60.00,EUR,1",
            "NL01,C1,F1,2026-01-10,2026-04-01,40.00,EUR,2",
            header=header,
        )
    )
    rows = (
        office.store.open()._connection.execute("SELECT part_no, due_on, amount_minor FROM item ORDER BY 1").fetchall()
    )
    assert rows == [(1, date(2026, 3, 1), 6000), (2, date(2026, 4, 1), 4000)]


def test_settled_on_the_row(office: Office) -> None:
    header = HEADER + ",settled_on,settled_amount"
    office.take(
        ledger_of(
            "NL01,C1,F1,2026-01-10,2026-02-09,100.00,EUR,2026-02-20,",
            "NL01,C1,F2,2026-01-10,2026-02-09,100.00,EUR,2026-02-21,30.00",
            "NL01,C1,F3,2026-01-10,2026-02-09,100.00,EUR,,",
            header=header,
        )
    )
    rows = (
        office.store.open()
        ._connection.execute("SELECT number, balance_minor, closed_on, is_inferred FROM item ORDER BY 1")
        .fetchall()
    )
    assert rows == [("F1", 0, date(2026, 2, 20), False), ("F2", 7000, None, False), ("F3", 10000, None, False)]
