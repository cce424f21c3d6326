"""The bank's page: what needs a look, one click, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.desk import bank
from tests.pages.conftest import clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

BOOK = """
    A is business NL nl name "Bakkerij Smit B.V."
    A INV001 issued 2026-09-01 due 2026-10-01 100.00 EUR
"""
STATEMENT = (
    ":20:S1\n:25:NL91ABNA0417164300\n:28C:1/1\n:60F:C261014EUR0,00\n"
    ":61:2610151015C100,00NTRFNONREF//B1\n:86:/IBAN/NL20INGB0001234567/NAME/K. Onbekend/REMI/factuur/\n"
    ":62F:C261015EUR100,00\n"
)


def test_a_payment_waits_is_matched_with_one_click_and_can_be_taken_back(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest], tmp_path: Path
) -> None:
    book(BOOK)
    assert "Nothing waits for you" in texts(screen("bank"))
    path = tmp_path / "one.sta"
    path.write_text(STATEMENT, encoding="utf-8")
    app.import_statement(path, by="ann", entity="NL01")
    (line,) = bank.lines(app.desk)
    at = screen("bank")
    assert [metric.value for metric in at.metric] == ["1", "0", "0"]
    assert "the amount is that of INV001" in texts(at)
    clean(at.button(key=f"bank_accept_{line.id}").click().run())
    assert [metric.value for metric in at.metric] == ["0", "1", "0"]
    clean(at.button(key="bank_undo").click().run())
    assert [metric.value for metric in at.metric] == ["1", "0", "0"]


def test_the_other_parts_run(app: Application, screen: Callable[..., AppTest]) -> None:
    app.make_demo(customers=60)
    assert len(screen("bank", view="matched").dataframe) == 1
    assert "Whose account" in [box.label for box in screen("bank", view="import").selectbox]
