"""Measures, metrics and trend on small ledgers worked by hand in the docstring."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from core.metrics.customers import customer_list
from core.metrics.measures import evaluate, measures
from core.metrics.metric import MonthOfSales, Unit
from core.metrics.registry import METRICS
from core.metrics.scope import Scope
from core.metrics.segment_cube import segment_cube
from core.metrics.trend import TREND_METRICS, trend

if TYPE_CHECKING:
    from core.book.book import Book
    from tests.shelf import Shelf

# Company NL-1 in thousandths: sales 400, 300 and 500 in July, August and September; open 700 on 30 September.
NL1 = """
A  OLD   issued 2026-05-01  due 2026-06-15   65.00 EUR
A  PAID0 issued 2026-06-01  due 2026-07-15  625.00 EUR  paid 625.00 on 2026-07-15
A  JUL   issued 2026-07-01  due 2026-07-20   25.00 EUR
A  PAID1 issued 2026-07-10  due 2026-08-10  375.00 EUR  paid 375.00 on 2026-08-10
A  AUG   issued 2026-08-05  due 2026-08-20   40.00 EUR
A  PAID2 issued 2026-08-06  due 2026-09-06  260.00 EUR  paid 240.00 on 2026-09-06
A  CN1   credit 2026-08-31                   10.00 EUR  on PAID2 2026-09-06 10.00
A  CN2   credit 2026-09-30                   10.00 EUR  on PAID2 2026-09-30 10.00
A  SEP1  issued 2026-09-01  due 2026-09-15   90.00 EUR
A  SEP2  issued 2026-09-20  due 2026-10-20  430.00 EUR
A  SEP3  issued 2026-09-21  due 2026-10-21   50.00 EUR
"""
QUARTER_END = date(2026, 9, 30)


def test_measures_of_a_quarter(published: Shelf) -> None:
    """Sales: July 400, August 300 - 10 = 290, September 570 - 10 = 560; 1,250 in 92 days.

    Open on 30 September: 65 (107 days), 25 (72), 40 (41), 90 (15), and 480 current; on 30 June: 65 + 625.
    """
    found = measures(published(NL1), QUARTER_END)["EUR"]
    assert found.past_due_by_bucket == {"d1_30": 9_000, "d31_60": 4_000, "d61_90": 2_500, "d90_plus": 6_500}
    assert (found.current_minor, found.past_due_minor, found.gross_minor) == (48_000, 22_000, 70_000)
    assert (found.opening_minor, found.sales_minor, found.days, found.unallocated_minor) == (69_000, 125_000, 92, 0)
    assert found.history[:3] == (
        MonthOfSales(sales_minor=56_000, days=30),
        MonthOfSales(sales_minor=29_000, days=31),
        MonthOfSales(sales_minor=40_000, days=31),
    )
    assert len(found.history) == 5


def test_metrics_of_a_quarter(published: Shelf) -> None:
    """DSO 700 x 92 / 1,250 = 51.52; best 480 x 92 / 1,250 = 35.328; count-back 30 + 140/290 x 31 = 44.9655.

    CEI, N = 3: (690 + 416.67 - 700) / (690 + 416.67 - 480) = 406.67 / 626.67 = 64.89 %.
    """
    found = {slug: values["EUR"] for slug, values in evaluate(published(NL1), QUARTER_END).items()}
    assert found["open_balance"].value == 70_000
    assert found["open_balance"].unit is Unit.AMOUNT
    assert found["dso"].value == pytest.approx(51.52)
    assert found["best_possible_dso"].value == pytest.approx(35.328)
    assert found["average_days_delinquent"].value == pytest.approx(51.52 - 35.328)
    assert found["countback_dso"].value == pytest.approx(44.9655, abs=1e-4)
    assert found["collection_effectiveness"].value == pytest.approx(64.89, abs=0.005)
    assert found["collection_effectiveness"].parts["months"] == 3
    assert found["percent_current"].value == pytest.approx(68.5714, abs=1e-4)


def test_gross_and_net_are_two_metrics(published: Shelf) -> None:
    """100 of sales in 92 days, 30 of cash not matched: gross 92 days, net 70 x 92 / 100 = 64.4."""
    book = published(
        "A INV0 issued 2026-06-01 due 2026-06-02 1.00 EUR paid 1.00 on 2026-06-02\n"
        "A INV1 issued 2026-09-01 due 2026-09-15 100.00 EUR\nA cash 2026-09-20 30.00 EUR"
    )
    found = {slug: values["EUR"].value for slug, values in evaluate(book, QUARTER_END).items()}
    assert (found["open_balance"], found["unallocated"], found["net_balance"]) == (10_000, 3_000, 7_000)
    assert found["dso"] == pytest.approx(92)
    assert found["dso_net"] == pytest.approx(64.4)


def test_undefined_says_why(published: Shelf) -> None:
    """Nothing was sold in the three months up to the end of the year."""
    book = published("A INV1 issued 2026-01-10 due 2026-02-09 100.00 EUR")
    found = {slug: values["EUR"] for slug, values in evaluate(book, date(2026, 12, 31)).items()}
    for slug in ("dso", "dso_net", "best_possible_dso", "average_days_delinquent"):
        assert found[slug].value is None
        assert "no sales" in (found[slug].why or "")
    assert found["countback_dso"].value == 31 + 28 + 31 + 30 + 31 + 30 + 31 + 31 + 30 + 31 + 30 + 31


def test_currencies_are_never_added_up(published: Shelf) -> None:
    book = published(
        "A INV1 issued 2026-09-01 due 2026-09-15 100.00 EUR\nA INV2 issued 2026-09-01 due 2026-10-15 70.00 USD"
    )
    found = evaluate(book, QUARTER_END)
    assert {currency: value.value for currency, value in found["open_balance"].items()} == {"EUR": 10_000, "USD": 7_000}


def test_scope_applies_to_every_measure(published: Shelf) -> None:
    text = """
    A  INV1  issued 2026-09-01  due 2026-09-15  100.00 EUR
    B  INV2  issued 2026-05-01  due 2026-05-31   40.00 EUR
    B  INV3  issued 2026-09-02  due 2026-10-15   60.00 EUR
    A  is  consumer NL nl
    B  is  business NL nl
    """
    found = measures(published(text), QUARTER_END, scope=Scope(customer_type="business"))["EUR"]
    assert (found.gross_minor, found.opening_minor, found.sales_minor) == (10_000, 4_000, 6_000)


def test_a_segment_is_measured_where_its_customers_are_now(published: Shelf) -> None:
    book = published(
        "A INV1 issued 2026-09-01 due 2026-09-15 100.00 EUR\nB INV2 issued 2026-05-01 due 2026-05-31 40.00 EUR"
    )
    keys = {
        row["customer_id"]: row["customer_key"]
        for key in (1, 2)
        for row in book.rows("customer_header", customer_key=key)
    }
    segments = pd.DataFrame({"customer_key": [keys["A"]], "segment": ["forgetful"]})
    for name, gross, sold in (("forgetful", 10_000, 10_000), ("unassigned", 4_000, 0)):
        found = measures(book, QUARTER_END, scope=Scope(segment=name), segments=segments)["EUR"]
        assert (found.gross_minor, found.sales_minor) == (gross, sold)


def test_an_empty_book_has_no_measures(published: Shelf) -> None:
    book = published("A is consumer NL nl", list_on=QUARTER_END)
    assert measures(book, QUARTER_END) == {}
    assert evaluate(book, QUARTER_END)["dso"] == {}
    assert trend(book, QUARTER_END).empty


def test_trend_of_a_quarter(published: Shelf) -> None:
    """Month ends of May to September; OLD falls past due in June, and the last row is the quarter worked above."""
    found = trend(published(NL1), date(2026, 10, 15), months=24)
    assert [end.date() for end in found["month_end"]] == [
        date(2026, 5, 31),
        date(2026, 6, 30),
        date(2026, 7, 31),
        date(2026, 8, 31),
        date(2026, 9, 30),
    ]
    assert list(found["open_balance"]) == [6_500, 69_000, 46_500, 39_000, 70_000]
    assert list(found["past_due"]) == [0, 6_500, 9_000, 13_000, 22_000]
    assert list(found["sales"]) == [6_500, 62_500, 40_000, 29_000, 56_000]
    assert found["dso"].iloc[-1] == pytest.approx(51.52)
    assert found["countback_dso"].iloc[-1] == pytest.approx(44.9655, abs=1e-4)


def test_trend_keeps_the_last_months_only(published: Shelf) -> None:
    book = published(NL1)
    assert len(trend(book, QUARTER_END, months=2)) == 2
    assert trend(book, date(2026, 4, 30)).empty


def test_trend_has_all_but_what_no_cube_holds() -> None:
    left_out = {"promise_kept_rate", "promise_kept_value", "top_customer_share", "customer_concentration"}
    assert set(METRICS) - set(TREND_METRICS) == left_out


def test_trend_of_a_segment_needs_to_know_the_segments(published: Shelf) -> None:
    with pytest.raises(ValueError, match="neither a segment cube nor an assignment"):
        trend(published(NL1), QUARTER_END, scope=Scope(segment="late"))


SEGMENTED = """
A  INV1  issued 2026-05-10  due 2026-06-09  100.00 EUR  paid 60.00 on 2026-06-20  paid 40.00 on 2026-08-03
A  INV2  issued 2026-07-01  due 2026-07-31   80.00 EUR
A  CN1   credit 2026-07-15                   20.00 EUR  on INV2 2026-08-31 5.00
B  INV3  issued 2026-06-30  due 2026-06-30   50.00 EUR  paid 70.00 on 2026-07-31
B  INV4  issued 2026-08-05  due 2026-09-04   30.00 USD
C  INV5  issued 2026-04-01  due 2026-05-01   10.00 EUR
C  cash  2026-06-15  4.00 EUR
B  is    business BE nl
"""


@pytest.fixture
def segmented(published: Shelf) -> tuple[Book, pd.DataFrame]:
    """A and B forgetful and late; C is in no segment."""
    book = published(SEGMENTED, list_on=QUARTER_END)
    listed = customer_list(book, QUARTER_END, only_open=False).rows
    keys = dict(zip(listed["customer_id"], listed["customer_key"], strict=True))
    return book, pd.DataFrame({"customer_key": [keys["A"], keys["B"]], "segment": ["forgetful", "late"]})


def test_trend_of_a_segment_is_its_replay_at_each_month_end(segmented: tuple[Book, pd.DataFrame]) -> None:
    book, segments = segmented
    compared = 0
    for name in ("forgetful", "late", "unassigned"):
        for row in trend(book, QUARTER_END, scope=Scope(segment=name), segments=segments).to_dict("records"):
            replayed = evaluate(book, row["month_end"].date(), scope=Scope(segment=name), segments=segments)
            for slug in TREND_METRICS:
                value = replayed[slug][row["currency"]].value
                assert pd.isna(row[slug]) if value is None else row[slug] == pytest.approx(value), (name, slug, row)
            compared += 1
    assert compared == 5 + 4 + 2 + 6


def test_trends_of_all_segments_add_up_to_the_books_own(segmented: tuple[Book, pd.DataFrame]) -> None:
    """One cube, made once, answers for every segment, and its filters hold as those of the book's cube do."""
    book, segments = segmented
    cube = segment_cube(book, segments)
    amounts = ["open_balance", "past_due", "unallocated", "net_balance", "sales"]
    for country in (None, "NL", "BE"):
        parts = [
            trend(book, QUARTER_END, scope=Scope(segment=name, country=country), cube=cube)
            for name in ("forgetful", "late", "unassigned")
        ]
        added = pd.concat(parts).groupby(["currency", "month_end"])[amounts].sum()
        whole = trend(book, QUARTER_END, scope=Scope(country=country)).set_index(["currency", "month_end"])[amounts]
        pd.testing.assert_frame_equal(added, whole)


def test_a_segment_nobody_is_in_has_no_trend(segmented: tuple[Book, pd.DataFrame]) -> None:
    book, segments = segmented
    assert trend(book, QUARTER_END, scope=Scope(segment="gone"), segments=segments).empty


def test_an_empty_book_has_an_empty_segment_cube(published: Shelf) -> None:
    book = published("A is consumer NL nl", list_on=QUARTER_END)
    cube = segment_cube(book, pd.DataFrame({"customer_key": [1], "segment": ["late"]}))
    assert [cube.movements.num_rows, cube.positions.num_rows, cube.events.num_rows] == [0, 0, 0]
    assert trend(book, QUARTER_END, scope=Scope(segment="late"), cube=cube).empty


def test_trend_by_scope(published: Shelf) -> None:
    text = """
    A  INV1  issued 2026-09-01  due 2026-09-15  100.00 EUR
    B  INV2  issued 2026-09-01  due 2026-10-15   60.00 EUR
    A  is  consumer NL nl
    B  is  business BE nl
    """
    book = published(text, list_on=QUARTER_END)
    assert list(trend(book, QUARTER_END, scope=Scope(country="BE"))["open_balance"]) == [6_000]
    assert list(trend(book, QUARTER_END, scope=Scope(customer_type="consumer"))["past_due"]) == [10_000]
