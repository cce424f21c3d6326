"""Taking the figures away from a screen: made beside the page, in the language chosen, headed in the reader's words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from core.exports.formats import Format
from dashboard import jobs
from dashboard.exports import HEADS, headed
from dashboard.i18n import Words
from dashboard.take_away import FORMATS, MADE, MEANINGS, Made
from tests.pages.conftest import PORTFOLIO, choose, clean, texts, worked

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book

NL = Words(language="nl")


def make_file(at: AppTest) -> AppTest:
    """The page after its file was made."""
    at.button(key="take_away_make").click()
    at.run()
    key = f"take_away_{at.session_state['reader_token']}"
    return clean(at) if jobs.find(key) is None else worked(at, key)  # what was done at once was told at once


def downloads(at: AppTest) -> list[str]:
    return [each.proto.label for each in at.get("download_button") if "take_away" in each.proto.id]


@pytest.fixture
def numbers(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> AppTest:
    book(PORTFOLIO)
    return screen("numbers", lang="nl")


def test_a_file_is_made_beside_the_page_and_offered(numbers: AppTest) -> None:
    assert downloads(numbers) == []
    at = make_file(numbers)
    made = at.session_state[MADE]
    assert isinstance(made, Made)
    assert made.name == "saldo-2026-10-31-eur.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(made.content), data_only=True)
    total = next(row for row in book["Ouderdom"].iter_rows(min_row=6) if row[0].value == "Totaal")
    assert total[6].value == pytest.approx(1460.0)
    assert downloads(at) == ["saldo-2026-10-31-eur.xlsx downloaden"]


def test_another_format_or_language_is_another_file(numbers: AppTest) -> None:
    at = make_file(numbers)
    at = choose(at, "take_away_format", str(Format.PDF))
    assert downloads(at) == []
    at = choose(at, "take_away_language_nl", "en")
    made = make_file(at).session_state[MADE]
    assert made.name.endswith(".pdf")
    assert made.order.language == "en"


def test_a_part_of_the_portfolio_without_anything_says_so(
    book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    book(PORTFOLIO)
    at = make_file(screen("numbers", as_of="2025-01-01"))
    assert "There is nothing in EUR to take away as of 2025-01-01" in texts(at).replace("\\", "")


def test_every_format_has_a_name_and_a_meaning_in_dutch() -> None:
    assert set(FORMATS) == set(MEANINGS) == {str(each) for each in Format}
    for text in (*FORMATS.values(), *MEANINGS.values()):
        assert NL(text) != text


def test_columns_are_called_what_the_reader_calls_them() -> None:
    frame = pd.DataFrame(
        {
            "customer_key": [1],
            "customer_id": ["A"],
            "balance_minor": [100],
            "balance": [1.0],
            "due_on": ["x"],
            "Eigen kop": [1],
        }
    )
    assert list(headed(frame, NL).columns) == ["Klantnummer", "Saldo", "Vervalt", "Eigen kop"]


def test_every_head_is_said_in_dutch() -> None:
    same = {"Document", "Open", "Label", "Segment"}
    assert [head for head in HEADS.values() if NL(head) == head and head not in same] == []
