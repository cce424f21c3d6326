"""What the aging explorer asks beyond an aging: traits of customers, two splits, the largest customers, kept answers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from core.book.queries import DIALECTS, query, render
from core.errors import UnknownNameError
from core.metrics.aging import aging, aging_by_two
from core.metrics.buckets import Convention
from core.metrics.drill import OPEN, TOTAL, ItemPage, aging_items
from core.metrics.largest import largest_customers
from core.metrics.positions import DAYS_KEPT, positions
from core.metrics.scope import GroupBy, Scope
from core.metrics.traits import traits_known

if TYPE_CHECKING:
    from tests.shelf import Shelf

SEPTEMBER = date(2026, 9, 30)
SMALL = """
A  is    business NL nl sector retail collector "Els" label positive
B  is    consumer NL nl sector food
C  is    business BE nl
A  INV1  issued 2026-07-01  due 2026-07-31  100.00 EUR
A  INV2  issued 2026-09-01  due 2026-10-01   50.00 EUR
A  CN1   credit 2026-09-15   20.00 EUR
B  INV3  issued 2026-08-01  due 2026-08-31   70.00 EUR
C  INV4  issued 2026-08-01  due 2026-08-31   30.00 EUR
C  cash  2026-09-01  45.00 EUR
A  INV5  issued 2026-08-01  due 2026-08-31   10.00 EUR  entity BE01
A  is    business BE nl entity BE01
"""


def test_a_trait_splits_and_who_has_none_is_unassigned(published: Shelf) -> None:
    """C has no sector, nor A's ledger with BE01: 30 and 10 open, 45 unallocated, together -5."""
    found = aging(published(SMALL), SEPTEMBER, group="sector")
    assert {name: balances["EUR"].total.minor for name, balances in found.groups.items()} == {
        "retail": 13_000,
        "food": 7_000,
        "unassigned": -500,
    }


def test_a_group_may_owe_less_than_nothing(published: Shelf) -> None:
    """C has 30 open and paid 45 on account: its invoices stay in their bucket, the ledger of Belgium is below zero."""
    found = aging(published(SMALL), SEPTEMBER, wanted=((GroupBy.SECTOR, "unassigned"),)).overall("EUR")
    assert (found.gross_minor, found.unallocated.minor, found.total.minor) == (4_000, -4_500, -500)


def test_traits_narrow_together_with_the_scope(published: Shelf) -> None:
    book = published(SMALL)
    wanted = ((GroupBy.SECTOR, "retail"), (GroupBy.COLLECTOR, "Els"))
    assert aging(book, SEPTEMBER, wanted=wanted).overall("EUR").total.minor == 13_000
    assert aging(book, SEPTEMBER, wanted=wanted, scope=Scope(country="BE")).groups == {}
    assert aging(book, SEPTEMBER, wanted=((GroupBy.SECTOR, "mining"),)).groups == {}
    assert aging(book, SEPTEMBER, wanted=((GroupBy.CUSTOMER, "not a key"),)).groups == {}


def test_what_the_ledger_says_of_customers(published: Shelf) -> None:
    known = traits_known(published(SMALL))
    assert known[GroupBy.SECTOR] == ("food", "retail", "unassigned")
    assert known[GroupBy.COLLECTOR] == ("Els", "unassigned")
    assert GroupBy.SIZE not in known
    assert GroupBy.CUSTOMER not in known


def test_two_splits_add_up_to_one(published: Shelf) -> None:
    book = published(SMALL)
    pairs = aging_by_two(book, SEPTEMBER, rows="sector", columns="country")
    assert {pair: balances["EUR"].total.minor for pair, balances in pairs.items()} == {
        ("retail", "NL"): 13_000,
        ("food", "NL"): 7_000,
        ("unassigned", "BE"): -500,
    }


def test_a_customer_in_two_entities_is_in_both_and_once_in_each(published: Shelf) -> None:
    book = published(SMALL)
    found = aging(book, SEPTEMBER, group="entity")
    assert {name: balances["EUR"].total.minor for name, balances in found.groups.items()} == {
        "NL01": 18_500,
        "BE01": 1_000,
    }
    largest = largest_customers(book, SEPTEMBER, currency="EUR").rows
    assert sorted(largest.loc[largest["customer_id"] == "A", "open_minor"]) == [1_000, 15_000]


def test_the_largest_customers_by_age(published: Shelf) -> None:
    """A has 150 open of which 100 is past due, B 70 and all of it; two companies know an A."""
    found = largest_customers(published(SMALL), SEPTEMBER, currency="EUR", most=2)
    first, second = found.rows.to_dict("records")
    assert (first["customer_id"], first["open_minor"], first["past_due_minor"], first["unallocated_minor"]) == (
        "A",
        15_000,
        10_000,
        -2_000,
    )
    assert (first["current"], first["d61_90"], second["d1_30"]) == (5_000, 10_000, 7_000)
    assert (found.customers, found.open_minor, found.past_due_minor) == (4, 26_000, 21_000)


def test_nobody_is_largest_where_nothing_is_open(published: Shelf) -> None:
    book = published(SMALL)
    for found in (
        largest_customers(book, SEPTEMBER, currency="USD"),
        largest_customers(book, date(2026, 1, 1), currency="EUR"),
    ):
        assert (len(found.rows), found.customers, found.open_minor) == (0, 0, 0)
    with pytest.raises(UnknownNameError, match="past_due"):
        largest_customers(book, SEPTEMBER, currency="EUR", sort="name")


def test_items_of_a_trait_of_every_bucket_and_of_everything(published: Shelf) -> None:
    book = published(SMALL)

    def items(bucket: str) -> ItemPage:
        return aging_items(
            book,
            SEPTEMBER,
            bucket=bucket,
            group=GroupBy.SECTOR,
            group_name="retail",
            scope=Scope(currency="EUR"),
        )

    everything = items(TOTAL)
    assert items(OPEN).cell.minor == 15_000
    assert (everything.cell.minor, everything.total_rows) == (13_000, 3)


def test_items_follow_the_convention(published: Shelf) -> None:
    """INV3, INV4 and BE01's INV5 are 30 days past due: the last day of 1-30 here, the first of 30-59 there."""
    book = published(SMALL)
    assert aging_items(book, SEPTEMBER, bucket="d1_30").cell.minor == 11_000
    there = aging_items(book, SEPTEMBER, bucket="d30_59", convention=Convention.EDGE_IS_OLDER)
    assert there.cell.minor == 11_000


def test_a_question_asked_again_is_the_same_answer(published: Shelf) -> None:
    book = published(SMALL)
    assert aging_by_two(book, SEPTEMBER, rows="country") is aging_by_two(book, SEPTEMBER, rows="country")
    assert aging_by_two(book, SEPTEMBER, rows="country") is not aging_by_two(book, SEPTEMBER, rows="entity")


def test_another_assignment_is_another_question(published: Shelf) -> None:
    """The answer belongs to the very frame it was asked with: an equal one, or one at its old address, asks anew."""
    book = published(SMALL)
    keys = positions(book, SEPTEMBER)["customer_key"].unique().to_pylist()
    for name in ("calm", "late", "calm"):
        segments = pd.DataFrame({"customer_key": keys, "segment": [name] * len(keys)})
        assert set(aging(book, SEPTEMBER, group="segment", segments=segments).groups) == {name}


def test_only_the_last_days_are_kept(published: Shelf) -> None:
    book = published(SMALL)
    first = positions(book, SEPTEMBER)
    assert positions(book, SEPTEMBER) is first
    for day in range(1, DAYS_KEPT + 1):
        positions(book, date(2026, 8, day))
    assert positions(book, SEPTEMBER) is not first


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", ["aging", "customer_traits", "largest_customers", "positions_now", "positions_replay"])
def test_every_query_renders_for_every_engine(name: str, dialect: str) -> None:
    assert render(query(name), dialect).lstrip().upper().startswith(("SELECT", "WITH"))
