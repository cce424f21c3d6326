"""What the book says of an earlier knowledge is what the book of then said: two roads, over ledgers that arrive in pieces."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.book.past import PastBook
from core.book.queries import query
from core.vocabulary import ImportMode
from tests.ledger import Ledger
from tests.pieces import BEGINS, Portfolio

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import pandas as pd

    from core.book.book import Book

IMPORTS = 7
ASKED = (
    "audience_items",
    "audience_cash",
    "customer_features",
    "customer_balances",
    "euro_rates",
    "bank_items",
    "bank_payments",
    "book_imports",
    "book_latest",
)


def told(asked: Book | PastBook, name: str, day: date, latest_on: date) -> pd.DataFrame:
    values: dict[str, object] = {
        "as_of": day,
        "customer_key": None,
        "year_ago": day - timedelta(days=365),
        "since": day - timedelta(days=730),
        "until": day,
    }
    if name == "bank_items":
        values |= {"since": latest_on + timedelta(days=1), "until": latest_on + timedelta(days=1)}
    return asked.frame(name, None, **{each: values[each] for each in query(name).parameters})


@pytest.fixture(scope="module", params=range(2))
def books(request: pytest.FixtureRequest) -> Iterator[list[Book]]:
    """The book after each of a few imports, the last of them with all that the earlier ones said."""
    portfolio = Portfolio(request.param)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder) / "book")
        found = []
        for turn in range(IMPORTS):
            day = BEGINS + timedelta(days=3 * turn)
            is_list = turn == IMPORTS - 2
            text = portfolio.piece(day)
            if is_list:  # a full list: what it leaves out is settled
                text = "\n".join(portfolio.listed(number) for number in list(portfolio.rows)[::2])
            mode = ImportMode.SNAPSHOT if is_list else ImportMode.MOVEMENTS
            found.append(ledger(text, list_on=day, mode=mode, entities=("NL01",) if is_list else (), confirmed=True))
        yield found


def test_the_past_book_says_what_the_book_of_then_said(books: list[Book]) -> None:
    latest = books[-1]
    past = PastBook(latest)
    for number, then in enumerate(books, start=1):
        day = then.latest_on
        past.open_window(day, day + timedelta(days=2), least=number)
        past.know(number)
        assert past.latest_on == then.latest_on
        for name in ASKED:
            for on in (day, day + timedelta(days=2)):
                expected = told(then, name, on, then.latest_on)
                assert told(past, name, on, then.latest_on).to_csv() == expected.to_csv(), (name, number, on)
    past.close()


def test_one_window_serves_the_knowledge_of_all_its_days(books: list[Book]) -> None:
    past = PastBook(books[-1])
    past.open_window(books[2].latest_on, books[-1].latest_on, least=3)
    for number in (3, 5, 4, IMPORTS):
        past.know(number)
        then = books[number - 1]
        for name in ASKED:
            expected = told(then, name, then.latest_on, then.latest_on)
            assert told(past, name, then.latest_on, then.latest_on).to_csv() == expected.to_csv(), (name, number)
    past.close()


def test_a_few_customers_are_told_as_among_all(books: list[Book]) -> None:
    then = books[3]
    past = PastBook(books[-1])
    past.open_window(then.latest_on, then.latest_on, least=4)
    past.know(4)
    for name in ("customer_features", "customer_balances"):
        everybody = told(past, name, then.latest_on, then.latest_on)
        some = everybody["customer_key"].unique()[:2]
        with past.narrowed(some):
            narrowed = told(past, name, then.latest_on, then.latest_on)
        expected = everybody[everybody["customer_key"].isin(some)].reset_index(drop=True)
        assert narrowed.to_csv() == expected.to_csv()
        assert len(narrowed)
    past.close()
