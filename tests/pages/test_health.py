"""The health page: tables with their age, choices that are kept, and facts that are missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from core.law.choices import SAFE
from core.strategy.law_choices import choices_of
from dashboard import reads
from tests.pages.conftest import PORTFOLIO, clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application


def test_the_tables_of_the_law_and_where_they_are_from(screen: Callable[..., AppTest]) -> None:
    told = texts(screen("health")).replace("\\", "")
    assert "To be looked up again 0" in told
    assert "15 % of the first €2,500" in told
    assert "ECLI:NL:HR:2016:2704" in told
    belgian = texts(screen("health", country="BE"))
    assert "Book XIX" in belgian
    assert "The first reminder must say that it is free" in belgian.replace("\\", "")


def test_tables_that_nobody_looked_at_for_seven_months_are_named(
    screen: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "today", lambda: date(2027, 7, 1))
    at = screen("health")
    told = texts(at)
    assert len(at.warning) > 40
    assert "Last checked on 22 November 2026: look it up again." in told
    assert "221 days ago" in told


def test_a_half_year_without_its_rate_is_named(screen: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "today", lambda: date(2027, 1, 2))
    at = screen("health")
    assert "The newest rate is of 1 July 2026: this half-year has no row yet." in texts(at)
    assert len(at.warning) == 7  # reference rate, base rate, and the interest of four countries, of two kinds in NL


def test_choices_are_kept_for_every_preview_after(app: Application, screen: Callable[..., AppTest]) -> None:
    at = screen("health", view="choices")
    next(toggle for toggle in at.toggle if toggle.label == "We cannot reclaim VAT").set_value(True)
    at.number_input[0].set_value(5)
    clean(next(button for button in at.button if button.label == "Save").click().run())
    assert choices_of(app.desk) == replace(SAFE, keeps_vat=True, postal_days=5)


def test_what_is_missing_of_the_facts_is_said(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(
        PORTFOLIO
        + '    E  is business PL nl e@example.org name "Pol"\n    E  INV9  issued 2026-09-01  due 2026-10-01  30.00 EUR\n'
    )
    at = screen("health", view="data")
    told = texts(at)
    assert "carry a made-up sender" in told
    assert "1 customer is in a country whose law Saldo has no table of" in told
    assert list(at.dataframe[0].value["entity"]) == ["BE01", "NL01"]


def test_without_a_ledger_the_law_is_there_and_the_data_is_not(screen: Callable[..., AppTest]) -> None:
    assert "Ledger as of no ledger" in texts(screen("health"))
    assert "No ledger yet" in texts(screen("health", view="data"))
