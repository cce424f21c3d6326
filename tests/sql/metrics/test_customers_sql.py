"""The customer list and one customer's page on a small ledger."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from core.errors import UnknownNameError
from core.metrics.customers import (
    CUSTOMER_SORTS,
    customer_contact_points,
    customer_disputes,
    customer_header,
    customer_items,
    customer_list,
    customer_payments,
)
from core.metrics.scope import Scope

if TYPE_CHECKING:
    from core.book.book import Book
    from tests.shelf import Shelf

AS_OF = date(2026, 9, 30)
TEXT = """
Zon  INV1  issued 2026-06-01  due 2026-07-01  100.00 EUR  paid 100.00 on 2026-07-05 by transfer at 20:15
Zon  INV2  issued 2026-07-01  due 2026-07-31  200.00 EUR  paid 50.00 on 2026-08-10
Zon  INV3  issued 2026-09-15  due 2026-10-15   50.00 EUR  disputed 20.00
Zon  INV4  issued 2026-09-15  due 2026-10-15   30.00 USD
Maan INV5  issued 2026-09-01  due 2026-09-20  400.00 EUR
Ster INV6  issued 2026-05-01  due 2026-05-31   10.00 EUR  paid 10.00 on 2026-05-25
Ster cash  2026-09-10  5.00 EUR
Rust INV7  issued 2025-01-01  due 2025-01-31   10.00 EUR  paid 10.00 on 2025-02-28
Zon  disputes INV3 20.00 from 2026-09-20 until 2026-10-05 because damaged
Zon  is business NL nl zon@example.org phone +31201234567 name "Bakkerij 'Zon' <b>" label positive collector Els
Maan is consumer BE nl name "Maan, R."
Ster is public NL nl
Rust is business NL nl
"""


def table(book: Book, **asked: Any) -> list[tuple[str, str]]:
    rows = customer_list(book, AS_OF, **asked).rows.to_dict("records")
    return [(row["customer_id"], row["currency"] if isinstance(row["currency"], str) else "") for row in rows]


def key_of(book: Book, customer_id: str) -> int:
    rows = customer_list(book, AS_OF, only_open=False).rows
    return int(rows.loc[rows["customer_id"] == customer_id, "customer_key"].iloc[0])


@pytest.fixture
def book(published: Shelf) -> Book:
    return published(TEXT)


def test_a_customer_has_a_row_per_currency(book: Book) -> None:
    """Zon: EUR 150 of INV2 (61 days late) and 50 of INV3; paid INV1 4 days late. USD apart."""
    rows = {(row["customer_id"], row["currency"]): row for row in customer_list(book, AS_OF).rows.to_dict("records")}
    zon = rows["Zon", "EUR"]
    assert (zon["open_items"], zon["open_minor"], zon["past_due_minor"], zon["oldest_days"]) == (2, 20_000, 15_000, 61)
    assert zon["past_due_share"] == pytest.approx(0.75)
    assert zon["mean_days_late"] == pytest.approx(4)
    assert (rows["Zon", "USD"]["open_minor"], rows["Zon", "USD"]["oldest_days"]) == (3_000, 0)
    assert (rows["Ster", "EUR"]["open_minor"], rows["Ster", "EUR"]["unallocated_minor"]) == (0, 500)
    assert rows["Ster", "EUR"]["mean_days_late"] == pytest.approx(-6)
    assert pd.isna(rows["Ster", "EUR"]["past_due_share"])


def test_only_open_leaves_out_who_owes_nothing(book: Book) -> None:
    assert ("Rust", "") not in table(book)
    assert ("Rust", "") in table(book, only_open=False)
    rows = customer_list(book, AS_OF, only_open=False, search="Rust").rows
    assert pd.isna(rows["mean_days_late"].iloc[0]), "settled more than twelve months ago"


def test_a_past_date_shows_what_was_open_then(book: Book) -> None:
    """On 31 July INV2 was open in full and not late; INV1 was paid, INV5 not issued."""
    rows = customer_list(book, date(2026, 7, 31)).rows.to_dict("records")
    assert [(row["customer_id"], row["open_minor"], row["past_due_minor"]) for row in rows] == [("Zon", 20_000, 0)]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("bakker", {"Zon"}),
        ("MAAN", {"Maan"}),
        ("<b>", {"Zon"}),
        ("'", {"Zon"}),
        ("INV5", {"Maan"}),
        ("%", set()),
        ("  ", {"Zon", "Maan", "Ster"}),
    ],
)
def test_search(book: Book, search: str, found: set[str]) -> None:
    assert {customer for customer, _ in table(book, search=search)} == found


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"sort": "open"}, [("Maan", "EUR"), ("Zon", "EUR"), ("Zon", "USD"), ("Ster", "EUR")]),
        ({"sort": "open", "is_descending": False}, [("Ster", "EUR"), ("Zon", "USD"), ("Zon", "EUR"), ("Maan", "EUR")]),
        ({"sort": "oldest_days"}, [("Zon", "EUR"), ("Maan", "EUR"), ("Ster", "EUR"), ("Zon", "USD")]),
        ({"sort": "name", "is_descending": False}, [("Zon", "EUR"), ("Zon", "USD"), ("Maan", "EUR"), ("Ster", "EUR")]),
        ({"sort": "past_due_share"}, [("Maan", "EUR"), ("Zon", "EUR"), ("Zon", "USD"), ("Ster", "EUR")]),
    ],
)
def test_sort(book: Book, asked: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert table(book, **asked) == expected


@pytest.mark.parametrize("sort", CUSTOMER_SORTS)
@pytest.mark.parametrize("is_descending", [True, False])
def test_pages_in_any_order_hold_every_row_once(book: Book, sort: str, is_descending: bool) -> None:
    whole = table(book, only_open=False)
    order = {"sort": sort, "is_descending": is_descending, "only_open": False}
    paged = [row for start in (0, 2, 4) for row in table(book, page_size=2, page_start=start, **order)]
    assert sorted(paged) == sorted(whole)
    assert customer_list(book, AS_OF, page_size=2, only_open=False).total_rows == len(whole) == 5


def test_filters_and_segments(book: Book) -> None:
    segments = pd.DataFrame({"customer_key": [key_of(book, "Maan")], "segment": ["structurally late"]})
    assert table(book, scope=Scope(country="BE")) == [("Maan", "EUR")]
    assert table(book, scope=Scope(currency="USD")) == [("Zon", "USD")]
    assert table(book, scope=Scope(segment="structurally late"), segments=segments) == [("Maan", "EUR")]
    rows = customer_list(book, AS_OF, segments=segments, sort="segment", is_descending=False).rows
    assert list(rows["segment"]) == ["structurally late", "unassigned", "unassigned", "unassigned"]
    with pytest.raises(UnknownNameError, match="mean_days_late"):
        customer_list(book, AS_OF, sort="colour")


def test_one_customer(book: Book) -> None:
    key = key_of(book, "Zon")
    assert set(customer_list(book, AS_OF, customer_key=key).rows["currency"]) == {"EUR", "USD"}
    header = customer_header(book, key)
    assert (header["name"], header["label"], header["collector"]) == ("Bakkerij 'Zon' <b>", "positive", "Els")
    with pytest.raises(UnknownNameError):
        customer_header(book, 999)
    points = customer_contact_points(book, key)
    assert list(points["address"]) == ["zon@example.org", "+31201234567"]


def test_items_open_first_then_settled(book: Book) -> None:
    page = customer_items(book, key_of(book, "Zon"), AS_OF)
    rows = page.rows.to_dict("records")
    assert [(row["number"], row["balance_minor"], row["days_late"]) for row in rows] == [
        ("INV2", 15_000, 61),
        ("INV3", 5_000, -15),
        ("INV4", 3_000, -15),
        ("INV1", 0, 4),
    ]
    assert page.total_rows == 4
    assert rows[1]["is_disputed"]
    assert rows[1]["disputed_minor"] == 2_000


def test_items_of_one_kind_and_of_a_past_date(book: Book) -> None:
    key = key_of(book, "Zon")

    def numbers(as_of: date, is_settled: bool | None) -> list[str]:
        return list(customer_items(book, key, as_of, is_settled=is_settled).rows["number"])

    assert numbers(AS_OF, is_settled=True) == ["INV1"]
    assert numbers(AS_OF, is_settled=False) == ["INV2", "INV3", "INV4"]
    assert numbers(date(2026, 7, 4), is_settled=False) == ["INV1", "INV2"]
    assert customer_items(book, key, AS_OF, page_size=1, page_start=2).rows["number"].tolist() == ["INV4"]


def test_payments_newest_first(book: Book) -> None:
    page = customer_payments(book, key_of(book, "Zon"), AS_OF)
    rows = page.rows.to_dict("records")
    assert [(row["received_on"].date(), row["amount_minor"], row["applied_minor"]) for row in rows] == [
        (date(2026, 8, 10), 5_000, 5_000),
        (date(2026, 7, 5), 10_000, 10_000),
    ]
    assert (rows[1]["method"], rows[1]["received_at"].hour) == ("transfer", 20)
    loose = customer_payments(book, key_of(book, "Ster"), AS_OF).rows
    assert list(loose["unapplied_minor"]) == [500, 0]
    assert customer_payments(book, key_of(book, "Zon"), date(2026, 7, 31)).total_rows == 1


def test_disputes_are_open_until_the_day_they_closed(book: Book) -> None:
    key = key_of(book, "Zon")
    assert customer_disputes(book, key, date(2026, 9, 19)).empty
    during = customer_disputes(book, key, AS_OF)
    assert (during["number"].iloc[0], during["amount_minor"].iloc[0], during["cause"].iloc[0]) == (
        "INV3",
        2_000,
        "damaged",
    )
    assert pd.isna(during["closed_on"].iloc[0])
    assert customer_disputes(book, key, date(2026, 10, 5))["closed_on"].iloc[0].date() == date(2026, 10, 5)
