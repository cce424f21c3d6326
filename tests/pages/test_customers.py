"""Customers: search and order, one customer with its items, holds that a person places and ends."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.pages.conftest import PORTFOLIO, clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book

AS_OF = date(2026, 10, 31)


def key_of(known: Book, customer_id: str) -> str:
    rows = known.frame("customer_features", as_of=AS_OF, since=date(2024, 1, 1), customer_key=None)
    return str(rows.loc[rows["customer_id"] == customer_id, "customer_key"].iloc[0])


@pytest.fixture
def listed(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> AppTest:
    book(PORTFOLIO)
    return screen("customers")


def test_most_past_due_comes_first(listed: AppTest) -> None:
    assert listed.dataframe[0].value["past_due"].tolist() == [300.0, 200.0, 150.0, 0.0]


def test_search_finds_a_name_and_an_invoice_number(listed: AppTest) -> None:
    listed.text_input(key="customer_search").set_value("oude").run()
    assert clean(listed).dataframe[0].value["customer_id"].tolist() == ["C"]
    listed.text_input(key="customer_search").set_value("INV6").run()
    assert clean(listed).dataframe[0].value["customer_id"].tolist() == ["D"]


def test_a_search_without_an_answer_says_what_to_do(listed: AppTest) -> None:
    listed.text_input(key="customer_search").set_value("nobody at all").run()
    assert "No customer fits" in texts(clean(listed))


def test_order_follows_the_choice(listed: AppTest) -> None:
    listed.selectbox(key="customer_order").set_value("name").run()
    assert clean(listed).dataframe[0].value["customer_id"].tolist() == ["B", "A", "C", "D"]


def test_the_oldest_invoice_narrows_the_list(listed: AppTest) -> None:
    listed.selectbox(key="customer_oldest").set_value("d1_30").run()
    assert clean(listed).dataframe[0].value["customer_id"].tolist() == ["B"]
    listed.selectbox(key="customer_oldest").set_value("current").run()
    assert clean(listed).dataframe[0].value["customer_id"].tolist() == ["D"]


def test_a_customer_shows_its_items_and_where_they_came_from(
    book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    at = screen("customer", id=key_of(book(PORTFOLIO), "A"))
    items = at.dataframe[0].value
    assert items["number"].tolist() == ["INV1", "INV2", "INV8", ""]  # the last is a payment nobody matched
    assert items["balance"].sum() == 145.0
    assert "line" in items["source"].iloc[0]


def test_a_name_is_text_and_never_markdown(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    title = screen("customer", id=key_of(book(PORTFOLIO), "A")).title[0].value
    assert "\\*De Korst\\*" in title
    assert "\\[x\\]\\(" in title
    assert "http://" not in title
