"""Every check finds nothing in a sound book, and finds what it is there for in a broken one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from core.book.book import CONFIG
from core.book.errors import CheckFailedError
from core.book.publish import check
from core.book.queries import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ledger import Ledger

RICH = """
A INV1 issued 2026-01-10 due 2026-02-09 100.00 EUR paid 40.00 on 2026-02-20
A INV2 issued 2026-01-11 90.00 EUR parts 2026-02-01:30.00,2026-03-01:60.00 paid 45.00 on 2026-02-20
A INV3 issued 2026-01-12 70.00 EUR settled on 2026-02-01
A INV4 issued 2026-01-13 60.00 USD open 20.00 entity BE01
A CN1 credit 2026-01-15 25.00 EUR on INV1 2026-01-20 10.00
A cash 2026-02-01 15.00 EUR
"""

BREAKS = {
    "parts_add_up": "UPDATE instalment SET amount_minor = amount_minor + 1 WHERE part_no = 2",
    "every_part_is_an_item": "DELETE FROM item WHERE part_no = 2",
    "every_application_settles": "DELETE FROM settlement WHERE payment_key < 0",
    "balances_add_up": "UPDATE item SET balance_minor = balance_minor + 1 WHERE part_no = 2",
    "no_over_payment": "UPDATE payment SET amount_minor = 1 WHERE payment_key < 0",
    "cube_equals_items": "UPDATE receivable_cube SET sales_minor = sales_minor + 1 WHERE entity = 'BE01'",
    "positions_equal_movements": "UPDATE position_cube SET balance_minor = balance_minor + 1 WHERE entity = 'BE01'",
    "open_items_are_all_open": "DELETE FROM open_item WHERE currency = 'USD'",
    "documents_are_unique": "INSERT INTO invoice SELECT * REPLACE (99 AS invoice_key) FROM invoice WHERE number = 'INV1'",
    "keys_are_unique": "INSERT INTO cash SELECT * FROM cash LIMIT 1",
    "customers_are_unique": "DELETE FROM party WHERE customer_key = 1",
    "payments_are_unique": "INSERT INTO payment SELECT * REPLACE (99 AS payment_key) FROM payment WHERE payment_key > 0",
}
# Other ways to break the same rule.
MORE_BREAKS = [
    ("parts_add_up", "DELETE FROM instalment WHERE invoice_key = 1"),
    (
        "balances_add_up",
        "UPDATE settlement SET delta_minor = -20000 WHERE item_key = (SELECT MIN(item_key) FROM settlement)",
    ),
    ("balances_add_up", "UPDATE item SET closed_on = NULL WHERE balance_minor = 0"),
    ("no_over_payment", "UPDATE payment SET known_until = 1 WHERE payment_key < 0"),
    ("cube_equals_items", "DELETE FROM receivable_cube WHERE currency = 'USD'"),
    ("open_items_are_all_open", "UPDATE open_item SET balance_minor = 0"),
    ("positions_equal_movements", "DELETE FROM position_cube WHERE currency = 'USD'"),
    ("positions_equal_movements", "UPDATE position_cube SET disputed_minor = balance_minor + 1"),
    ("every_part_is_an_item", "INSERT INTO item SELECT * FROM item LIMIT 1"),
    ("keys_are_unique", "INSERT INTO customer SELECT * FROM customer LIMIT 1"),
    ("customers_are_unique", "INSERT INTO customer SELECT * REPLACE (99 AS customer_key) FROM customer LIMIT 1"),
]


@pytest.fixture
def broken(ledger: Ledger, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of a sound book that a test may spoil."""
    book = ledger(RICH)
    copy = tmp_path / "broken.duckdb"
    shutil.copyfile(ledger.store.folder / f"{book.version}.duckdb", copy)
    with duckdb.connect(str(copy), config=CONFIG) as connection:
        yield connection


def test_a_sound_book_passes_every_check(broken: duckdb.DuckDBPyConnection) -> None:
    check(broken)


def test_every_check_is_seen_to_fail() -> None:
    assert set(BREAKS) == {known.name for known in catalogue().values() if known.folder == "checks"}


@pytest.mark.parametrize(("name", "statement"), [*BREAKS.items(), *MORE_BREAKS])
def test_a_broken_book_is_found_out(broken: duckdb.DuckDBPyConnection, name: str, statement: str) -> None:
    broken.execute(statement)
    with pytest.raises(CheckFailedError) as found:
        check(broken)
    assert name in found.value.failures
    assert "was not published" in str(found.value)
