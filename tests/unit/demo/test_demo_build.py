"""The demo portfolio through the door that every file uses: nothing left out, and the book agrees with the files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.book.store import BookStore
from core.intake.demo.build import build_demo
from core.intake.demo.generate import demo_files
from core.metrics.aging import aging
from core.money import to_decimal
from core.settings import Settings
from tests.unit.demo.conftest import read

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from core.intake.report import ImportReport

CUSTOMERS = 150
AS_OF = date(2026, 10, 31)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def reports(home: Path) -> list[ImportReport]:
    settings = Settings(home=home)
    return build_demo(settings, BookStore(settings.book_folder), customers=CUSTOMERS)


def test_every_row_is_accepted(reports: list[ImportReport]) -> None:
    assert [report.quarantined for report in reports] == [0] * 5
    assert all(report.accepted == report.rows_read > 0 for report in reports)
    assert not [remark for report in reports for remark in report.remarks]


def test_the_book_speaks_of_the_end_of_the_month(home: Path, reports: list[ImportReport]) -> None:
    assert reports[-1].version == BookStore(home / "book").current()
    assert BookStore(home / "book").open().latest_on == AS_OF


def test_the_ledger_of_the_book_is_that_of_the_files(home: Path, reports: list[ImportReport]) -> None:
    """Two roads to one total: the aging of the book, and the sums of the rows in the files."""
    assert reports
    portfolio = read(demo_files(home / "demo", AS_OF))
    expected = dict(
        portfolio.rows(
            """
            WITH cash AS (
                SELECT payment_id, currency, any_value(amount::DECIMAL(18, 2)) - coalesce(sum(applied_amount::DECIMAL(18, 2)), 0) AS left_over
                FROM payments WHERE payment_id IS NOT NULL GROUP BY 1, 2
            ), lines AS (
                SELECT currency, balance FROM ledger
                UNION ALL SELECT currency, amount::DECIMAL(18, 2) FROM invoices WHERE document_type = 'credit_note'
                UNION ALL SELECT currency, applied_amount::DECIMAL(18, 2) FROM payments WHERE credit_number IS NOT NULL
                UNION ALL SELECT currency, -left_over FROM cash
            )
            SELECT currency, sum(balance) FROM lines GROUP BY 1 HAVING sum(balance) <> 0
            """,
        ),
    )
    aged = aging(BookStore(home / "book").open(), AS_OF)
    totals: dict[str, Decimal] = {
        currency: to_decimal(aged.overall(currency).total.minor, currency) for currency in aged.currencies
    }
    assert totals == expected


def test_building_it_again_changes_nothing(home: Path, reports: list[ImportReport]) -> None:
    settings = Settings(home=home)
    store = BookStore(settings.book_folder)
    before = store.current()
    again = build_demo(settings, store, customers=CUSTOMERS)
    assert [report.unchanged for report in again] == [True] * len(reports)
    assert store.current() == before
