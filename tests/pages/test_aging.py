"""The aging explorer: its figures are those of the ledger, its URL is the whole question, its views come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from core.desk.views import make_default, save_view, views
from tests.pages.conftest import ONE_ITEM, clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

# EUR on 31 October 2026. A retail NL: 100 (61 days late), 50 (11), 10 (current), 15 unallocated; B food BE: 200 (30 days).
PORTFOLIO = """
    A  is    business NL nl a@example.org name "Bakkerij *De Korst*" sector retail
    B  is    consumer BE nl b@example.org name "=SUM(A1)" sector food entity BE01
    A  INV1  issued 2026-08-01  due 2026-08-31  100.00 EUR
    A  INV2  issued 2026-09-20  due 2026-10-20   50.00 EUR
    A  INV3  issued 2026-09-01  due 2026-10-01   80.00 EUR  paid 80.00 on 2026-10-20
    A  cash  2026-10-25  15.00 EUR
    B  INV4  issued 2026-09-01  due 2026-10-01  200.00 EUR  entity BE01
    A  INV8  issued 2026-10-31  due 2026-11-30   10.00 EUR
    A  INV9  issued 2026-09-01  due 2026-10-01   30.00 USD
"""


@pytest.fixture
def explorer(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> Callable[..., AppTest]:
    """``explorer(rows="sector")`` is the page at that address."""
    book(PORTFOLIO)

    def at(**query: str) -> AppTest:
        return screen("aging", **query)

    return at


def rows(at: AppTest, place: int = 0) -> dict[str, dict[str, Any]]:
    """Return a table of the page by its first column."""
    frame = at.dataframe[place].value
    return {
        row[frame.columns[0]]: {str(name): value for name, value in row.items()} for row in frame.to_dict("records")
    }


def test_the_table_is_the_ledger_by_any_split(explorer: Callable[..., AppTest]) -> None:
    found = rows(explorer(rows="sector"))
    assert {name: row["total"] for name, row in found.items()} == {"food": 200.0, "retail": 145.0, "Total": 345.0}
    assert (found["retail"]["d61_90"], found["retail"]["unallocated"]) == (100.0, -15.0)


def test_one_line_says_what_is_late_and_with_whom(explorer: Callable[..., AppTest]) -> None:
    assert "€350 of €360 is past due (97.2%). The largest part is with food: 57.1%." in texts(explorer(rows="sector"))


def test_beside_a_month_before_the_change_stands_in_the_table(explorer: Callable[..., AppTest]) -> None:
    """On 30 September A had INV1 (30 days), INV2 and INV3 (current): 230; B had 200."""
    found = rows(explorer(rows="sector", vs="month"))
    assert (found["retail"]["change_d1_30"], found["retail"]["change_total"]) == (-50.0, -85.0)
    assert (found["food"]["change_current"], found["food"]["change_d1_30"]) == (-200.0, 200.0)


def test_another_convention_is_shown_and_said(explorer: Callable[..., AppTest]) -> None:
    at = explorer(rows="sector", conv="edge_is_older")
    assert rows(at)["food"]["d30_59"] == 200.0
    assert "Every other figure in Saldo" in texts(at)


def test_shares_are_of_the_rows_invoices(explorer: Callable[..., AppTest]) -> None:
    found = rows(explorer(rows="sector", unit="share"))
    assert found["food"]["d1_30"] == 100.0
    assert found["retail"]["d61_90"] == pytest.approx(62.5)


def test_currencies_are_never_added_up(explorer: Callable[..., AppTest]) -> None:
    found = rows(explorer(rows="currency"))
    assert {name: row["total"] for name, row in found.items()} == {"EUR": 345.0, "USD": 30.0}


def test_a_filter_in_the_url_is_a_chip_that_takes_itself_off(explorer: Callable[..., AppTest]) -> None:
    at = explorer(rows="country", sector="retail")
    assert list(rows(at)) == ["Netherlands"]
    at.button(key="chip_sector").click().run()
    assert set(rows(clean(at))) == {"Netherlands", "Belgium", "Total"}
    assert "sector" not in at.query_params


def test_an_open_cell_shows_its_invoices_and_can_be_kept(explorer: Callable[..., AppTest]) -> None:
    at = explorer(rows="sector", bucket="d61_90", row="retail")
    assert "1 item, together €100.00" in texts(at)
    items = at.dataframe[1].value
    assert items["number"].tolist() == ["INV1"]
    assert items["source"].iloc[0].startswith("ledger.txt")
    at.button(key="aging_keep_sector").click().run()
    assert list(rows(clean(at))) == ["retail"]
    assert "bucket" not in at.query_params


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"show": "heat", "rows": "sector"}, "the youngest bucket stays pale"),
        ({"show": "heat", "rows": "sector", "cols": "country"}, "the larger the part that is past due"),
        ({"show": "heat", "rows": "currency", "cols": "country"}, "the larger the part that is past due"),
        ({"show": "customers"}, "2 of 2 customers have 100.0% of what is open"),
        ({"show": "customers", "by": "issue"}, "2 of 2 customers"),
        ({"show": "table", "rows": "all"}, "is past due"),
    ],
)
def test_every_view_says_what_it_shows(explorer: Callable[..., AppTest], query: dict[str, str], told: str) -> None:
    assert told in texts(explorer(**query))


def test_the_flow_adds_up_and_opens(explorer: Callable[..., AppTest]) -> None:
    """October: of the 430 open on 30 September 80 was paid, 350 is late or later; 10 is new."""
    at = explorer(show="flow", **{"from": "current", "to": "paid"})
    assert "Of €430 open on 30 Sept 2026, €80 was paid (18.6%), €0 credited, and €350 became older." in texts(at)
    total = rows(at)["Total"]
    assert (total["opening"], total["paid"], total["current"], total["d1_30"], total["d61_90"]) == (
        440.0,
        80.0,
        10.0,
        250.0,
        100.0,
    )
    assert "1 item, together €80.00" in texts(at)


def test_words_that_the_ledger_does_not_have_are_told(explorer: Callable[..., AppTest]) -> None:
    at = explorer(rows="colour", sector="mining")
    said = texts(at)
    assert "asks for colour as rows" in said
    assert "asks for mining as sector" in said
    assert "Reliable" in said or len(at.dataframe[0].value)


def test_before_the_first_document_there_is_nothing(explorer: Callable[..., AppTest]) -> None:
    for show in ("table", "heat", "flow", "customers"):
        said = texts(explorer(show=show, as_of="2026-01-31"))
        assert "Nothing is open here." in said or "Nothing was open and nothing came." in said


def test_a_view_is_saved_opened_and_made_the_default(explorer: Callable[..., AppTest], app: Application) -> None:
    at = explorer(rows="sector", sector="retail")
    at.text_input(key="aging_view_name").set_value("Retail")
    next(button for button in at.button if button.label == "Save").click().run()
    (view,) = views(app.desk, "aging")
    assert view.query == {"rows": "sector", "sector": "retail", "currency": "EUR"}
    make_default(app.desk, "aging", "Retail")
    assert list(rows(explorer())) == ["retail"]
    assert len(rows(explorer(rows="country"))) == 3, "an address that asks something is not overruled"


def test_opening_a_view_asks_exactly_that(explorer: Callable[..., AppTest], app: Application) -> None:
    save_view(app.desk, "aging", "Belgium", {"rows": "sector", "country": "BE", "as_of": "2026-09-30"}, by="Els")
    at = explorer(rows="country", sector="retail")
    at.button(key="aging_view_open_0").click().run()
    found = rows(clean(at))
    assert {name: row["current"] for name, row in found.items()} == {"food": 200.0}


def test_a_view_whose_filter_is_gone_opens_without_it(explorer: Callable[..., AppTest], app: Application) -> None:
    query = {"rows": "sector", "country": "FR", "currency": "SEK", "sector": "mining", "as_of": "nonsense"}
    save_view(app.desk, "aging", "Old", query, by="Els")
    at = explorer()
    at.button(key="aging_view_open_0").click().run()
    said = texts(clean(at))
    for value in ("FR", "SEK", "mining"):
        assert f"asks for {value} as" in said
    assert rows(at)["Total"]["total"] == 345.0


def test_views_are_renamed_and_deleted(explorer: Callable[..., AppTest], app: Application) -> None:
    save_view(app.desk, "aging", "Mine", {"rows": "country"}, by="Els")
    save_view(app.desk, "aging", "Yours", {"rows": "country"}, by="Els")
    at = explorer()
    at.text_input(key="aging_view_name_0_Mine").set_value("Yours").run()
    at.button(key="aging_view_rename_0").click().run()
    assert "already a view called 'Yours'" in texts(clean(at))
    at.text_input(key="aging_view_name_0_Mine").set_value("Ours").run()
    at.button(key="aging_view_rename_0").click().run()
    at.button(key="aging_view_delete_1").click().run()
    assert [view.name for view in views(app.desk, "aging")] == ["Ours"]


def test_a_ledger_that_says_little_of_its_customers(
    book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    book(ONE_ITEM)
    at = screen("aging", rows="label")
    assert list(rows(at)) == ["neutral"]


def test_dutch(explorer: Callable[..., AppTest]) -> None:
    said = texts(explorer(lang="nl", rows="sector"))
    assert "is vervallen" in said
    assert "past due" not in said
