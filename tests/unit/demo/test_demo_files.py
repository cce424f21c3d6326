"""The files of the demo portfolio: as an ERP would export them, the same every time, and true to their own sums."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.intake.demo import references
from core.intake.demo.generate import generate
from core.intake.fields import FIELDS, ImportKind
from tests.unit.demo.conftest import AS_OF, Portfolio, files_of, read

if TYPE_CHECKING:
    from pathlib import Path


def test_the_same_arguments_write_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in (("first", 1), ("again", 1), ("other", 2)):
        generate(tmp_path / name, customers=60, seed=seed)
    first, again, other = (files_of(tmp_path / name) for name in ("first", "again", "other"))
    assert first == again
    assert first["saldo_invoices.csv"] != other["saldo_invoices.csv"]


def test_the_size_is_what_was_asked_for(portfolio: Portfolio) -> None:
    assert portfolio.value("SELECT count(*) FROM customers") == 2000
    assert 55_000 < portfolio.value("SELECT count(*) FROM invoices") < 66_000
    assert portfolio.files.rows["saldo_invoices.csv"] == portfolio.value("SELECT count(*) FROM invoices")


def test_batches_continue_the_numbers_of_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.intake.demo.generate._BATCH", 70)
    batched = read(generate(tmp_path, customers=200))
    for column, table in (("customer_id", "customers"), ("number", "invoices")):
        assert batched.count(table) == len(batched.distinct(table, f"(entity, {column})"))
    assert batched.value("SELECT max(customer_id) FROM customers") == "100200"
    payers = batched.rows(
        "SELECT payment_id, count(DISTINCT customer_id) FROM payments WHERE payment_id IS NOT NULL GROUP BY 1"
    )
    assert {count for _, count in payers} == {1}


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (ImportKind.CUSTOMERS, "customers"),
        (ImportKind.LEDGER, "invoices"),
        (ImportKind.PAYMENTS, "payments"),
        (ImportKind.DISPUTES, "disputes"),
        (ImportKind.RATES, "rates"),
    ],
)
def test_every_column_is_a_field_of_its_layout(portfolio: Portfolio, kind: ImportKind, table: str) -> None:
    columns = set(portfolio.connection.view(table).columns)
    assert columns <= {field.name for field in FIELDS[kind]}
    assert {field.name for field in FIELDS[kind] if field.is_required} <= columns


def test_no_day_lies_after_the_date_of_the_files_but_due_dates_promises_and_blocks(portfolio: Portfolio) -> None:
    for column, table in (
        ("issued_on", "invoices"),
        ("reminded_on", "invoices"),
        ("received_on", "payments"),
        ("opened_on", "disputes"),
        ("closed_on", "disputes"),
        ("rate_on", "rates"),
    ):
        assert portfolio.greatest(table, column) <= AS_OF.isoformat()
    assert portfolio.value("SELECT min(issued_on) FROM invoices") >= "2024-10-25"
    assert portfolio.value("SELECT max(issued_on) FROM invoices") >= "2026-10-29"


def test_nothing_is_paid_twice_and_no_payment_gives_out_more_than_it_brought(portfolio: Portfolio) -> None:
    assert portfolio.value("SELECT min(balance) FROM ledger") >= 0
    spent = """
        SELECT count(*) FROM (
            SELECT payment_id FROM payments WHERE payment_id IS NOT NULL GROUP BY payment_id
            HAVING sum(applied_amount::DECIMAL(18, 2)) > max(amount::DECIMAL(18, 2)) OR count(DISTINCT amount) > 1
                OR count(DISTINCT customer_id) > 1 OR count(DISTINCT received_on) > 1
        )"""
    assert portfolio.value(spent) == 0
    assert portfolio.value("SELECT count(*) FROM payments WHERE amount::DECIMAL(18, 2) <= 0") == 0


def test_instalments_add_up_to_their_invoice_and_are_paid_by_part(portfolio: Portfolio) -> None:
    rows = portfolio.rows("SELECT number, amount, due_on, instalments FROM invoices WHERE instalments IS NOT NULL")
    assert len(rows) > 50
    for _, amount, due_on, instalments in rows:
        parts = [part.split(":") for part in instalments.split("|")]
        assert sum(round(float(minor) * 100) for _, minor in parts) == round(float(amount) * 100)
        assert [day for day, _ in parts] == sorted(day for day, _ in parts)
        assert parts[-1][0] == due_on
    paid = set(portfolio.rows("SELECT DISTINCT number FROM payments WHERE part_no IS NOT NULL"))
    assert paid
    assert paid <= {(number,) for number, *_ in rows}


def test_references_are_made_as_their_schemes_say() -> None:
    """Published examples: +++010/8068/17183+++, RF18539007547034, betalingskenmerk 5000056789012345."""
    assert references.belgian(np.array([108_068_171, 97, 1_234_567_890])).to_pylist() == [
        "+++010/8068/17183+++",
        "+++000/0000/09797+++",
        "+++123/4567/89002+++",
    ]
    assert references.iso(np.array([539_007_547_034])).to_pylist() == ["RF18539007547034"]
    assert references.dutch(np.array([56_789_012_345, 999_999_999_999_999, 0])).to_pylist() == [
        "5000056789012345",
        "3999999999999999",
        "0000000000000000",
    ]


def test_each_country_has_its_own_scheme_and_no_reference_twice(portfolio: Portfolio) -> None:
    shapes = {"NL01": r"\d{16}", "BE01": r"\+{3}\d{3}/\d{4}/\d{5}\+{3}", "DE01": r"RF\d{4,}"}
    for entity, shape in shapes.items():
        written = portfolio.rows("SELECT structured_reference FROM ledger WHERE entity = ?", entity)
        assert all(re.fullmatch(shape, reference) for (reference,) in written)
        assert len(set(written)) == len(written)


def test_mail_goes_only_to_domains_set_apart_for_examples(portfolio: Portfolio) -> None:
    addresses = [address for (address,) in portfolio.rows("SELECT email FROM customers WHERE email IS NOT NULL")]
    assert 0.82 < len(addresses) / 2000 < 0.92
    for address in addresses:
        domain = address.split("@")[1]
        assert domain in {"example.org", "example.net", "example.com"} or domain.endswith(".example")
        assert address.isascii()
    assert len(set(addresses)) == len(addresses)


def test_a_shorter_calendar_ends_in_the_middle_of_a_month(tmp_path: Path) -> None:
    early = read(generate(tmp_path, customers=150, as_of=date(2025, 2, 14)))
    assert early.value("SELECT max(issued_on) FROM invoices") <= "2025-02-14"
    assert early.value("SELECT min(balance) FROM ledger") >= 0
