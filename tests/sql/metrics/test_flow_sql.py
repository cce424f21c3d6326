"""Flow between buckets on a small ledger worked by hand in the docstring."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.book.queries import DIALECTS, query, render
from core.errors import UnknownNameError
from core.metrics.aging import aging
from core.metrics.flow import BackwardPeriodError, Flow, flow, flow_items
from core.metrics.scope import GroupBy, Scope

if TYPE_CHECKING:
    from tests.shelf import Shelf

AUGUST, SEPTEMBER = date(2026, 8, 31), date(2026, 9, 30)
SMALL = """
A  INV1  issued 2026-07-01  due 2026-07-31  100.00 EUR  paid 40.00 on 2026-09-10
A  INV2  issued 2026-09-01  due 2026-10-01   50.00 EUR  paid 20.00 on 2026-09-20
A  INV3  issued 2026-08-01  due 2026-08-31   70.00 EUR  paid 70.00 on 2026-09-05
A  INV4  issued 2026-09-02  due 2026-09-09   30.00 EUR  paid 30.00 on 2026-09-09
A  CN1   credit 2026-09-15  25.00 EUR  on INV1 2026-09-20 10.00
B  INV5  issued 2026-06-01  due 2026-06-10   80.00 EUR
B  INV6  issued 2026-08-01  due 2026-08-20   11.00 USD
A  is    consumer NL nl sector retail
"""


def cells(found: Flow) -> dict[tuple[str, str], tuple[int, int]]:
    return {pair: (cell.count, cell.minor) for pair, cell in found.cells.items()}


def test_every_cent_of_a_month_goes_somewhere(published: Shelf) -> None:
    """September. INV1, 31 days late at its start: 40 paid, 10 credited, 50 stays and is 61 days late at its end.

    INV2 and INV4 are new: 20 and 30 paid, 30 of INV2 not due. INV3 was current and is paid. INV5, 82 days late, is 112.
    """
    found = flow(published(SMALL), AUGUST, SEPTEMBER)["EUR"]
    assert cells(found) == {
        ("d31_60", "d61_90"): (1, 5_000),
        ("d31_60", "paid"): (1, 4_000),
        ("d31_60", "credited"): (1, 1_000),
        ("new", "current"): (1, 3_000),
        ("new", "paid"): (2, 5_000),
        ("current", "paid"): (1, 7_000),
        ("d61_90", "d90_plus"): (1, 8_000),
    }
    assert found.opening_minor("d31_60") == 10_000
    assert found.opening_minor("new") == 8_000
    assert found.closing_minor("paid") == 16_000
    assert found.older().minor == 13_000


def test_ends_are_the_agings_of_both_days(published: Shelf) -> None:
    book = published(SMALL)
    for currency, found in flow(book, AUGUST, SEPTEMBER).items():
        for day, total in ((AUGUST, found.opening_minor), (SEPTEMBER, found.closing_minor)):
            balance = aging(book, day).overall(currency)
            assert {bucket.key: total(bucket.key) for bucket in found.buckets} == {
                key: cell.minor for key, cell in balance.cells.items()
            }


def test_money_taken_back_opens_an_invoice_again(published: Shelf) -> None:
    """INV1 was paid in July; in September the 60 went back to the customer: nothing flowed, 60 is open again."""
    book = published(
        """
        A  INV1  issued 2026-06-01  due 2026-07-01  60.00 EUR
        A  cash  2026-07-01   60.00 EUR  for INV1
        A  cash  2026-09-03  -60.00 EUR  for INV1
        """
    )
    found = flow(book, AUGUST, SEPTEMBER)["EUR"]
    assert cells(found) == {("reopened", "d90_plus"): (1, 6_000), ("reopened", "paid"): (1, -6_000)}
    assert found.origins[-1] == "reopened"
    assert found.opening_minor("reopened") == 0


def test_a_filter_narrows_the_flow(published: Shelf) -> None:
    book = published(SMALL)
    assert list(flow(book, AUGUST, SEPTEMBER, scope=Scope(currency="USD"))) == ["USD"]
    only = flow(book, AUGUST, SEPTEMBER, wanted=((GroupBy.SECTOR, "retail"),))["EUR"]
    assert ("d61_90", "d90_plus") not in only.cells
    assert flow(book, AUGUST, SEPTEMBER, wanted=((GroupBy.SECTOR, "no such sector"),)) == {}


def test_rows_behind_a_cell_add_up_to_it(published: Shelf) -> None:
    book = published(SMALL)
    for pair, cell in flow(book, AUGUST, SEPTEMBER)["EUR"].cells.items():
        page = flow_items(
            book, AUGUST, SEPTEMBER, origin=pair[0], fate=pair[1], scope=Scope(currency="EUR"), page_size=1
        )
        assert page.cell == cell, pair
        row = page.rows.iloc[0]
        parts = row["paid_minor"] + row["credited_minor"] + row["closing_minor"]
        assert row["opening_minor"] == parts
    late = flow_items(book, AUGUST, SEPTEMBER, origin="d61_90", fate="d90_plus", scope=Scope(currency="EUR")).rows
    assert late["number"].tolist() == ["INV5"]
    assert late["file_name"].tolist() == ["ledger.txt"]


def test_before_the_first_and_after_the_last_document(published: Shelf) -> None:
    """Before the first document nothing flows; long after the last one everything open stays where it is."""
    book = published(SMALL)
    assert flow(book, date(2025, 1, 31), date(2025, 2, 28)) == {}
    later = flow(book, date(2028, 1, 31), date(2028, 2, 29))["EUR"]
    assert set(later.cells) == {("d90_plus", "d90_plus")}


def test_a_period_that_ends_before_it_begins_is_refused(published: Shelf) -> None:
    with pytest.raises(BackwardPeriodError, match="choose a first date before"):
        flow(published(SMALL), SEPTEMBER, AUGUST)


def test_an_unknown_origin_says_what_there_is(published: Shelf) -> None:
    with pytest.raises(UnknownNameError, match="reopened"):
        flow_items(published(SMALL), AUGUST, SEPTEMBER, origin="d1_31", fate="paid")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", ["aging_flow", "flow_items", "invoice_moves"])
def test_every_query_renders_for_every_engine(name: str, dialect: str) -> None:
    assert render(query(name), dialect).lstrip().upper().startswith(("SELECT", "WITH"))
