"""Cash forecast and model card: what they say without a model, with one, and in Dutch."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.pages.conftest import choose, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

DAY = date(2026, 10, 31)


def portfolio() -> str:
    """Return eight customers who pay every week, each so many days after the due date."""
    lines = ['C0  is  business NL nl a@example.org name "Bakkerij De Korst"']
    for customer in range(8):
        for week in range(60):
            issued = date(2025, 8, 4) + timedelta(days=7 * week + customer % 5)
            paid = issued + timedelta(days=16 + customer)
            tail = f"  paid 100.00 on {paid}" if paid <= DAY else ""
            due = issued + timedelta(days=14)
            lines.append(f"C{customer}  I{customer}x{week}  issued {issued}  due {due}  100.00 EUR{tail}")
    lines.append("C0  LAST  issued 2026-10-20  due 2026-11-10  500.00 EUR")
    return "\n".join(lines)


@pytest.fixture
def filled(book: Callable[[str], Book]) -> Book:
    return book(portfolio())


def test_without_a_model_the_habits_serve_and_the_card_says_what_to_do(
    filled: Book, screen: Callable[..., AppTest]
) -> None:
    assert filled.version
    forecast, card = screen("forecast"), screen("model")
    assert "Open today €" in texts(forecast)
    assert "the customers' own habits the rest" in texts(forecast)
    assert "No past forecast was tried yet" in texts(forecast)
    assert "No model yet" in texts(card)
    assert "Nothing has been trained yet" in texts(card)
    assert "Train the first model" in texts(card)


def test_with_a_model_the_card_shows_scores_segments_and_what_it_is_not_for(
    filled: Book, app: Application, screen: Callable[..., AppTest]
) -> None:
    run = app.train(by="a test")
    assert run.is_kept
    assert filled.version == run.book_version
    card = screen("model")
    said = texts(card)
    assert "invoices it had not seen" in said
    assert "It does not judge creditworthiness" in said
    assert len(card.dataframe) == 3  # scores, segments, trainings
    assert card.dataframe[0].value["score"].tolist()[0] == "Mean error, in days"
    past = choose(screen("forecast"), "section_view_segment", "past")
    assert "past forecasts the weekly error was" in texts(past)


def test_a_file_somebody_changed_is_said_and_the_habits_serve(
    filled: Book, app: Application, screen: Callable[..., AppTest]
) -> None:
    assert filled.version
    run = app.train(by="a test")
    file = app.settings.models_folder / f"m{run.number:06d}.json"
    file.write_text(file.read_text() + " ")
    assert "its file was changed after the training" in texts(screen("model"))
    assert "Open today €" in texts(screen("forecast"))


def test_an_empty_part_of_the_portfolio_has_no_forecast(
    book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    book("A  INV1  issued 2026-08-01  due 2026-09-01  100.00 EUR  paid 100.00 on 2026-09-01")
    assert "Nothing is open here" in texts(screen("forecast"))


def test_both_pages_speak_dutch(filled: Book, screen: Callable[..., AppTest]) -> None:
    assert filled.version
    assert "Kasprognose" in texts(screen("forecast", lang="nl"))
    assert "Betaalmodel" in texts(screen("model", lang="nl"))
