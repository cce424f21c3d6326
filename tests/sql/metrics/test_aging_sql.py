"""Aging on small ledgers worked by hand in the docstring."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from core.book.queries import DIALECTS, query, render
from core.errors import UnknownNameError
from core.metrics.aging import Aging, aging
from core.metrics.customers import customer_list
from core.metrics.drill import aging_items
from core.metrics.scope import GroupBy, Scope

if TYPE_CHECKING:
    from core.book.book import Book
    from tests.shelf import Shelf

QUERIES = (
    "aging",
    "aging_items",
    "book_span",
    "customer_contact_points",
    "customer_disputes",
    "customer_header",
    "customer_items",
    "customer_list",
    "customer_payments",
    "customer_traits",
    "positions_now",
    "positions_replay",
    "receivable_trend",
    "sales_by_window",
    "segment_cube",
)

SMALL = """
A  INV1  issued 2026-07-01  due 2026-07-31  100.00 EUR  paid 40.00 on 2026-09-10
A  INV2  issued 2026-09-01  due 2026-10-01   50.00 EUR
A  CN1   credit 2026-09-15  25.00 EUR  on INV1 2026-09-20 10.00
A  cash  2026-09-25  15.00 EUR
B  INV3  issued 2026-08-01  due 2026-08-31   70.00 USD  paid 70.00 on 2026-10-05
A  is    consumer NL nl
B  is    business BE nl
"""
SEPTEMBER = date(2026, 9, 30)


def minors(found: Aging, group: str, currency: str) -> dict[str, int]:
    balance = found.groups[group][currency]
    cells = {key: cell.minor for key, cell in balance.cells.items() if cell.count}
    return {**cells, "unallocated": balance.unallocated.minor, "total": balance.total.minor}


def test_past_date_counts_only_what_was_known_to_be_settled_then(published: Shelf) -> None:
    """On 30 September: INV1 100 - 40 - 10 = 50, 61 days late; INV2 50 not due; CN1 15 left and cash 15 apart.

    INV3 is open in full: its payment came on 5 October. Total EUR: 150 - 40 - 25 - 15 = 70.
    """
    found = aging(published(SMALL), SEPTEMBER)
    assert found.currencies == ("EUR", "USD")
    assert minors(found, "all", "EUR") == {"current": 5_000, "d61_90": 5_000, "unallocated": -3_000, "total": 7_000}
    assert minors(found, "all", "USD") == {"d1_30": 7_000, "unallocated": 0, "total": 7_000}
    assert found.groups["all"]["EUR"].unallocated.count == 2


def test_today_reads_the_open_items(published: Shelf) -> None:
    """On 5 October INV3 is paid; INV2, due the 1st, is 4 days late; INV1 66."""
    found = aging(published(SMALL), date(2026, 10, 5))
    assert found.currencies == ("EUR",)
    assert minors(found, "all", "EUR") == {"d1_30": 5_000, "d61_90": 5_000, "unallocated": -3_000, "total": 7_000}


def test_by_issue_date(published: Shelf) -> None:
    """On 30 September INV1 is 91 days old, INV2 29, INV3 60."""
    found = aging(published(SMALL), SEPTEMBER, by="issue")
    assert [bucket.key for bucket in found.buckets] == ["d0_30", "d31_60", "d61_90", "d90_plus"]
    assert minors(found, "all", "EUR") == {"d0_30": 5_000, "d90_plus": 5_000, "unallocated": -3_000, "total": 7_000}
    assert minors(found, "all", "USD") == {"d31_60": 7_000, "unallocated": 0, "total": 7_000}


@pytest.mark.parametrize(
    ("group", "names"),
    [("country", {"NL", "BE"}), ("type", {"consumer", "business"}), ("entity", {"NL01"}), (None, {"all"})],
)
def test_groups_add_up_to_the_whole(published: Shelf, group: str | None, names: set[str]) -> None:
    book = published(SMALL)
    found = aging(book, SEPTEMBER, group=group)
    assert set(found.groups) == names
    assert found.overall("EUR") == aging(book, SEPTEMBER).groups["all"]["EUR"]


def test_segments_come_from_outside(published: Shelf) -> None:
    """Customer A is in a segment; B, whom the assignment does not name, is unassigned."""
    book = published(SMALL)
    segments = pd.DataFrame({"customer_key": [_key(book, "A")], "segment": ["forgetful"]})
    found = aging(book, SEPTEMBER, group="segment", segments=segments)
    assert {name: set(balances) for name, balances in found.groups.items()} == {
        "forgetful": {"EUR"},
        "unassigned": {"USD"},
    }
    only = aging(book, SEPTEMBER, scope=Scope(segment="forgetful"), segments=segments)
    assert only.currencies == ("EUR",)
    with pytest.raises(ValueError, match="no assignment"):
        aging(book, SEPTEMBER, group="segment")


def _key(book: Book, customer_id: str) -> int:
    rows = customer_list(book, SEPTEMBER, search=customer_id).rows
    return int(rows.loc[rows["customer_id"] == customer_id, "customer_key"].iloc[0])


def test_filters_narrow(published: Shelf) -> None:
    book = published(SMALL)
    assert aging(book, SEPTEMBER, scope=Scope(currency="USD")).currencies == ("USD",)
    assert aging(book, SEPTEMBER, scope=Scope(country="NL")).currencies == ("EUR",)
    assert aging(book, SEPTEMBER, scope=Scope(entity="BE01")).groups == {}
    assert aging(book, SEPTEMBER, scope=Scope(customer_type="consumer")).currencies == ("EUR",)


def test_before_the_first_document_nothing_is_open(published: Shelf) -> None:
    assert aging(published(SMALL), date(2026, 6, 30)).groups == {}


def test_money_dated_after_the_list_is_not_counted_early(published: Shelf) -> None:
    """The list is of 1 October and holds a payment of the 5th: open on the 1st and 4th, gone on the 5th."""
    book = published(
        "B INV3 issued 2026-08-01 due 2026-08-31 70.00 USD paid 70.00 on 2026-10-05", list_on=date(2026, 10, 1)
    )
    for day, total in ((1, 7_000), (4, 7_000)):
        assert aging(book, date(2026, 10, day)).overall("USD").total.minor == total
    assert aging(book, date(2026, 10, 5)).groups == {}


def test_items_behind_a_cell_lead_back_to_the_file(published: Shelf) -> None:
    page = aging_items(published(SMALL), SEPTEMBER, bucket="d61_90", scope=Scope(currency="EUR"))
    row = page.rows.iloc[0]
    assert (page.total_rows, page.cell.minor) == (1, 5_000)
    assert (row["number"], row["days_past_due"], row["amount_minor"], row["balance_minor"]) == (
        "INV1",
        61,
        10_000,
        5_000,
    )
    assert (row["import_id"], row["source_row"], row["file_name"]) == (1, 2, "ledger.txt")


def test_items_behind_unallocated(published: Shelf) -> None:
    """Credit note CN1 has 15 left, the loose payment is 15."""
    page = aging_items(published(SMALL), SEPTEMBER, bucket="unallocated", scope=Scope(currency="EUR"))
    kinds = dict(zip(page.rows["document_type"], page.rows["balance_minor"], strict=True))
    assert kinds == {"credit_note": -1_500, "cash": -1_500}
    assert page.cell.minor == -3_000
    assert set(page.rows["source_row"]) == {4, 5}


def test_items_of_a_group_are_paged_and_sorted(published: Shelf) -> None:
    """Seven invoices of 1 to 7 euros, three a page, largest first: 7 6 5, 4 3 2, 1."""
    rows = "\n".join(f"A INV{n} issued 2026-09-01 due 2026-09-2{n} {n}.00 EUR" for n in range(1, 8))
    book = published(f"{rows}\nA is consumer NL nl", list_on=SEPTEMBER)

    def page(start: int, sort: str = "balance") -> list[int]:
        found = aging_items(
            book,
            SEPTEMBER,
            bucket="d1_30",
            group=GroupBy.TYPE,
            group_name="consumer",
            sort=sort,
            page_size=3,
            page_start=start,
        )
        assert found.cell.minor == (2_800 if len(found.rows) else 0)
        return [int(minor) // 100 for minor in found.rows["balance_minor"]]

    assert [page(start) for start in (0, 3, 6, 9)] == [[7, 6, 5], [4, 3, 2], [1], []]
    assert page(0, "due_on") == [1, 2, 3]
    assert page(6, "number") == [7]


def test_unknown_bucket_and_sort_say_what_there_is(published: Shelf) -> None:
    book = published(SMALL)
    with pytest.raises(UnknownNameError, match="d31_60"):
        aging_items(book, SEPTEMBER, bucket="31-60")
    with pytest.raises(UnknownNameError, match="balance"):
        aging_items(book, SEPTEMBER, bucket="current", sort="colour")


def test_an_assignment_of_nobody_leaves_everybody_unassigned(published: Shelf) -> None:
    nobody = pd.DataFrame({"customer_key": [], "segment": []})
    assert list(aging(published(SMALL), SEPTEMBER, group="segment", segments=nobody).groups) == ["unassigned"]


def test_money_of_the_day_itself_counts(published: Shelf) -> None:
    """Cash of 25 September is unapplied that evening, whether the book ends then or goes on."""
    for list_on in (date(2026, 9, 25), None):
        found = aging(
            published(
                "A cash 2026-09-25 15.00 EUR\nA INV1 issued 2026-10-01 due 2026-10-31 9.00 EUR paid 9.00 on 2026-10-03",
                list_on=list_on,
            ),
            date(2026, 9, 25),
        )
        assert found.overall("EUR").unallocated.minor == -1_500


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", QUERIES)
def test_every_query_renders_for_every_engine(name: str, dialect: str) -> None:
    assert render(query(name), dialect).lstrip().upper().startswith(("SELECT", "WITH"))
