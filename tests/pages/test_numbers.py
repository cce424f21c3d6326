"""Numbers: the figures are those of the ledger, filters change them, and a cell opens to its invoices."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.house import house, save_house
from core.metrics.buckets import AgedBy
from core.metrics.house import House
from core.metrics.scope import GroupBy
from dashboard.aging_table import CELL
from dashboard.drill import Cell
from tests.pages.conftest import PORTFOLIO, choose, clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

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


def test_every_variant_of_dso_stands_side_by_side(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(PORTFOLIO)
    at = screen("numbers", view="course")
    table = at.dataframe[0].value
    assert list(table.columns) == ["month_end", "dso", "countback_dso", "best_possible_dso"]
    assert table["month_end"].is_monotonic_decreasing
    at = choose(at, "trend_slugs_dso_dso", ["true_dso", "sales_weighted_dso"])
    assert list(at.dataframe[0].value.columns) == ["month_end", "true_dso", "sales_weighted_dso"]
    assert "True DSO" in texts(at)


def test_the_finding_under_the_course_is_its_own_numbers(numbers: AppTest, screen: Callable[..., AppTest]) -> None:
    del numbers
    at = choose(screen("numbers", view="course"), "trend_family", "balance")
    shown = at.dataframe[0].value["open_balance"].dropna()
    assert f"€{shown.iloc[0]:,.0f}" in texts(at).replace("\\", "")
    assert f"€{shown.max():,.0f}" in texts(at).replace("\\", "")


def test_the_house_dso_leads_with_its_target(
    app: Application, numbers: AppTest, screen: Callable[..., AppTest]
) -> None:
    del numbers
    save_house(app.desk, House(dso="countback_dso", targets={"countback_dso": 30.0}), by="Els")
    at = screen("numbers", view="course")
    assert card(at, "Count-back DSO")
    assert "DSO" not in [metric.label for metric in at.metric]
    assert list(at.dataframe[0].value.columns)[1] == "countback_dso"
    assert "the target of 30.0 days" in texts(at).replace("\\", "")
    assert card(screen("today"), "Count-back DSO")


def test_the_settings_keep_a_house_dso_and_refuse_nothing_silently(
    app: Application, numbers: AppTest, screen: Callable[..., AppTest]
) -> None:
    del numbers
    at = screen("settings", tab="figures")
    at.selectbox[0].set_value("true_dso")
    at.number_input(key="target_house").set_value(40.0)
    at.number_input(key="target_past_due_share").set_value(20.0)
    clean(at.button[0].click().run())
    assert house(app.desk) == House(dso="true_dso", targets={"true_dso": 40.0, "past_due_share": 0.2})


def test_losses_say_why_there_are_none_yet(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book("A INV1 issued 2026-10-01 due 2026-10-31 10.00 EUR")
    said = texts(screen("numbers", view="losses")).replace("\\", "")
    assert "The book does not hold two month-ends yet." in said


def test_the_provision_matrix_adds_up(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    """Every bucket rolled on somewhere in the year, so every bucket has a rate and the sum is the card's."""
    book(
        "\n".join(
            f"A  INV{n}  issued 2025-12-01  due {due}  100.00 EUR"
            for n, due in enumerate(("2025-12-31", "2026-01-31", "2026-03-15", "2026-06-20", "2026-10-31"))
        )
        + "\nA  INV9  issued 2026-10-31  due 2026-11-30  1.00 EUR"
    )
    matrix = screen("numbers", view="losses").dataframe[1].value
    assert matrix["loss"].sum() == pytest.approx((matrix["balance"] * matrix["rate"] / 100).sum(), abs=0.03)
    assert matrix["rate"].iloc[-1] == 60.0


def test_a_segment_says_whose_months_it_shows_and_offers_both(numbers: AppTest, screen: Callable[..., AppTest]) -> None:
    """C, the public body, was one all along: both ways show its balance."""
    del numbers
    at = screen("numbers", view="course")
    clean(at.selectbox(key="segment").set_value("public_body").run())
    at = choose(at, "trend_family", "balance")
    assert "wherever they were then" in texts(at)
    today = at.dataframe[0].value["open_balance"].tolist()
    at = choose(at, "trend_members", "then")
    assert "Members differ from month to month" in texts(at)
    for _ in range(600):  # worked out beside the page
        if at.dataframe:
            break
        time.sleep(0.1)
        clean(at.run())
    assert at.dataframe[0].value["open_balance"].tolist() == today
    assert today[0] == 300.0


def test_sales_without_vat_are_said_beside_the_cards(
    book: Callable[[str], Book], app: Application, tmp_path: Path, screen: Callable[..., AppTest]
) -> None:
    """The file's September has no VAT percentage: the quarter up to October has a DSO, and says what is wrong with it."""
    book(PORTFOLIO)
    file = tmp_path / "sales.csv"
    file.write_text("entity,month,currency,amount,vat_basis,vat_percent\nNL01,2026-09,EUR,100.00,excl,\n", "utf-8")
    app.import_file(file, by="test")
    at = screen("numbers")
    assert card(at, "DSO") != "n/a"
    assert "give the VAT percentage with the sales file" in texts(at)
    assert "give the VAT percentage" in texts(screen("numbers", view="definitions"))
    assert "give the VAT percentage" in texts(screen("review", **{"from": "2026-09-30", "to": "2026-10-31"}))
    dutch = screen("numbers", lang="nl")
    assert "geef het btw-percentage op" in texts(dutch).replace("\\", "").replace("\u2060", "")


def test_a_young_book_says_until_when_a_line_is_undefined_and_why(
    book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    """The portfolio begins in January 2026: the first quarter that is whole ends in March."""
    book(PORTFOLIO)
    at = screen("numbers", view="course")
    assert "DSO up to 28 February 2026: The book begins inside the period" in texts(at)
