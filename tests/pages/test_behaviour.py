"""Payment behaviour: every view draws on a rich ledger, a poor one and none; a click lists the customers behind it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.pages.conftest import ONE_ITEM, texts
from tests.unit.behaviour.ledgers import AS_OF, invoice, months, paid_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book

VIEWS = ("days", "late", "changes", "calendar", "methods", "trouble")
DRIFTED = [*months(16, 25)[:-2], date(2026, 9, 9), date(2026, 10, 12)]
HABITS = (
    paid_on(*months(12, 25), at="20:10", by="ideal").replace(
        "A is business NL nl", 'A is business NL nl name "*Bakker*"'
    )
    + "\n"
    + paid_on(*DRIFTED).replace("A ", "B ").replace("INV", "BNV")
    + f"\nC is consumer BE nl\n{invoice(900, date(2026, 2, 1), 'promised 2026-04-01').replace('A ', 'C ', 1)}"
    + "\nC cash 2026-06-20 -100.00 EUR"
)


def frames(at: AppTest) -> list[list[str]]:
    return [element.value["name"].tolist() for element in at.dataframe if "name" in element.value]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("text", [ONE_ITEM, HABITS], ids=["one item", "habits"])
def test_every_view_draws(view: str, text: str, book: Callable[..., Book], screen: Callable[..., AppTest]) -> None:
    book(text, list_on=AS_OF)
    at = screen("behaviour", view=view)
    assert "Payment behaviour" in texts(at)


def test_without_a_ledger_it_says_how_to_get_one(screen: Callable[..., AppTest]) -> None:
    assert "No ledger yet" in texts(screen("behaviour"))


def test_without_times_it_says_so(book: Callable[..., Book], screen: Callable[..., AppTest]) -> None:
    book(paid_on(*months(12, 25)), list_on=AS_OF)
    at = screen("behaviour")
    assert "no times of day" in texts(at)
    assert len(at.get("plotly_chart")) == 1


def test_a_day_lists_who_paid_then(book: Callable[..., Book], screen: Callable[..., AppTest]) -> None:
    book(HABITS, list_on=AS_OF)
    at = screen("behaviour", pick="day:2026-08-25")
    assert sorted(frames(at)[0]) == ["*Bakker*", "B"]
    assert "Paid on 25 August 2026" in texts(at)
    habits = at.dataframe[0].value["habit"].tolist()
    assert "pays on the 25th (12 of 12)" in habits


def test_an_hour_lists_who_paid_then(book: Callable[..., Book], screen: Callable[..., AppTest]) -> None:
    book(HABITS, list_on=AS_OF)
    at = screen("behaviour", pick="hour:1-20")
    assert frames(at)[0] == ["*Bakker*"]


@pytest.mark.parametrize(
    ("view", "pick"),
    [
        ("days", "day:yesterday"),
        ("days", "hour:9-9"),
        ("days", "nonsense"),
        ("late", "segment:none"),
        ("methods", "day:"),
    ],
)
def test_a_link_that_means_nothing_shows_the_figure(
    view: str, pick: str, book: Callable[..., Book], screen: Callable[..., AppTest]
) -> None:
    book(HABITS, list_on=AS_OF)
    at = screen("behaviour", view=view, pick=pick)
    assert frames(at) == []
    assert at.get("plotly_chart")


def test_who_left_the_pay_day_in_words(book: Callable[..., Book], screen: Callable[..., AppTest]) -> None:
    book(HABITS, list_on=AS_OF)
    at = screen("behaviour", view="changes")
    rows = at.dataframe[0].value
    story = dict(zip(rows["name"], rows["story"], strict=True))["B"]
    assert story == "14 pay days on the 25th, the last 2 on the 9th and the 12th"


def test_late_only_by_the_calendar_is_listed(book: Callable[..., Book], screen: Callable[..., AppTest]) -> None:
    book(HABITS, list_on=AS_OF)
    at = screen("behaviour", view="calendar")
    assert "*Bakker*" in frames(at)[0]
    assert frames(screen("behaviour", view="calendar", pick="payday:7")) == []


def test_signs_of_trouble_name_the_customer(book: Callable[..., Book], screen: Callable[..., AppTest]) -> None:
    book(HABITS, list_on=AS_OF)
    assert frames(screen("behaviour", view="trouble")) == [["C"]]


def test_a_method_lists_its_payers(book: Callable[..., Book], screen: Callable[..., AppTest]) -> None:
    book(HABITS, list_on=AS_OF)
    at = screen("behaviour", view="methods", pick="method:ideal")
    assert frames(at) == [["*Bakker*"]]
    assert "Pay by iDEAL" in texts(at)


def test_a_filter_leaves_customers_out(book: Callable[..., Book], screen: Callable[..., AppTest]) -> None:
    book(HABITS, list_on=AS_OF)
    at = screen("behaviour", view="trouble", country="Netherlands")
    assert frames(at) == []
    assert "Nobody of this selection" in texts(at)


def test_it_speaks_dutch(book: Callable[..., Book], screen: Callable[..., AppTest]) -> None:
    book(HABITS, list_on=AS_OF)
    at = screen("behaviour", lang="nl", view="changes")
    assert "Betaalgedrag" in texts(at)
    assert "betaaldagen op de 25e, de laatste 2 op de 9e en de 12e" in " ".join(at.dataframe[0].value["story"])
