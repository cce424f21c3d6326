"""DSO review: the parts are on the screen and in the URL, a click opens what is behind them, bad dates are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.review.behind import PART
from tests.pages.conftest import PORTFOLIO, choose, clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book

# A year before the portfolio: 100 open of 100 sold, so DSO was 92 days on 31 October 2025; the book begins before that.
A_YEAR_BEFORE = "A  OLD0  issued 2025-07-15  due 2025-07-20  10.00 EUR  paid 10.00 on 2025-07-20\n"
A_YEAR_BEFORE += "A  OLD1  issued 2025-09-10  due 2025-10-10  100.00 EUR  paid 100.00 on 2025-11-11\n"
RATES = (
    "".join(
        f"rate USD {year}-{month:02}-28 0.90\n"
        for year in (2025, 2026)
        for month in range(1, 13)
        if (year, month) < (2026, 11)
    )
    + "rate USD 2026-10-30 0.90\n"
)


@pytest.fixture
def review(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> AppTest:
    book(PORTFOLIO + A_YEAR_BEFORE)
    return screen("review")


def card(at: AppTest, label: str) -> str:
    return next(metric.value for metric in at.metric if metric.label == label)


def test_both_dates_the_change_and_the_gap_are_told(review: AppTest) -> None:
    """31 October 2026: 1,460 open, sales since 31 July 1,160 in 92 days: 115.8 days; 650 past due are 51.6 of them."""
    assert card(review, "DSO, 31 Oct 2025") == "92.0 days"
    assert card(review, "DSO, 31 Oct 2026") == "115.8 days"
    assert card(review, "Above best possible") == "51.6 days"
    assert card(review, "Cash past due") == "€650"
    assert "DSO rose by 23.8 days to 115.8" in texts(review)
    assert len(review.get("plotly_chart")) == 2


def test_the_table_adds_up_as_shown(review: AppTest) -> None:
    table = review.dataframe[0].value
    for column in ("from", "to", "change", "volume", "terms", "disputes", "lateness", "mix"):
        assert table[column].iloc[:-1].sum() == pytest.approx(table[column].iloc[-1])


def test_the_question_stands_in_the_url(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(PORTFOLIO + A_YEAR_BEFORE)
    at = screen("review", **{"from": "2026-08-31", "to": "2026-09-30", "by": "country", "figure": "dso_net"})
    assert card(at, "DSO, net, 30 Sept 2026") != "n/a"
    assert "Germany" not in at.dataframe[0].value["group"].tolist()  # its only euro invoice is of October
    choose(at, "review_by", "entity")
    assert at.query_params["by"] in ("entity", ["entity"])
    assert set(at.dataframe[0].value["group"]) == {"NL01", "BE01", "Total"}


@pytest.mark.parametrize("part", ["lateness", "terms", "disputes"])
def test_a_part_opens_the_items_it_is_made_of(review: AppTest, part: str) -> None:
    expected = {"lateness": "4 items, together €650.00", "terms": "2 items, together €810.00", "disputes": "0 items"}
    review.query_params[PART] = part
    clean(review.run())
    assert expected[part] in texts(review)


def test_the_items_of_a_part_narrow_to_the_group_in_the_url(
    book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    """Of the four late items two are of A, together 150: A and D are in the Netherlands and Germany, B in BE01."""
    book(PORTFOLIO + A_YEAR_BEFORE)
    at = screen("review", **{"by": "entity", "in": "BE01", "part": "lateness"})
    assert "1 item, together €200.00" in texts(at)
    assert "Only BE01, the group chosen below." in texts(at)
    unknown = screen("review", **{"by": "entity", "in": "XX", "part": "lateness", "rows": "x"})
    assert "4 items, together €650.00" in texts(unknown)


def test_the_part_the_date_and_the_page_stand_in_the_url(
    book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    """Sixty invoices of 2 are late beside the four: sixty-four on pages of fifty. A page that is no more opens the first."""
    many = "".join(f"A  M{n}  issued 2026-08-01  due 2026-08-31  2.00 EUR\n" for n in range(60))
    book(PORTFOLIO + A_YEAR_BEFORE + many)
    at = screen("review", part="lateness", rows="2")
    assert "64 items, together €770.00" in texts(at)
    assert len(next(each.value for each in at.dataframe if "number" in each.value.columns)) == 14
    assert "64 items, together €770.00" in texts(screen("review", part="lateness", rows="9"))
    start = screen("review", part="lateness", at="from")
    assert "1 item, together €100.00" in texts(start)
    start.button(key="review_behind_close").click().run()
    assert not {"part", "at", "rows"} & set(clean(start).query_params)


def test_mix_opens_the_sales_of_the_groups(review: AppTest) -> None:
    review.query_params[PART] = "mix"
    at = clean(review.run())
    frame = next(each.value for each in at.dataframe if "days" in each.value.columns)
    assert frame["to"].sum() == pytest.approx(1160.0)
    at.button(key="review_behind_close").click().run()
    assert "review_behind_close" not in [button.key for button in clean(at).button]


def test_the_scenario_says_days_and_cash(review: AppTest) -> None:
    """Sales of 1,160 in 92 days: ten days sooner of everybody are 126.08."""
    review.slider(key="review_sooner").set_value(10).run()
    assert "If everybody paid 10 days sooner, DSO would be 10.0 days lower, at 105.8" in texts(clean(review))
    assert card(review, "Cash sooner") == "€126"


def test_dates_turned_round_are_answered_with_what_to_do(
    book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    book(PORTFOLIO)
    at = screen("review", **{"from": "2026-10-31", "to": "2026-09-30"})
    assert "choose an earlier first date" in at.warning[0].value
    assert not at.metric


def test_an_undefined_end_says_why(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(PORTFOLIO)
    at = screen("review")
    assert card(at, "DSO, 31 Oct 2025") == "n/a"
    assert "There were no sales in the 3 months up to 31 October 2025" in texts(at)


def test_a_part_of_the_portfolio_without_documents_says_so(
    book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    book(PORTFOLIO)
    at = screen("review", country="DE", type="public")
    assert "No documents in this part of the portfolio" in texts(at)


def test_the_group_is_all_currencies_at_their_rates(
    book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    """EUR 1,460 and USD 30 x 0.90 = 27: 1,487 open; sales 1,160 + 27 = 1,187: 1,487 x 92 / 1,187 = 115.3 days."""
    book(PORTFOLIO + A_YEAR_BEFORE + RATES)
    at = screen("review")
    at.selectbox(key="currency").set_value("group").run()
    assert card(clean(at), "DSO, 31 Oct 2026") == "115.3 days"
    rates = next(each.value for each in at.dataframe if "euros" in each.value.columns)
    assert set(rates["source"]) == {"ledger.txt"}
    numbers = screen("numbers")
    numbers.selectbox(key="currency").set_value("group").run()
    assert card(clean(numbers), "Open balance") == "€1,487"


def test_a_missing_rate_is_named_and_nothing_is_added(
    book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    book(PORTFOLIO)
    at = screen("numbers")
    at.selectbox(key="currency").set_value("group").run()
    assert "There is no rate of USD for 31 October 2026" in clean(at).warning[0].value
    assert card(at, "Open balance") == "n/a"
