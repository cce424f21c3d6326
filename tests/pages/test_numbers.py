"""Numbers: the figures are those of the ledger, filters change them, and a cell opens to its invoices."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.metrics.buckets import AgedBy
from core.metrics.scope import GroupBy
from dashboard.aging_table import CELL
from dashboard.drill import Cell
from tests.pages.conftest import PORTFOLIO, choose, clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book

# EUR on 31 October 2026: A 100 (61 days) + 50 (11 days) + 10 (current), B 200 (30 days), C 300 (122 days), D 800 (current).
OPEN, PAST_DUE, UNALLOCATED = 1460.0, 650.0, -15.0


def card(at: AppTest, label: str) -> str:
    return next(metric.value for metric in at.metric if metric.label == label)


@pytest.fixture
def numbers(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> AppTest:
    book(PORTFOLIO)
    return screen("numbers")


def test_cards_are_the_ledger(numbers: AppTest) -> None:
    assert card(numbers, "Open balance") == "€1,460"
    assert card(numbers, "Past due") == "€650"
    assert card(numbers, "Past-due share") == "44.5%"


def test_table_adds_up_to_the_ledger(numbers: AppTest) -> None:
    total = numbers.dataframe[0].value.iloc[-1]
    buckets = ["current", "d1_30", "d31_60", "d61_90", "d90_plus"]
    assert total[buckets].tolist() == [810.0, 250.0, 0.0, 100.0, 300.0]
    assert total["unallocated"] == UNALLOCATED
    assert total["total"] == OPEN + UNALLOCATED


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [("country", "BE", "€200"), ("type", "public", "€300"), ("entity", "BE01", "€200"), ("currency", "USD", "US$30")],
)
def test_a_filter_changes_the_answer(numbers: AppTest, key: str, value: str, expected: str) -> None:
    numbers.selectbox(key=key).set_value(value).run()
    assert card(clean(numbers), "Open balance") == expected


def test_a_filter_in_the_url_opens_filtered(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(PORTFOLIO)
    assert card(screen("numbers", country="Germany"), "Open balance") == "€800"


def test_segments_filter_through_the_policy(numbers: AppTest) -> None:
    numbers.selectbox(key="segment").set_value("public_body").run()
    assert card(clean(numbers), "Open balance") == "€300"


def test_a_past_day_shows_what_was_open_then(numbers: AppTest) -> None:
    numbers.date_input(key="as_of").set_value(date(2026, 7, 31)).run()
    # Only C's invoice of 400 was there, the 100 came a day later.
    assert card(clean(numbers), "Open balance") == "€400"


def test_by_issue_date_ages_from_the_invoice(numbers: AppTest) -> None:
    total = choose(numbers, "aging_by", "issue").dataframe[0].value.iloc[-1]
    # Issued within 30 days of 31 October: INV6 (800, 30 days) and INV8 (10); INV2 is 41 days old.
    assert total["d0_30"] == 810.0
    assert total["d31_60"] == 250.0


def test_a_cell_opens_to_invoices_that_add_up_to_it(numbers: AppTest) -> None:
    numbers.session_state[CELL] = Cell(by=AgedBy.DUE, split=GroupBy.COUNTRY, group="NL", bucket="d90_plus")
    items = choose(numbers, "aging_group", "country").dataframe[1].value
    assert items["number"].tolist() == ["INV5"]
    assert items["balance"].sum() == 300.0
    assert "together €300.00" in texts(numbers)
    assert items["source"].iloc[0].endswith(f"line {items['source_row'].iloc[0]}")


def test_every_metric_is_explained(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(PORTFOLIO)
    said = texts(screen("numbers", view="definitions")).replace("\\", "")
    assert "sum of the open balances of invoices with due date < date" in said
    assert "An invoice due today is not past due." in said


def test_an_undefined_figure_says_why(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book("A INV1 issued 2025-01-01 due 2025-02-01 10.00 EUR\nA INV2 issued 2026-10-01 due 2026-10-02 1.00 USD")
    at = screen("numbers")
    assert card(at, "DSO") == "n/a"
