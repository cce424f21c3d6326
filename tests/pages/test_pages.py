"""Every page runs on nothing, on one invoice and on a small portfolio, and says what to do when it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pages.conftest import ONE_ITEM, PAGES, PORTFOLIO, ROOT, clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

SETTINGS = ("segments", "data", "sender", "mail")


@pytest.mark.parametrize("page", PAGES)
def test_without_a_ledger_a_page_says_how_to_get_one(page: str, screen: Callable[..., AppTest]) -> None:
    said = texts(screen(page))
    if page == "mailbox":
        assert "No mail" in said
    else:
        assert "Import a ledger" in said
        assert "Make the demo portfolio" in said


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("ledger", [ONE_ITEM, PORTFOLIO], ids=["one item", "portfolio"])
def test_pages_run(page: str, ledger: str, book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(ledger)
    at = screen(page)
    assert at.title or page == "customer"


@pytest.mark.parametrize("tab", SETTINGS)
def test_every_part_of_settings_runs(tab: str, book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(PORTFOLIO)
    assert texts(screen("settings", tab=tab))


@pytest.mark.parametrize("view", ["aging", "course", "definitions"])
def test_every_view_of_numbers_runs(view: str, book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(PORTFOLIO)
    assert len(screen("numbers", view=view).metric) >= 5


def test_a_customer_page_needs_a_customer(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(PORTFOLIO)
    assert "No customer chosen" in texts(screen("customer"))


def test_an_unknown_customer_is_told_in_a_sentence(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(PORTFOLIO)
    assert "No such customer" in texts(screen("customer", id="999999"))


def test_an_unknown_campaign_is_told_in_a_sentence(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(PORTFOLIO)
    assert "nowhere" in screen("campaign", name="nowhere").error[0].value


def test_the_proposal_comes_first_and_then_five_cards_and_one_chart(
    book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    book(PORTFOLIO)
    at = screen("today")
    proposed, cards = at.metric[:4], at.metric[4:]
    assert [each.label for each in proposed] == ["Customers", "Asked for", "Cost", "Calls for the team"]
    assert len(cards) == 5
    assert len(at.get("plotly_chart")) == 1


def test_every_page_runs_on_the_demo_portfolio(app: Application, screen: Callable[..., AppTest]) -> None:
    app.make_demo(customers=60)
    at = screen("today")
    for page in PAGES:
        clean(at.switch_page(str(ROOT / "pages" / f"{page}.py")).run())
        assert "Import a ledger" not in texts(at)
